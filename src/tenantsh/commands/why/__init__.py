r"""`\why`: why one row is seen or not."""
