"""What the shell tells of the connection in variables: `DBNAME`, `SERVER_VERSION_NUM` and their like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh import __version__

if TYPE_CHECKING:
    from tenantsh.shell.connected import Connected


def of_connection(shell: Connected) -> None:
    """Take note of where a new connection leads, and of the psql that is followed from here on."""
    endpoint = shell.session.endpoint
    version = endpoint.reported("server_version") or ""
    shell.variables.follow(shell.psql_major)
    shell.variables.tell(
        DBNAME=endpoint.database,
        USER=endpoint.user,
        HOST=endpoint.host,
        PORT=endpoint.port,
        ENCODING=endpoint.client_encoding,
        SERVER_VERSION_NAME=version,
        SERVER_VERSION_NUM=str(endpoint.server_version),
        VERSION=f"tenantsh {__version__}, as psql {version}",
        # scripts ask these for what psql can do, and it is the server's own psql that is followed
        VERSION_NAME=version,
        VERSION_NUM=str(endpoint.server_version),
    )


def of_nothing(shell: Connected) -> None:
    """Take note that there is no connection any more."""
    for name in ("DBNAME", "USER", "HOST", "PORT", "ENCODING", "SERVER_VERSION_NAME", "SERVER_VERSION_NUM"):
        shell.variables.unset(name)
