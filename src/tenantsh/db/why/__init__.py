"""Why a role sees one row, or does not: what stands between them, asked one by one, and compared with the table."""

from __future__ import annotations

from tenantsh.db.why.explaining import explain
from tenantsh.db.why.outcome import Blame, Explanation, Line, Outcome

__all__ = ["Blame", "Explanation", "Line", "Outcome", "explain"]
