"""The editor: the language server protocol, version 3.17, over standard input and output."""
