"""Completion in cells: the same candidates as in the terminal, for the session that the cell names.

Completing opens nothing: without a session there are keywords and commands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from inspect import ismodule
from typing import TYPE_CHECKING, Any

from IPython.core.completer import SimpleCompletion, context_matcher

from tenantsh.model.errors import UsageError
from tenantsh.notebook.asked import DEFAULT, LEADING, RUNNING, USE
from tenantsh.notebook.variables import meant
from tenantsh.shell.completion import Person, complete
from tenantsh.shell.flags import CONNECTION, WHOSE
from tenantsh.shell.knowing import Knowing

if TYPE_CHECKING:
    from collections.abc import Callable

    from IPython.core.completer import CompletionContext, SimpleMatcherResult

    from tenantsh.notebook.sessions import Sessions
    from tenantsh.notebook.variables import Namespace
    from tenantsh.shell.completion import Candidate
    from tenantsh.shell.shell import Shell

_FIRST = 1000
"""Before IPython's own matchers, which are not asked then."""
_WAIT_SECONDS = 0.5
"""How long a Tab waits for what is being learnt; nobody types while it does."""
_CELL = re.compile(r"\s*%%tenantsh(?P<rest>(?:[ \t][^\n]*)?)(?:\n|\Z)")
_LINE = re.compile(r"\s*(?:[\w.,\s\[\]'\"]+=\s*)?%tenantsh(?P<rest>[ \t].*)")
_NAME = re.compile(r"--name(?:=|\s+)(\S+)\s*")
_FLAG = re.compile(r"(?:^|\s)(?P<flag>--?[\w-]*)$")
_NAMING = re.compile(r"--name(?:=|\s+)(?P<name>\S*)$")


@dataclass(frozen=True, slots=True)
class Written:
    """A text that a session is to run, as far as it goes in a cell."""

    name: str
    """The session's."""
    text: str
    cursor: int
    """In the text; below 0 where the cursor stands in the magic's own line, which is the text then."""


class _Sole(list[SimpleCompletion]):
    """Candidates that no other matcher's are put beside, also where there are none."""

    def __len__(self) -> int:
        return max(1, super().__len__())  # IPython lets the others speak where it finds an empty list


def matcher(sessions: Sessions, python: Callable[[], Namespace]) -> Any:
    """A matcher of IPython's second kind for these sessions."""

    @context_matcher(priority=_FIRST, identifier="tenantsh")  # type: ignore[untyped-decorator]  # IPython's
    def tenantsh(context: CompletionContext) -> SimpleMatcherResult:
        found = candidates(sessions, context.full_text, _offset(context), python())
        if found is None:
            return {"completions": []}
        fragment, shown = found
        return {"completions": _Sole(shown), "matched_fragment": fragment, "suppress": True, "ordered": True}

    return tenantsh


def candidates(
    sessions: Sessions, cell: str, cursor: int, python: Namespace | None = None
) -> tuple[str, list[SimpleCompletion]] | None:
    """What is replaced and by what; None where the cursor is not in a text of ours."""
    written = read(cell, cursor)
    if written is None:
        return None
    if written.cursor < 0:
        return _of_magic(sessions, written.text)
    found = _found(sessions, written, python)
    start = found[0].start if found else written.cursor
    rest = written.text[written.cursor :]
    return written.text[start : written.cursor], [_shown(one, rest) for one in found]


def read(cell: str, cursor: int) -> Written | None:
    r"""The text of ours that the cursor of a cell stands in.

    >>> read("%%tenantsh --name support\nselect 1", 29)
    Written(name='support', text='select 1', cursor=3)
    >>> read("rows = %tenantsh \\d us", 22)
    Written(name='default', text='\\d us', cursor=5)
    >>> read("import os", 9)
    """
    whole = _CELL.match(cell)
    if whole is not None:
        if cursor > whole.end("rest"):
            return Written(_name(whole["rest"]), cell[whole.end() :], cursor - whole.end())
        return _of_flags(whole["rest"], cursor - whole.start("rest"))
    start = cell.rfind("\n", 0, cursor) + 1
    line = cell[start:].partition("\n")[0]
    magic = _LINE.match(line)
    return None if magic is None else _of_line(magic["rest"], cursor - start - magic.start("rest"))


def _of_line(rest: str, cursor: int) -> Written | None:
    """The text behind `%tenantsh`: SQL or a command, unless flags open a session."""
    blank = len(rest) - len(rest.lstrip())
    leading = LEADING.match(rest, blank)
    begins = leading.end() if leading else blank
    flags = rest[:begins]
    if cursor < begins or (begins > blank and flags == flags.rstrip()) or rest.startswith("-", begins):
        return _of_flags(rest, cursor)
    return Written(_name(flags), rest[begins:], cursor - begins)


def _of_flags(rest: str, cursor: int) -> Written | None:
    return Written("", rest[:cursor], -1) if cursor > 0 else None


def _name(line: str) -> str:
    named = _NAME.search(line)
    return named[1] if named else DEFAULT


def _offset(context: CompletionContext) -> int:
    lines = context.full_text.split("\n")[: context.cursor_line]
    return sum(len(line) + 1 for line in lines) + context.cursor_position


def _found(sessions: Sessions, written: Written, python: Namespace | None) -> list[Candidate]:
    try:
        shell = sessions.find(written.name if python is None else meant(python, written.name))
    except UsageError:
        return complete(written.text, written.cursor, person=Person(_kinds(python)))
    if shell.knowing is None:
        shell.knowing = Knowing(shell)
    shell.knowing.typed(written.text, written.cursor)
    shell.knowing.wait(_WAIT_SECONDS)
    return complete(written.text, written.cursor, shell.knowing.catalog, person=_person(sessions, shell, python))


def _kinds(python: Namespace | None) -> dict[str, str]:
    """Python's variables, and of what type each is; modules and functions are no parameters."""
    names = python.names() if python is not None else ()
    kept = {name: python.get(name) for name in names} if python is not None else {}
    return {name: type(value).__name__ for name, value in kept.items() if not callable(value) and not ismodule(value)}


def _person(sessions: Sessions, shell: Shell, python: Namespace | None) -> Person:
    return Person(
        {**dict(shell.variables.items()), **_kinds(python)},
        sessions.habits(shell).used,
        storage=shell.place.retention.storage,
    )


def _of_magic(sessions: Sessions, text: str) -> tuple[str, list[SimpleCompletion]]:
    """Flags of the magic itself, and the names of sessions."""
    if (naming := _NAMING.search(text)) is not None:
        names = (name for name in sessions.names if name.startswith(naming["name"]))
        return naming["name"], [SimpleCompletion(name, type="session") for name in names]
    flag = _FLAG.search(text)
    if flag is None:
        return "", []
    known = [
        *(f"--{one.name}" for one in (*RUNNING, USE)),
        *(f"--{one.name}" for one in (*WHOSE, *CONNECTION) if one.name != "unscoped"),
    ]
    return flag["flag"], [SimpleCompletion(name, type="flag") for name in known if name.startswith(flag["flag"])]


def _shown(candidate: Candidate, rest: str) -> SimpleCompletion:
    after = "" if rest.startswith(candidate.after) else candidate.after
    return SimpleCompletion(candidate.text + after, type=candidate.kind)
