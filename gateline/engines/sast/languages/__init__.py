"""Front ends: one folder a language, from bytes to `facts.code.CodeFile`."""
