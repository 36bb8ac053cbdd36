"""JavaScript and TypeScript to `facts.code.CodeFile`."""
