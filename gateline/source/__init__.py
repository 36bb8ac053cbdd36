"""Targets to blobs: the only room that reads what the user asks us to gate."""
