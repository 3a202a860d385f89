"""What stands behind `%tenantsh` and `%%tenantsh`, read."""

from __future__ import annotations

import json
import keyword
import re
import shlex
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tenantsh.model.errors import UsageError
from tenantsh.shell.flags import CONNECTION, WHOSE, Typed, options, read, together
from tenantsh.shell.getopt import Flag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tenantsh.shell.connecting import Options

DEFAULT = "default"
"""The session that is meant where no name is given."""

NAME = Flag("name", takes="NAME", help="the session, by the name it was opened with")
RUNNING = [
    NAME,
    Flag("params", takes="JSON", help="parameters: JSON, or the name of a dict"),
    Flag("engine", takes="ENGINE", help="pandas, polars or arrow"),
    Flag("max-rows", takes="ROWS", help="further rows are left out"),
    Flag("dtypes", takes="DTYPES", help="pandas, or pyarrow for Arrow's own types in pandas"),
]
"""What a line or cell may say of how it is run."""
USE = Flag("use", takes="VARIABLE", help="a session of tenantsh.connect, to be called NAME here")

_NAMING = ("use", "params")

LEADING = re.compile(rf"(?:--(?:{'|'.join(flag.name for flag in RUNNING)})(?:=|\s+)(?:'[^']*'|\"[^\"]*\"|\S+)\s*)*")
"""Flags in front of a line's SQL or command."""

_OPENS = re.compile(r"""-|["']?\w+(?:=|://)""")
"""A flag or a connection string: no statement and no command begins like this."""
_FROM_VARIABLE = re.compile(r"\w+=:\w+")
"""An option of a connection string that a variable has."""
_PARAMS = re.compile(r"(?:^|(?<=\s))--params(?:=|\s+)(?=\{)")
_LINE = "%tenantsh [--name NAME] [--params JSON] [--engine ENGINE] [--max-rows ROWS] SQL"
_CELL = "%%tenantsh [VARIABLE] [--name NAME] [--params JSON] [--engine ENGINE] [--max-rows ROWS] [--dtypes DTYPES]"


@dataclass(frozen=True, slots=True)
class Opening:
    """Open a session under a name."""

    name: str
    options: Options


@dataclass(frozen=True, slots=True)
class Using:
    """Give a session that Python has a name here."""

    name: str
    variable: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What becomes of rows; None leaves it to the settings."""

    engine: str | None = None
    dtypes: str | None = None
    most: int | None = None
    """How many rows there are at most."""


@dataclass(frozen=True, slots=True)
class Run:
    """Run SQL or commands in a session."""

    name: str
    text: str
    variable: str | None = None
    """The Python variable that the last table goes to."""
    params: Mapping[str, Any] | str | None = None
    """Values by name, or the Python variable that has them."""
    shown: Shown = field(default_factory=Shown)


def read_line(line: str, meant: Callable[[str], str] = str) -> Opening | Using | Run:
    r"""What `%tenantsh LINE` asks for: flags open a session, anything else runs as it stands.

    `meant` says what a flag's value means, which may be a variable's text; it stays one value, whatever is in it.

    >>> read_line(r"--name support \d users").name
    'support'
    >>> read_line("--org 42 --name support").name
    'support'

    Raises UsageError.
    """
    text = line.strip()
    found = LEADING.match(text)
    assert found is not None  # it matches nothing, too
    if _PARAMS.search(text, 0, found.end()) is not None:
        return _with_params(text, meant)
    rest = text[found.end() :]
    if _OPENS.match(rest) or (not rest and "--use" in text):
        return _opening(text, meant)
    asked = _of_flags(found[0], {}, _LINE, meant)
    return replace(asked, text=rest)


def read_cell(line: str, text: str, meant: Callable[[str], str] = str) -> Run:
    """What `%%tenantsh LINE` asks for: run the cell, in a named session, and keep the last table in a variable.

    `meant` is as for lines.

    >>> asked = read_cell('big --name support --params {"n": 5}', "select :n")
    >>> asked.name, asked.variable, asked.params
    ('support', 'big', {'n': 5})

    Raises UsageError.
    """
    line, params = _without_json(line)
    given = {} if params is None else {"params": params}
    return replace(_of_flags(line, given, _CELL, meant, words=1), text=text)


def _with_params(text: str, meant: Callable[[str], str]) -> Run:
    """A line that begins with flags, `--params {…}` among them, whose blanks belong to it."""
    rest, values = _without_json(text)
    asked = read_line(rest, meant)
    if not isinstance(asked, Run):
        raise UsageError("--params is for statements, and not for opening a session")
    return replace(asked, params=values)


def _of_flags(line: str, given: Mapping[str, Any], hint: str, meant: Callable[[str], str], words: int = 0) -> Run:
    typed = _typed(line, RUNNING, hint, meant)
    if len(typed.words) > words:
        raise UsageError(f'too many words: "{typed.words[words]}"', hint=hint)
    variable = typed.words[0] if typed.words else None
    if variable is not None and (not variable.isidentifier() or keyword.iskeyword(variable)):
        raise UsageError(f'"{variable}" cannot be a Python variable', hint=hint)
    flags = {**dict(typed.flags), **given}
    shown = Shown(flags.get("engine"), flags.get("dtypes"), _rows(flags.get("max-rows"), hint))
    return Run(flags.get("name", DEFAULT), "", variable, _params(flags.get("params")), shown)


def _rows(given: str | None, hint: str) -> int | None:
    if given is None:
        return None
    if not given.isascii() or not given.isdecimal():
        raise UsageError(f"--max-rows is a number of rows, and not {given}", hint=hint)
    return int(given)


def _params(given: Mapping[str, Any] | str | None) -> Mapping[str, Any] | str | None:
    """Parameters, be they JSON in quotes or a variable's name, with a `$` or `:` before it or not."""
    if given is None or not isinstance(given, str):
        return given
    name = given.lstrip("$:")
    if name.isidentifier():
        return name
    if not given.startswith("{"):
        raise _no_json(given, "it begins with {")
    return _without_json(f"--params {given}")[1]


def _without_json(line: str) -> tuple[str, Mapping[str, Any] | None]:
    """A line without the JSON behind `--params`, which needs no quotes, and what it says."""
    found = _PARAMS.search(line)
    if found is None:
        return line, None
    try:
        values, end = json.JSONDecoder().raw_decode(line, found.end())
    except ValueError as error:
        raise _no_json(line[found.end() :], str(error)) from error
    return f"{line[: found.start()]} {line[end:]}".strip(), values


def _no_json(text: str, why: str) -> UsageError:
    return UsageError(
        f"--params: {text} cannot be read as JSON",
        why=why,
        hint="""--params '{"n": 1}', or the name of a dict: --params $values""",
    )


def _opening(text: str, meant: Callable[[str], str]) -> Opening | Using:
    hint = "%tenantsh --org ORG [--name NAME] [connection options]"
    typed = _typed(text, [NAME, USE, *WHOSE, *CONNECTION], hint, meant)
    given = together(typed.flags)
    name = given.pop("name", DEFAULT)
    if "use" in given:
        if len(given) > 1 or typed.words:
            raise UsageError("--use names a session that is open, so it takes no more than a --name", hint=hint)
        return Using(name, given["use"].lstrip("$:"))
    words = _conninfo(typed.words, meant)
    return Opening(name, options(given, [] if "dbname" in given else words))


def _typed(text: str, flags: Sequence[Flag], hint: str, meant: Callable[[str], str]) -> Typed:
    """Flags with what their values mean; `--use` and `--params` name variables, and mean those themselves."""
    typed = _read(text, flags, hint)
    return Typed([(name, value if name in _NAMING else meant(value)) for name, value in typed.flags], typed.words)


def _read(text: str, flags: Sequence[Flag], hint: str) -> Typed:
    try:
        return read(shlex.split(text), flags)
    except UsageError as error:
        raise UsageError(error.what, hint=hint) from error
    except ValueError as error:  # shlex: a quote is not closed
        raise UsageError(f"{error}: {text}", hint=hint) from error


def _conninfo(words: Sequence[str], meant: Callable[[str], str]) -> list[str]:
    """The words as one connection string: `host=a dbname=b` needs no quotes around it here."""
    stray = next((word for word in words if not _OPENS.match(word)), None)
    if stray is not None:
        hint = "a database is named by -d, SQL goes into a line or a cell of its own"
        raise UsageError(f'"{stray}" is no option of a session', hint=hint)
    if len(words) < 2 and not any(map(_FROM_VARIABLE.fullmatch, words)):
        return list(words)
    return [" ".join(_quoted(word, meant) for word in words)]


def _quoted(word: str, meant: Callable[[str], str]) -> str:
    key, _, value = word.partition("=")
    escaped = meant(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"{key}='{escaped}'"
