"""The seal from this side: opened at connect where a database has it, and what gets past it."""

from __future__ import annotations

from tenantsh.db.seal.holes import HOLES, Hole, finding_of
from tenantsh.db.seal.opening import Opened, Seal, open_seal

__all__ = ["HOLES", "Hole", "Opened", "Seal", "finding_of", "open_seal"]
