r"""`\each`: one question, asked of many organizations."""
