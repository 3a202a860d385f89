"""The demo: an embedded server with PLATFORM.md's schema and seeded data, made on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh import __version__, embedded

if TYPE_CHECKING:
    from collections.abc import Callable

DATABASE = "platform"


def demo_conninfo(login: str, progress: Callable[[str], None]) -> str:
    """A connection string for the demo database; the first call makes and fills it."""
    server = embedded.ensure_running(progress, prepare=_prepare(progress), edition=__version__)
    return server.dsn(user=login, dbname=DATABASE)


def _prepare(progress: Callable[[str], None]) -> Callable[[embedded.Server], None]:
    def prepare(server: embedded.Server) -> None:
        from tenantsh.db import admin
        from tenantsh.platform.apply import apply
        from tenantsh.platform.seed import seed

        with admin.connect(server.dsn(user=server.superuser, dbname="postgres")) as connection:
            connection.script(f"drop database if exists {DATABASE} with (force)")  # an older edition, or half a one
            connection.script(f"create database {DATABASE}")
        dsn = server.dsn(user=server.superuser, dbname=DATABASE)
        progress("applying the platform's schema")
        apply(dsn)
        progress("loading 200 organizations")
        seed(dsn)

    return prepare
