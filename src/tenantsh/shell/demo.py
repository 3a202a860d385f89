"""The demo: an embedded server with PLATFORM.md's schema and seeded data, made on first use."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh import __version__, embedded

if TYPE_CHECKING:
    from collections.abc import Callable

DATABASE = "platform"


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo's database, as it is reached."""

    server: embedded.Server

    def conninfo(self, login: str | None = None) -> str:
        """A connection string, as its superuser where no login is named."""
        return self.server.dsn(user=login, dbname=DATABASE)

    @property
    def storage(self) -> str:
        """The directory of its cold storage."""
        with suppress(OSError):  # whoever needs it says what is wrong with it
            self.server.cold.mkdir(mode=0o700, exist_ok=True)
        return str(self.server.cold)


def demo(progress: Callable[[str], None]) -> Demo:
    """The demo; the first call makes and fills it."""
    return Demo(embedded.ensure_running(progress, prepare=_prepare(progress), edition=__version__))


def _prepare(progress: Callable[[str], None]) -> Callable[[embedded.Server], None]:
    def prepare(server: embedded.Server) -> None:
        import shutil

        from tenantsh.db import admin
        from tenantsh.platform.apply import apply
        from tenantsh.platform.seed import seed

        with admin.connect(server.dsn(user=server.superuser, dbname="postgres")) as connection:
            connection.script(f"drop database if exists {DATABASE} with (force)")  # an older edition, or half a one
            connection.script(f"create database {DATABASE}")
        dsn = server.dsn(user=server.superuser, dbname=DATABASE)
        shutil.rmtree(server.cold, ignore_errors=True)
        progress("applying the platform's schema")
        apply(dsn)
        progress("loading 200 organizations")
        seed(dsn)

    return prepare
