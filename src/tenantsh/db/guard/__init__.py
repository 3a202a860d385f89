"""The guard: reads a statement with PostgreSQL's own grammar before it is sent, and refuses what leaves the context.

A seat belt: it stops the known ways of leaving the context before they are sent; a determined user can get around it.
"""

from tenantsh.db.guard.inspect import Reading, inspect
from tenantsh.db.guard.surroundings import Surroundings

__all__ = ["Reading", "Surroundings", "inspect"]
