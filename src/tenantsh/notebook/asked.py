"""What stands behind `%tenantsh` and `%%tenantsh`, read."""

from __future__ import annotations

import keyword
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.model.errors import UsageError
from tenantsh.shell.flags import CONNECTION, WHOSE, Typed, options, read
from tenantsh.shell.getopt import Flag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.shell.connecting import Options

DEFAULT = "default"
"""The session that is meant where no name is given."""

_NAME = Flag("name", takes="NAME", help="the session, by the name it was opened with")

_NAMED = re.compile(r"--name(?:=|\s+)(?P<name>\S+)\s*")
_OPENS = re.compile(r"""-|["']?\w+(?:=|://)""")
"""A flag or a connection string: no statement and no command begins like this."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Open a session under a name."""

    name: str
    options: Options


@dataclass(frozen=True, slots=True)
class Run:
    """Run SQL or commands in a session."""

    name: str
    text: str
    variable: str | None = None
    """The Python variable that the last table goes to."""


def read_line(line: str) -> Opening | Run:
    r"""What `%tenantsh LINE` asks for: flags open a session, anything else runs as it stands.

    >>> read_line(r"--name support \d users")
    Run(name='support', text='\\d users', variable=None)
    >>> read_line("--org 42 --name support").name
    'support'

    Raises UsageError.
    """
    text = line.strip()
    named = _NAMED.match(text)
    name = named["name"] if named else DEFAULT
    text = text[named.end() :] if named else text
    return _opening(text, name) if _OPENS.match(text) else Run(name, text)


def read_cell(line: str, text: str) -> Run:
    """What `%%tenantsh LINE` asks for: run the cell, in a named session, and keep the last table in a variable.

    >>> read_cell("big --name support", "select 1")
    Run(name='support', text='select 1', variable='big')

    Raises UsageError.
    """
    hint = "%%tenantsh [VARIABLE] [--name NAME]; a session is opened by %tenantsh --org … in a cell before"
    typed = _typed(line, [_NAME], hint)
    if len(typed.words) > 1:
        raise UsageError(f'too many words: "{typed.words[1]}"', hint=hint)
    variable = typed.words[0] if typed.words else None
    if variable is not None and (not variable.isidentifier() or keyword.iskeyword(variable)):
        raise UsageError(f'"{variable}" cannot be a Python variable', hint=hint)
    return Run(dict(typed.flags).get("name", DEFAULT), text, variable)


def _opening(text: str, name: str) -> Opening:
    typed = _typed(text, [_NAME, *WHOSE, *CONNECTION], "%tenantsh --org ORG [--name NAME] [connection options]")
    given = dict(typed.flags)
    words = _conninfo(typed.words)
    return Opening(given.pop("name", name), options(given, [] if "dbname" in given else words))


def _typed(text: str, flags: Sequence[Flag], hint: str) -> Typed:
    try:
        return read(shlex.split(text), flags)
    except UsageError as error:
        raise UsageError(error.what, hint=hint) from error
    except ValueError as error:  # shlex: a quote is not closed
        raise UsageError(f"{error}: {text}", hint=hint) from error


def _conninfo(words: Sequence[str]) -> list[str]:
    """The words as one connection string: `host=a dbname=b` needs no quotes around it here."""
    stray = next((word for word in words if not _OPENS.match(word)), None)
    if stray is not None:
        hint = "a database is named by -d, SQL goes into a line or a cell of its own"
        raise UsageError(f'"{stray}" is no option of a session', hint=hint)
    return list(words) if len(words) < 2 else [" ".join(map(_quoted, words))]


def _quoted(word: str) -> str:
    key, _, value = word.partition("=")
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"{key}='{escaped}'"
