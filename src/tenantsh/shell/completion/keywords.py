"""Keywords and operators that several parts of completion go by."""

from __future__ import annotations

QUERIES = frozenset({"select", "with", "insert", "update", "delete", "merge", "values", "table"})
"""The first words of queries."""
COMPARING = frozenset({"=", "<>", "!=", "<", ">", "<=", ">="})
"""Operators whose sides are of one type."""
