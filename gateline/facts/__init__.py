"""Nouns between analyzers and engines: small typed records that travel and are stored as msgpack."""
