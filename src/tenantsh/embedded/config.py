"""The demo server's configuration: small, quiet, and reachable through one socket only."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PORT = 5432
"""Only the socket's name has it: nothing listens on the network."""

SUPERUSER = "postgres"
"""The cluster's first role, whatever the operating system's account is called."""

ACCESS = """\
# Every role may come in without a password, through the socket only. The wall is the file system's: the socket lies
# in a folder with mode 0700, so nobody but its owner and root can reach it, and both could read the data anyway.
local all all trust
"""

_CONFIG = """\
# Written by tenantsh at each start of its demo server: changes here do not last.
listen_addresses = ''
port = {port}
unix_socket_directories = {sockets}
unix_socket_permissions = 0700
hba_file = {access}

max_connections = 100
shared_buffers = '64MB'
wal_level = minimal
max_wal_senders = 0
max_wal_size = '256MB'

timezone = 'UTC'
log_timezone = 'UTC'
default_text_search_config = 'pg_catalog.english'

# The log has no statements of a person's in it, and grows by a few lines a start.
log_min_messages = log
log_min_error_statement = panic
log_checkpoints = off
log_line_prefix = '%m [%p] '
"""


def config(sockets: Path, access: Path) -> str:
    """The text of postgresql.conf for a server with its socket in the folder `sockets`."""
    listed = '"' + str(sockets).replace('"', '""') + '"'  # it is a list, and bare names end at a space
    return _CONFIG.format(port=PORT, sockets=_quoted(listed), access=_quoted(str(access)))


def _quoted(text: str) -> str:
    r"""A value for postgresql.conf.

    >>> print(_quoted("it's a\\b"))
    'it''s a\\b'
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
