"""`tenantsh case replay FILE`: a case's statements once more, and a verdict on each; for people, programs and CI."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenantsh.cases.comparing import overall
from tenantsh.cases.reading import first_lines, key_of, verified
from tenantsh.cases.replaying import Replay
from tenantsh.cases.telling import verdicts as verdicts_of
from tenantsh.cases.telling.causes import Causes
from tenantsh.model.case import Verdict
from tenantsh.model.errors import TenantshError, UsageError
from tenantsh.repl.exits import Exit
from tenantsh.repl.terminal import Terminal
from tenantsh.shell.output import Output

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.cases.replaying import Replayed
    from tenantsh.db.opening import Place, Wanted
    from tenantsh.db.session import Session
    from tenantsh.model.case import Opening
    from tenantsh.repl.arguments import Invocation

_USAGE = "tenantsh case replay FILE [--against PROFILE] [--key FILE] [--json] [DATABASE [LOGIN]]"
_NOT_YOURS_TO_SAY = ("org", "user", "role", "write", "unscoped")
_NO_FORMATS = ("csv", "html", "expanded", "tuples-only", "no-align", "output")
_TROUBLE = Exit.CONNECTION
"""The exit status where there is no verdict, as of `diff`: 0 the same, 1 another, 2 trouble."""


def run_replay(asked: Invocation, words: Sequence[str]) -> int:
    """Replay the case in the file that `words` names first; returns the exit status."""
    terminal = Terminal(Output(sys.stdout))
    try:
        return _replay(asked, list(words), terminal)
    except TenantshError as error:
        terminal.error(error, program="tenantsh: ")
        return _TROUBLE


def _replay(asked: Invocation, words: list[str], terminal: Terminal) -> int:
    _check(asked, words)
    path = Path(words[0])
    first_lines(path)  # what is no case is refused before anything is started
    place, reason = _place(asked, words[1:], terminal)
    named = asked.get("key")
    key = key_of(path, None if named is None else Path(named), place.keeping.case_key)
    if key is None:
        terminal.say("note: nobody has the case's key here: rows are told by their count (--key FILE)")

    def opened(wanted: Wanted) -> Session:
        return _opened(place, dataclasses.replace(wanted, reason=reason))

    with verified(path, key) as case, Replay(opened, key, case.opening.id) as replay:
        show = _as_json if asked.has("json") else _for_people
        verdict = show(case.opening, replay.each(case), terminal)
    return Exit.OK if verdict is Verdict.REPRODUCES else Exit.ERROR


def _for_people(case: Opening, replayed: Iterator[Replayed], terminal: Terminal) -> Verdict:
    """Each verdict as soon as there is one, and that of the case at the end."""
    out = terminal.output.standard
    verdicts: list[Verdict] = []
    causes = Causes()
    told, heading = "", verdicts_of.heading(case)
    for each in replayed:
        out.write(heading)
        heading = ""
        if each.now is not None and (around := verdicts_of.around(each)) != told:
            out.write(f"\n{around}" if told else around)
            told = around
        causes.take(each)
        out.write(verdicts_of.statement(each, causes))
        out.flush()
        verdicts += _verdict(each)
    out.write(heading + verdicts_of.ending(case, verdicts, causes))
    return overall(verdicts)


def _as_json(case: Opening, replayed: Iterator[Replayed], terminal: Terminal) -> Verdict:
    statements: list[dict[str, Any]] = []
    verdicts: list[Verdict] = []
    causes = Causes()
    for each in replayed:
        causes.take(each)
        statements.append(verdicts_of.data(each))
        verdicts += _verdict(each)
    verdict = overall(verdicts)
    terminal.output.standard.write(verdicts_of.document(case, statements, verdict, causes))
    return verdict


def _verdict(replayed: Replayed) -> list[Verdict]:
    return [] if replayed.compared is None else [replayed.compared.verdict]


def _check(asked: Invocation, words: Sequence[str]) -> None:
    """Raise UsageError for what a replay cannot be told."""
    if not words:
        raise UsageError("tenantsh case replay: which file?", hint=_USAGE)
    if len(words) > 3:
        raise UsageError(f'tenantsh case replay: "{words[3]}" is one word too many', hint=_USAGE)
    said = next((name for name in _NOT_YOURS_TO_SAY if asked.has(name)), None)
    if said is not None:
        raise UsageError(
            f"tenantsh case replay takes no --{said}",
            why="the case says whose data it was, and as whom; a replay reads only",
            hint="--against PROFILE, or connection options, say where",
        )
    form = next((name for name in _NO_FORMATS if asked.has(name)), None)
    if form is not None:
        hint = "--json is for programs; > FILE keeps what it says"
        raise UsageError(f"tenantsh case replay takes no --{form}", hint=hint)
    if asked.has("against") and asked.has("profile"):
        raise UsageError("--against and --profile both name a profile", hint="leave --profile out")


def _place(asked: Invocation, words: list[str], terminal: Terminal) -> tuple[Place, str | None]:
    """Where the statements run, and why; before anything of a case is shown. Raises UsageError, ConfigError."""
    from tenantsh.repl.opening import connection_options
    from tenantsh.shell.asking import password
    from tenantsh.shell.connecting import resolve
    from tenantsh.shell.evidence.reasons import check_said

    asked.words[:] = words
    options = connection_options(asked)
    if (against := asked.get("against")) is not None:
        options = dataclasses.replace(options, profile=against)
    ask = password if sys.stdin is not None and sys.stdin.isatty() and not asked.has("no-password") else None
    place = resolve(options, ask_password=ask, progress=terminal.say)
    check_said(options.reason, place.keeping)
    return place, options.reason


def _opened(place: Place, wanted: Wanted) -> Session:
    """A verified session, with its log."""
    from tenantsh.db.opening import open_session
    from tenantsh.shell.evidence.recorder import kept

    return kept(open_session(place, wanted), place.keeping)
