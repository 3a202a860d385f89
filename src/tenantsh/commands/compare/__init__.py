r"""`\compare`: one question, asked of two organizations, and where their answers differ."""
