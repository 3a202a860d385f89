"""Partitioned tables as the catalog has them: trees of relations, read in one round trip and behind nobody's lock."""

from __future__ import annotations

from tenantsh.db.partitions.reading import Listing, count, read
from tenantsh.db.partitions.rows import PARENT
from tenantsh.db.partitions.tree import Node, Table, known_sum

__all__ = ["PARENT", "Listing", "Node", "Table", "count", "known_sum", "read"]
