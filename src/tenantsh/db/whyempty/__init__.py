"""Why a query has no rows: its parts counted one after another, down to the first that none is left of."""

from __future__ import annotations

from tenantsh.db.whyempty.explaining import explain
from tenantsh.db.whyempty.findings import Explanation, Loss, Step

__all__ = ["Explanation", "Loss", "Step", "explain"]
