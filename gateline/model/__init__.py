"""Nouns of the result: what every engine makes, every gate judges and every report shows."""
