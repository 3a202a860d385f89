"""`tenantsh seal print` and `seal verify`: the seal's SQL for a DBA, and whether it holds."""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING

from tenantsh.db import admin
from tenantsh.model.errors import UsageError
from tenantsh.repl.doctoring import MACHINES
from tenantsh.repl.exits import Exit
from tenantsh.repl.terminal import Terminal
from tenantsh.shell.output import Output

if TYPE_CHECKING:
    from tenantsh.db.opening import Place
    from tenantsh.render.options import Options
    from tenantsh.repl.arguments import Invocation


def run_seal(asked: Invocation, words: list[str], shown_as: Options) -> int:
    """Run `tenantsh seal …`; returns the exit status. Raises TenantshError."""
    verb, *logins = words or [""]
    if verb not in ("print", "verify"):
        raise UsageError(f"tenantsh {' '.join(asked.words)}: what to do?", hint="tenantsh seal print|verify [LOGIN …]")
    asked.words.clear()
    place = _place(asked)
    return _print(place, logins) if verb == "print" else _verify(place, logins, shown_as)


def _print(place: Place, logins: list[str]) -> int:
    from tenantsh.platform.seal.printing import printed
    from tenantsh.platform.seal.tables import look, refuse_distributed

    convention = place.convention
    role = None if convention.role is None or "{" in convention.role else convention.role
    with admin.connect(place.target) as connection:
        refuse_distributed(connection)
        sys.stdout.write(printed(look(connection, logins, convention.tenant_column, role)))
    return Exit.OK


def _verify(place: Place, logins: list[str], shown_as: Options) -> int:
    from tenantsh.commands.doctor.command import shown
    from tenantsh.platform.seal.verify import verify

    with admin.connect(place.target) as connection:
        found = verify(connection, logins, place.convention.tenant_column)
    terminal = Terminal(Output(sys.stdout))
    if found or shown_as.format in MACHINES:
        terminal.result(shown(found, [], verbose=True), shown_as)
    if not found:
        terminal.say(
            "the seal holds for every table that is reached on a direct connection, as far as the catalog tells"
        )
    return Exit.ERROR if found else Exit.OK


def _place(asked: Invocation) -> Place:
    from tenantsh.repl.opening import connection_options
    from tenantsh.shell.asking import password
    from tenantsh.shell.connecting import resolve

    options = dataclasses.replace(connection_options(asked), owner=True)
    if (dsn := asked.get("dsn")) is not None:
        options = dataclasses.replace(options, conninfo=dsn)
    ask = password if sys.stdin.isatty() and not asked.has("no-password") else None
    return resolve(options, ask_password=ask, progress=Terminal(Output(sys.stdout)).say)
