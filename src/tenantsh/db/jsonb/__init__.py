"""Filters on JSON documents, on the server's side: which columns hold documents, what serves them, what a plan says."""
