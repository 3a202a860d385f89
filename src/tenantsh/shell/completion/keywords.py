"""Keywords that several parts of completion tell statements by, in lower case."""

from __future__ import annotations

QUERIES = frozenset({"select", "with", "insert", "update", "delete", "merge", "values", "table"})
"""The first words of queries."""
