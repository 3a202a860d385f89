"""The demo: an embedded server with PLATFORM.md's schema and seeded data, made on first use."""

from __future__ import annotations

from collections.abc import Callable

from tenantsh import embedded

DATABASE = "platform"


def demo_conninfo(login: str, progress: Callable[[str], None]) -> str:
    """A connection string for the demo database; the first call makes and fills it."""
    server = embedded.ensure_running(progress, prepare=_prepare(progress))
    return server.dsn(user=login, dbname=DATABASE)


def _prepare(progress: Callable[[str], None]) -> Callable[[embedded.Server], None]:
    def prepare(server: embedded.Server) -> None:
        from tenantsh.db.admin import create_database
        from tenantsh.platform.apply import apply
        from tenantsh.platform.seed import seed

        create_database(server.dsn(user=server.superuser, dbname="postgres"), DATABASE)
        dsn = server.dsn(user=server.superuser, dbname=DATABASE)
        progress("applying the platform's schema")
        apply(dsn)
        progress("loading 200 organizations")
        seed(dsn)

    return prepare
