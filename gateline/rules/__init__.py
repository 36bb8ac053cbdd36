"""The Rule noun: what we look for, with proof."""
