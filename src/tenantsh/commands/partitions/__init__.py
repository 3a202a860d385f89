"""Partitions: what there is of a table, what is wrong with it, and which of them a query reads."""
