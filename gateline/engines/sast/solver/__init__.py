"""The abstract interpreter: what every value of a program may be, and where it may have come from."""
