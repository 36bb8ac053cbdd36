"""What was learned before: content-addressed facts and the stat index, local and disposable. No fault in here fails a run."""
