"""The subcommands: the platform's schema and data, retention, the demo's server, organizations, support cases."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

from tenantsh.model.errors import UsageError
from tenantsh.repl.exits import Exit
from tenantsh.repl.terminal import Terminal
from tenantsh.shell.output import Output

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.render.options import Options
    from tenantsh.repl.arguments import Invocation

T = TypeVar("T")
D = TypeVar("D")


def run_subcommand(asked: Invocation, shown_as: Options) -> int:
    """Run `tenantsh WORD …`; returns the exit status. Raises TenantshError."""
    word, *rest = asked.words
    if word == "orgs":
        return _orgs(asked, rest, shown_as)
    if word == "log":
        from tenantsh.repl.evidence_report import run_log

        return run_log(asked, shown_as)
    if word == "doctor":
        from tenantsh.repl.doctoring import run_doctor

        return run_doctor(asked, rest, shown_as)
    if word == "case":
        from tenantsh.repl.casework import run_case

        return run_case(asked, rest)
    if word == "seal":
        from tenantsh.repl.sealing import run_seal

        return run_seal(asked, rest, shown_as)
    known: dict[str, dict[str, Callable[[Invocation], int | None]]] = {
        "platform": {"apply": _apply, "seed": _seed},
        "retention": {"run": lambda asked: _retention(asked, shown_as)},
        "demo": {"stop": _stop, "reset": _reset, "status": _status},
    }
    verb = rest[0] if rest else ""
    if verb not in known[word]:
        raise UsageError(
            f"tenantsh {' '.join(asked.words)}: what to do?", hint=f"tenantsh {word} {'|'.join(known[word])}"
        )
    return known[word][verb](asked) or Exit.OK


def _say(message: str) -> None:
    Terminal(Output(sys.stdout)).say(message)


def _orgs(asked: Invocation, rest: list[str], shown_as: Options) -> int:
    from tenantsh.db.lookup import Organization
    from tenantsh.db.opening import find_organizations
    from tenantsh.model.result import Result
    from tenantsh.repl.opening import connection_options
    from tenantsh.shell.connecting import resolve

    asked.words.clear()
    place = resolve(connection_options(asked), progress=_say)
    terminal, pattern = Terminal(Output(sys.stdout)), " ".join(rest)
    if place.cells is None:
        terminal.result(Result.of(Organization, find_organizations(place, pattern), title="Organizations"), shown_as)
        return Exit.OK
    from tenantsh.db.cells.everywhere import InCluster, organizations

    found, told = organizations(place, pattern)
    terminal.result(Result.of(InCluster, found, title="Organizations"), shown_as)
    for line in told:
        terminal.say(f"note: {line}")
    return Exit.OK


def _retention(asked: Invocation, shown_as: Options) -> int:
    from tenantsh.repl.retaining import run_retention

    if len(asked.words) > 2:
        raise UsageError(f'tenantsh retention run: "{asked.words[2]}" is one word too many', hint="-d names a database")
    return run_retention(asked, shown_as)


def _owner_dsn(asked: Invocation) -> str:
    from tenantsh.repl.opening import conninfo

    given = asked.get("dsn")
    asked.words.clear()
    return given if given is not None else conninfo(asked)


def _apply(asked: Invocation) -> None:
    from tenantsh.platform.apply import apply, printed

    if asked.has("print"):
        sys.stdout.write(printed(citus=asked.has("citus")))
        return
    applied = apply(_owner_dsn(asked), progress=_say, citus=asked.has("citus"))
    _say(f"{len(applied)} applied" if applied else "nothing to apply: the schema is up to date")


def _seed(asked: Invocation) -> None:
    from datetime import date

    from tenantsh.platform.seed import SEED, seed

    seed(
        _owner_dsn(asked),
        scale=_value(asked, "scale", float, "a number", 1.0),
        seed=_value(asked, "seed", int, "a whole number", SEED),
        anchor=_value(asked, "anchor", date.fromisoformat, "a day like 2026-11-22", None),
        reset=asked.has("reset"),
        progress=_say,
    )


def _value(asked: Invocation, name: str, read: Callable[[str], T], wanted: str, otherwise: D) -> T | D:
    """An option's value, or `otherwise` where it was not given. Raises UsageError for what cannot be read."""
    given = asked.get(name)
    if given is None:
        return otherwise
    try:
        return read(given)
    except ValueError as error:
        raise UsageError(f'--{name}: "{given}" is not {wanted}') from error


def _stop(_asked: Invocation) -> None:
    from tenantsh import embedded

    _say("stopped" if embedded.stop() else "the demo's server was not running")


def _reset(_asked: Invocation) -> None:
    from tenantsh import embedded

    embedded.reset()
    _say("the demo's data are gone; the next --demo makes them again")


def _status(_asked: Invocation) -> None:
    from tenantsh import embedded

    found = embedded.status()
    for server in found:
        state = "running" if server.running else "stopped"
        sys.stdout.write(f"PostgreSQL {server.major}, {state}, {server.folder}\n")
    if not found:
        _say("there is no demo yet; tenantsh --demo --org 42 makes it")
