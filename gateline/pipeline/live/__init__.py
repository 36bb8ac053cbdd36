"""A working tree held in memory: what an editor asks at every keystroke."""
