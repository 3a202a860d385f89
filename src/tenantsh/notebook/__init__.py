"""The IPython edge: magics over the same sessions and results."""
