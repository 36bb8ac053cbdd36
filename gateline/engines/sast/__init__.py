"""Static analysis of source code: whole-program data flow, misused APIs, dangerous structures."""
