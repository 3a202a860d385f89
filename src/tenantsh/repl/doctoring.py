"""`tenantsh doctor`: where row security leaks, for people, for programs, and for CI."""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING

from tenantsh.commands.doctor.command import shown
from tenantsh.commands.doctor.looking import Wanted, look
from tenantsh.model.errors import UsageError
from tenantsh.model.finding import RANK, Level
from tenantsh.repl.exits import Exit
from tenantsh.repl.terminal import Terminal
from tenantsh.shell.output import Output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.opening import Place
    from tenantsh.model.finding import Finding
    from tenantsh.model.tenant import Tenant
    from tenantsh.render.options import Options
    from tenantsh.repl.arguments import Invocation

_NEVER = "never"


def run_doctor(asked: Invocation, words: list[str], shown_as: Options) -> int:
    """Look, and tell; the exit status says whether something as grave as `--fail-on` was found.

    Raises TenantshError.
    """
    if len(words) > 2:
        raise UsageError(
            f'tenantsh doctor: "{words[2]}" is one word too many', hint="tenantsh doctor [DATABASE [LOGIN]]"
        )
    fails = _fails_on(asked.get("fail-on"))
    session, place, tenant = _session(asked, words)
    try:
        found = look(session, place, tenant, Wanted(probing=not asked.has("no-probe"), pgrls=not asked.has("no-pgrls")))
    finally:
        session.close()
    Terminal(Output(sys.stdout)).result(shown(found.findings, found.notes, verbose=True), shown_as)
    return Exit.ERROR if _failed(found.findings, fails) else Exit.OK


def _failed(found: Sequence[Finding], fails: Level | None) -> bool:
    return fails is not None and any(RANK[finding.level] <= RANK[fails] for finding in found)


def _fails_on(said: str | None) -> Level | None:
    """The level from which on the exit status is 1; None for never. Raises UsageError."""
    word = Level.CRITICAL if said is None else said.lower()
    if word == _NEVER:
        return None
    if word not in list(Level):
        raise UsageError(f'--fail-on: "{said}" is no level', hint=f"{', '.join(Level)} or {_NEVER}")
    return Level(word)


def _session(asked: Invocation, words: list[str]) -> tuple[Asking, Place, Tenant | None]:
    """A session on an organization where one is named, else the login's own, be it the owner's."""
    from tenantsh.db.opening import open_session
    from tenantsh.db.plain import open_plain_session
    from tenantsh.repl.opening import connection_options
    from tenantsh.shell.asking import password
    from tenantsh.shell.connecting import of_profile, resolve, wanted

    asked.words[:] = words
    options = connection_options(asked)
    if (dsn := asked.get("dsn")) is not None:
        options = dataclasses.replace(options, conninfo=dsn)
    scoped = not options.unscoped and (options.org is not None or bool(of_profile(options)))
    want = wanted(options) if scoped else None
    ask = password if sys.stdin is not None and sys.stdin.isatty() and not asked.has("no-password") else None
    place = resolve(
        dataclasses.replace(options, owner=not scoped), ask_password=ask, progress=Terminal(Output(sys.stdout)).say
    )
    if want is None:
        return open_plain_session(place.target), place, None
    session = open_session(place, want)
    return session, place, session.tenant
