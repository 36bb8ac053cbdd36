"""From a target to a report: the only room that knows all others."""
