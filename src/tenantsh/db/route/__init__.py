"""Which shards a query reads on Citus, and how it reads one: the organization written into it where that is sure."""

from __future__ import annotations

from tenantsh.db.route.looking import Found, Looked, Touched, look, version
from tenantsh.db.route.organizations import Placed, placed
from tenantsh.db.route.router import Routed, Router

__all__ = ["Found", "Looked", "Placed", "Routed", "Router", "Touched", "look", "placed", "version"]
