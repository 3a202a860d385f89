"""One plain connection, and those who speak on it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import psycopg

from tenantsh.db.codec import Codec
from tenantsh.db.endpoint import Endpoint
from tenantsh.db.pipeline import Pipeline
from tenantsh.db.talk import Talk
from tenantsh.db.waiter import Waiter
from tenantsh.db.waiting import readable
from tenantsh.db.wire import Wire


class Line:
    """A connection with its conversations; a session that comes back has a new one."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.pgconn = connection.pgconn
        self.endpoint = Endpoint(connection.pgconn)
        self.wire = Wire(connection)
        self.codec = Codec(connection)
        self.waiter = Waiter(connection)
        self.talk = Talk(connection, self.waiter, self.codec)
        self.pipeline = Pipeline(self.pgconn, self.talk)
        self.wire.on_notice = self.talk.noticed
        self.codec.follow()

    def heard(self) -> list[str]:
        """The NOTIFYs that have come, in psql's words."""
        with suppress(psycopg.OperationalError):  # whoever speaks to the server next is told that it went away
            # what comes of a pipeline is read with its answers: a script of psql's is faster than the server
            if not self.pipeline.active and readable(self.pgconn.socket, seconds=0):
                self.pgconn.consume_input()
        notes = iter(self.pgconn.notifies, None)
        return [_told(self.codec.decode(n.relname), self.codec.decode(n.extra), n.be_pid) for n in notes]


def _told(channel: str, payload: str, pid: int) -> str:
    with_payload = f' with payload "{payload}"' if payload else ""
    return f'Asynchronous notification "{channel}"{with_payload} received from server process with PID {pid}.'
