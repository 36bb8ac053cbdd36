"""Conditions of rules: the typed `when` fields, and expressions in a typed subset of CEL."""
