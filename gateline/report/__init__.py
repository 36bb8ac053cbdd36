"""A module a format: each turns one `Report` into bytes and computes nothing beyond layout."""
