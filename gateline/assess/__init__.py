"""From findings to assessed findings: fingerprint, merge, enrich, rank. Pure; reads nothing."""
