"""Which partitions a query scans, and why not fewer."""

from __future__ import annotations

from tenantsh.db.pruning.found import Advice, Pruning, Reading
from tenantsh.db.pruning.looking import look

__all__ = ["Advice", "Pruning", "Reading", "look"]
