"""Where a statement ran: another system or major is a difference, a standby of the same system a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.case import Difference, Verdict
from tenantsh.model.words import version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.case import Standing


def compare_servers(was: Standing, now: Standing) -> Iterator[Difference]:
    """What differs between the servers that explains no row."""
    if was.version // 10000 != now.version // 10000:
        yield Difference(Verdict.SERVER_DIFFERS, "PostgreSQL", version(was.version), version(now.version))
    if None not in (was.system, now.system) and was.system != now.system:
        yield Difference(Verdict.SERVER_DIFFERS, "system identifier", was.system or "", now.system or "")
    elif was.database != now.database:
        yield Difference(Verdict.SERVER_DIFFERS, "database", was.database, now.database)


def server_notes(was: Standing, now: Standing) -> Iterator[str]:
    """What is to be known of the servers besides."""
    if was.version != now.version and was.version // 10000 == now.version // 10000:
        yield f"PostgreSQL {version(was.version)} then, {version(now.version)} now"
    if was.recovering != now.recovering:
        yield f"{_kind(was)} then, {_kind(now)} now"
    if None in (was.system, now.system):
        yield "whether it is the same system cannot be told: the role may not read its identifier"


def _kind(standing: Standing) -> str:
    if not standing.recovering:
        return "the primary"
    return "a standby" if standing.lag is None else f"a standby, {standing.lag:.1f} s behind,"
