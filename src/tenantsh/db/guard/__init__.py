"""The guard: reads a statement with PostgreSQL's own grammar before it is sent, and refuses what leaves the context.

A seat belt: it stops the known ways of leaving the context before they are sent; a determined user can get around it.
"""

from tenantsh.db.guard.inspect import PLAIN, Piece, Reading, inspect, inspect_each
from tenantsh.db.guard.surroundings import Surroundings

__all__ = ["PLAIN", "Piece", "Reading", "Surroundings", "inspect", "inspect_each"]
