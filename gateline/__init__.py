"""One line of security gates that every change walks through, from the keystroke to production."""

__version__ = "0.1.0"
