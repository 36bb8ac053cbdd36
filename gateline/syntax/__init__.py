"""Bytes to positioned trees."""
