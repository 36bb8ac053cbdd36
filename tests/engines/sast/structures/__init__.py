"""Checks of structure over small programs."""
