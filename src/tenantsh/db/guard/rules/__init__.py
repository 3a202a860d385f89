"""The rules: one small function each; its docstring is its reason.

A rule returns when it has nothing to say. It raises Refused for what is never sent, and NeedsReason for what is sent
only when a person says why, or the session was opened with `--allow RULE`.
"""

from tenantsh.db.guard.rules import context, database, distributed, placement, pooled, programs, reach, texts
from tenantsh.db.guard.rules.registry import RULES

__all__ = ["RULES", "context", "database", "distributed", "placement", "pooled", "programs", "reach", "texts"]
