"""Checks of structure: what neither a flow nor a call says, written as functions of the intermediate form."""
