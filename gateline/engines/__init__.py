"""Vertical slices: each turns blobs into facts and facts into findings. They meet only in `gateline.facts`."""
