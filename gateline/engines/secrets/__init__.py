"""Secrets: credentials that stand in text where anyone with read access finds them."""
