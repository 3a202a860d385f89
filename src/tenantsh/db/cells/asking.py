"""What a directory says: by a table of the configuration, a query, or a program that nobody's shell reads."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.db.answers import statement_error
from tenantsh.db.connect import (
    LIVELY,
    AskedOnce,
    Target,
    join_conninfo,
    named_in,
    open_plain,
    resolved,
    spelled,
)
from tenantsh.db.environment import UNTOUCHED, as_it_is
from tenantsh.db.params import question, rows_of
from tenantsh.db.query import Query
from tenantsh.db.steps import Step, final
from tenantsh.db.wire import Wire
from tenantsh.model.errors import ConnectError, ConnectionLost, TenantshError
from tenantsh.model.tenant import harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.model.cells import Cells

SECONDS = 10
"""How long a directory may take to answer."""

_AT_A_TIME = 8
"""So many programs run at once, where many organizations are asked for."""
_MOST = 200
"""Characters of what a program says."""
_NO_ID = ("22P02", "22003")
"""The server's words for what is not written as an id: a directory that is asked for names too has none so called."""
_BEGIN = (Step(b"BEGIN READ ONLY, NOT DEFERRABLE"), Step(f"SET LOCAL statement_timeout = '{SECONDS}s'".encode()))
_LIVELY = {**LIVELY, "connect_timeout": str(SECONDS), "tcp_user_timeout": f"{SECONDS}000"}
"""Nobody waits longer for it than for its answer."""
_SERVICE = ("service", "servicefile")
_WRAPPED = (
    "select d.cluster::pg_catalog.text as cluster, pg_catalog.to_jsonb(d) operator(pg_catalog.->>) 'org' as org"
    " from (\n{}\n) as d"
)


class PasswordWantedError(ConnectError):
    """A password was not typed yet, and whoever would type it was not asked."""


class UnansweredError(TenantshError):
    """The directory could not be asked."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a directory says of an organization."""

    cluster: str | None
    org: str | None


def spelled_out(target: Target) -> Target:
    """The same place, said to the last option: to get there nobody's environment has to be changed."""
    if target.environment == UNTOUCHED:  # it was, and today's environment has no part in it
        return target
    there = resolved(target)
    options = {**_LIVELY, **there}
    for name in _SERVICE:
        options.pop(name, None)
    parts = named_in(target.conninfo)
    service = {name: parts.pop(name) for name in _SERVICE if name in parts}
    if service and there == {**resolved(replace(target, conninfo=join_conninfo(None, **parts))), **service}:
        options |= service  # it says nothing: where it is not there, libpq has to refuse it
    return replace(target, conninfo=spelled(options))


def quiet(target: Target) -> Target:
    """A place that was spelled out, as any thread may go there now: nobody is asked for a password again."""
    return replace(target, environment=UNTOUCHED, ask_password=_remembered(target.ask_password))


def answers(cells: Cells, at: Target | None, orgs: Sequence[str], *, quietly: bool) -> list[list[Entry]]:
    """What is said of each organization: nothing of one that is not known. Raises UnansweredError."""
    if cells.query is not None and at is not None:
        return _queried(cells.query, at, orgs, quietly=quietly)
    if cells.command:
        return _commanded(cells.command, orgs)
    return [[Entry(cells.organizations[org], None)] if org in cells.organizations else [] for org in orgs]


# -- by a query --------------------------------------------------------------------------------------------------


def _queried(sql: str, at: Target, orgs: Sequence[str], *, quietly: bool) -> list[list[Entry]]:
    there = quiet(at) if quietly else replace(at, environment=as_it_is())
    asked = Query("cells", Entry, sql=_WRAPPED.format(sql.strip().rstrip(";")))
    try:
        wire = Wire(open_plain(there).connection)
        try:
            return _all_of(wire, asked, orgs)
        finally:
            wire.close()
    except (ConnectError, ConnectionLost) as error:
        raise UnansweredError(harmless(" ".join(error.what.split()))) from error


def _all_of(wire: Wire, asked: Query[Entry], orgs: Sequence[str]) -> list[list[Entry]]:
    """What is said of each, in one round trip; after each that is not written as an id, in one more."""
    found: list[list[Entry]] = []
    while len(found) < len(orgs):
        steps = [question(wire.connection, asked.ask(org=org), 0) for org in orgs[len(found) :]]
        said = wire.exchange([*_BEGIN, *steps, Step(b"ROLLBACK")])
        if wire.interrupted:
            raise KeyboardInterrupt
        for begun in said[: len(_BEGIN)]:
            if begun.failed:
                raise UnansweredError(harmless(statement_error(final(begun)).primary))
        for answer in said[len(_BEGIN) : -1]:
            if answer.skipped:
                break
            if answer.failed:
                error = statement_error(final(answer))
                if error.sqlstate not in _NO_ID:
                    raise UnansweredError(harmless(error.primary))
                found.append([])
                wire.exchange([Step(b"ROLLBACK")])
                break
            found.append(rows_of(wire.connection, final(answer), Entry))
        else:
            break
    return found


def _remembered(ask: object) -> AskedOnce | None:
    """Gives a password that was typed before, and asks nobody: who is asked has to be looking."""
    if not isinstance(ask, AskedOnce):
        return None

    def nobody(_question: str) -> str:
        raise PasswordWantedError("a password is needed, and nobody is asked for it in the background")

    quiet = AskedOnce(nobody)
    quiet._typed = ask._typed  # noqa: SLF001 - its own kind
    return quiet


# -- by a program ------------------------------------------------------------------------------------------------


def _commanded(command: Sequence[str], orgs: Sequence[str]) -> list[list[Entry]]:
    if len(orgs) == 1:
        return [_run(command, orgs[0])]
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        return list(pool.map(lambda org: _run(command, org), orgs))


def _run(command: Sequence[str], org: str) -> list[Entry]:
    """The one word that a program prints; none where it prints nothing, and all is well."""
    if org.startswith("-") and "--" not in command:
        return []  # it would be read as an option
    words = [word.replace("{org}", org) for word in command]
    try:
        # a session of its own: Ctrl-C, which cancels a person's statement, is not meant for it
        with subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as running:
            out, told = _communicated(running, command[0])
    except (OSError, ValueError) as error:  # a NUL or half a character in the organization's name
        raise UnansweredError(f"{command[0]}: {getattr(error, 'strerror', None) or error}") from error
    if running.returncode:
        raise UnansweredError(f"{command[0]} ended with status {running.returncode}{_line(told, -1)}")
    said = out.decode("utf-8", "replace").split()
    if len(said) > 1:
        raise UnansweredError(f"{command[0]} said more than a cluster's name{_line(out, 0)}")
    return [Entry(said[0], None)] if said else []


def _communicated(running: subprocess.Popen[bytes], name: str) -> tuple[bytes, bytes]:
    try:
        return running.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnansweredError(f"{name} did not end within {SECONDS} seconds") from error
    finally:
        if running.poll() is None:  # of Ctrl-C, too
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)


def _line(told: bytes, at: int) -> str:
    """One line of what a program says: the last one of its errors is what ended it."""
    lines = told.decode("utf-8", "replace").strip().splitlines()
    return f": {harmless(lines[at])[:_MOST]}" if lines else ""
