"""The terminal edge: command line, scripts and the interactive prompt."""
