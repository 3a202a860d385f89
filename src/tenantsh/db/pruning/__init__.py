"""Which partitions a query scans, and why not fewer."""

from __future__ import annotations

from tenantsh.db.pruning.advising import Advice
from tenantsh.db.pruning.looking import Pruning, Reading, look

__all__ = ["Advice", "Pruning", "Reading", "look"]
