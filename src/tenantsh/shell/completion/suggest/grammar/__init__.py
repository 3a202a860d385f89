r"""Every statement that is no query: the synopses of `\\h` as automata, and what their slots stand for."""
