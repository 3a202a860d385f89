"""A local PostgreSQL server of our own: found, initialised, started, stopped.

It serves the demo. One cluster for each user and major version, behind one socket that only its user can reach, shared
by all of her processes. Nothing here talks SQL: whoever needs a database in it gives `ensure_running` a `prepare`.
"""

from tenantsh.embedded.server import Progress, Server, Status, ensure_running, reset, status, stop

__all__ = ["Progress", "Server", "Status", "ensure_running", "reset", "status", "stop"]
