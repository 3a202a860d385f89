"""Text out of a case's file as it may be shown: anybody may have written it, and nothing in it commands a terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.model.tenant import harmless
from tenantsh.model.words import counted, version

if TYPE_CHECKING:
    from tenantsh.model.case import Commanded, Parameter, Recorded, Standing, Surroundings

_BETWEEN_BREAKS = re.compile(r"[^\n\t]+")
_LONG = 200


def line(text: str) -> str:
    r"""A text on one line.

    >>> line("a\nb\x1b[2J")
    'a\\nb\\x1b[2J'
    """
    return harmless(text)


def block(text: str) -> str:
    """A text whose lines stay lines."""
    return _BETWEEN_BREAKS.sub(lambda found: harmless(found[0]), text)


def short(text: str, most: int = _LONG) -> str:
    """A text on one line, and no longer than is read."""
    shown = line(text[: most + 1])
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def parameter(one: Parameter) -> str:
    """A bound value with its type, as far as it is known."""
    value = "NULL" if one.value is None else f"'{short(one.value)}'"
    return f"{value} {line(one.type)}".rstrip()


def organization(name: str | None, org: str) -> str:
    """An organization as a case names it: `Acme (42)`."""
    return f"{short(name)} ({short(org)})" if name else short(org)


def outcome(recorded: Recorded) -> str:
    """What came of a statement, as the person who recorded it saw it."""
    if recorded.sqlstate:
        failure = recorded.look.failure if recorded.look is not None else None
        # a look reads only, so that it may fail otherwise
        is_same = failure is not None and failure.sqlstate == recorded.sqlstate
        said = f": {short(failure.message)}" if failure is not None and is_same else ""
        return f"{line(recorded.became)} with {line(recorded.sqlstate)}{said}"
    rows = None if recorded.rows is None else counted(recorded.rows, "row")
    return ", ".join(filter(None, (None if rows and recorded.became == "done" else line(recorded.became), rows)))


def took(recorded: Recorded) -> str:
    """When it ran, and how long."""
    return f"{line(recorded.at)}, {recorded.seconds * 1000:,.0f} ms"


def whose(of: Surroundings) -> str:
    """As whom, at one glance."""
    role = f" as {line(of.role)}" if of.role else ""
    person = f" · {short(of.email or of.user or '')}" if of.email or of.user else ""
    login = f"login {line(of.login)} · {'write' if of.write else 'read only'}"
    return f"{organization(of.org_name, of.org)}{role}{person} · {login}"


def eyes(of: Commanded) -> str:
    """With whose eyes a command has seen, at one glance; empty where nobody has kept that."""
    return " · ".join(short(each) for each in (of.role, of.person) if each)


def place(of: Standing) -> str:
    """Where a server is."""
    return f"{short(of.host)}:{short(of.port)}/{short(of.database)}"


def server(of: Standing) -> str:
    """Which server, at one glance."""
    system = "" if of.system is None else f" · system {short(of.system)}"
    lag = "" if of.lag is None else f", {of.lag:.1f} s behind"
    return f"PostgreSQL {version(of.version)} at {place(of)}{system}{' · a standby' + lag if of.recovering else ''}"
