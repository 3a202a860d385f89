"""Text to values without I/O: lexing, splitting, arguments, variables."""
