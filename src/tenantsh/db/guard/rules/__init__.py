"""The rules: one small function each; its docstring is its reason.

A rule returns when it has nothing to say and raises Refused otherwise.
"""

from tenantsh.db.guard.rules import context, placement, pooled
from tenantsh.db.guard.rules.registry import RULES

__all__ = ["RULES", "context", "placement", "pooled"]
