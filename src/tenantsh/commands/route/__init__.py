"""Shards: which a query reads, and where organizations lie."""
