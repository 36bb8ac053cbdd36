"""Where people and machines meet the line: thin, no analysis of their own."""
