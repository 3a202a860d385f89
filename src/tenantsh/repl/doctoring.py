"""`tenantsh doctor`: where row security leaks, for people, for programs, and for CI."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.commands.doctor import baseline
from tenantsh.commands.doctor.command import shown
from tenantsh.commands.doctor.looking import Wanted, look
from tenantsh.commands.partitions.figures import plural
from tenantsh.model.errors import UnsafeLogin, UsageError
from tenantsh.model.finding import RANK, Level
from tenantsh.repl.exits import Exit
from tenantsh.repl.terminal import Terminal
from tenantsh.shell.output import Output

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.doctor.baseline import Accepted
    from tenantsh.commands.doctor.looking import Diagnosis
    from tenantsh.db.asking import Asking
    from tenantsh.db.opening import Place
    from tenantsh.model.finding import Finding
    from tenantsh.model.tenant import Tenant
    from tenantsh.render.options import Options
    from tenantsh.repl.arguments import Invocation

_NEVER = "never"
MACHINES = ("csv", "json")
"""Formats that have data alone: what is to be said beside it goes to standard error."""


def run_doctor(asked: Invocation, words: list[str], shown_as: Options) -> int:
    """Look, and tell; the exit status says whether something as grave as `--fail-on` was found.

    Raises TenantshError.
    """
    if len(words) > 2:
        raise UsageError(
            f'tenantsh doctor: "{words[2]}" is one word too many', hint="tenantsh doctor [DATABASE [LOGIN]]"
        )
    fails = _fails_on(asked.get("fail-on"))
    path = _baseline(asked)
    writes = asked.has("write-baseline")
    accepted = baseline.read(path) if path is not None and not (writes and not path.exists()) else []
    found = _looked(asked, words)
    terminal = Terminal(Output(sys.stdout))
    if writes and path is not None:
        terminal.say(f"{path}: {plural(baseline.write(path, found.findings, accepted), 'finding')} accepted")
        return Exit.OK
    notes = [*found.notes, *_told(path, found.findings, accepted)]
    left = baseline.left(found.findings, accepted)
    terminal.result(shown(left, notes, verbose=True), shown_as)
    if shown_as.format in MACHINES:
        for note in notes:
            terminal.say(note)
    return Exit.ERROR if _failed(left, fails) else Exit.OK


def _looked(asked: Invocation, words: list[str]) -> Diagnosis:
    opened = _open(asked, words)
    wanted = Wanted(not asked.has("no-probe"), opened.scoped, not asked.has("no-pgrls"))
    try:
        return look(opened.session, opened.place, opened.tenant, wanted)
    finally:
        opened.session.close()


def _baseline(asked: Invocation) -> Path | None:
    """The file of accepted findings, if one is named. Raises UsageError."""
    given = asked.get("baseline")
    if given is None and asked.has("write-baseline"):
        raise UsageError("--write-baseline: in which file?", hint="--baseline FILE --write-baseline")
    if given == "":
        raise UsageError("--baseline: an empty name names no file")
    return None if given is None else Path(given)


def _told(path: Path | None, found: Sequence[Finding], accepted: Sequence[Accepted]) -> Iterator[str]:
    """What is to be said of a baseline."""
    count = len(found) - len(baseline.left(found, accepted))
    if path is not None:
        yield f"{plural(count, 'finding')} accepted by {path}"
    for entry in baseline.stale(found, accepted):
        yield f"accepted, and not found any more: {entry.check} of {entry.object}"


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


class _Opened(NamedTuple):
    """What is looked with."""

    session: Asking
    place: Place
    tenant: Tenant | None = None
    scoped: bool = False
    """Whether the login is one for sessions of tenants."""


def _open(asked: Invocation, words: list[str]) -> _Opened:
    """A session on an organization where one is named, else the login's own, be it the owner's."""
    from tenantsh.db.opening import open_session
    from tenantsh.db.plain import open_plain_session
    from tenantsh.repl.opening import connection_options
    from tenantsh.shell.asking import password
    from tenantsh.shell.connecting import of_profile, resolve, wanted

    asked.words[:] = words
    options = connection_options(asked)
    profiles = bool(of_profile(options))
    if (dsn := asked.get("dsn")) is not None:  # the owner's: the profile's organization is another login's
        options, profiles = dataclasses.replace(options, conninfo=dsn), False
    scoped = not options.unscoped and (options.org is not None or profiles)
    want = wanted(options) if scoped else None
    if want is None and (options.user or options.role):  # else nothing would be looked at as her
        raise UsageError(
            f"tenantsh doctor: --{'user' if options.user else 'role'} without an organization",
            why="the person, and the role, are a session's, and that is one organization's",
            hint="say --org, too; without it, the roles that the convention gives are looked at",
        )
    ask = password if sys.stdin is not None and sys.stdin.isatty() and not asked.has("no-password") else None
    place = resolve(
        dataclasses.replace(options, owner=not scoped), ask_password=ask, progress=Terminal(Output(sys.stdout)).say
    )
    if want is None:
        return _Opened(open_plain_session(place.target), place)
    try:
        session = open_session(place, want)
    except UnsafeLogin:  # no session of a tenant's is opened as it, and that is what is to be told
        return _Opened(open_plain_session(place.target), place, scoped=True)
    opened = session.opened
    return _Opened(session, opened.place if opened else place, session.tenant, scoped=True)
