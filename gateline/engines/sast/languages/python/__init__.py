"""Python to `facts.code.CodeFile`."""
