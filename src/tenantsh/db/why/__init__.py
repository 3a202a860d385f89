"""Why a role sees one row, or does not: what stands between them, asked one by one, and compared with the table."""

from __future__ import annotations

from tenantsh.db.why.explaining import Explanation, Line, Outcome, explain

__all__ = ["Explanation", "Line", "Outcome", "explain"]
