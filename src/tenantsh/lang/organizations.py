r"""Which organizations a line means, and the query behind them: `\each 42,'Acme Labs',@plan_tier=premium SELECT …`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tenantsh.model.errors import UsageError

FORMS = (
    "42,43,'Acme Labs' · @all · @plan_tier=premium · @FILE, an id or name a line · (SELECT …), whose first column"
    " has the ids · :variable"
)
"""Every way to say which, in one line."""

_BLANKS = re.compile(r"\s*")
_OPTION = re.compile(r"--(?P<name>[a-z][a-z-]*)(?:(?P<given>=)|(?=\s|$))")
_QUOTED = re.compile(r"'(?P<single>(?:[^']|'')*)'|\"(?P<double>(?:[^\"]|\"\")*)\"")
_WORD = re.compile(r"[^\s,'\"()@:][^\s,'\"()]*")
_VARIABLE = re.compile(r":(?P<name>[A-Za-z_\u0080-\U0010ffff][\w.\u0080-\U0010ffff]*)")
_CONDITION = re.compile(r"@(?P<column>[^\W\d]\w*)(?P<negated>!?)=")
_ENDS = re.compile(r"[\r\n]+")
_PATH = re.compile(r"[^\s,'\"]+")
_IN_QUERY = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$|--[^\n]*|/\*.*?\*/|[()]|[^'\"$()/-]+|.",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Named:
    """One organization, by its id or name."""

    text: str
    quoted: bool = False
    """A name for certain, also where it looks like an id."""


@dataclass(frozen=True, slots=True)
class All:
    """All that the login may list."""


@dataclass(frozen=True, slots=True)
class Where:
    """Those of the list whose column has this value, or has not."""

    column: str
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class InFile:
    """Those that a file names, one a line."""

    path: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Those that a query's first column has."""

    sql: str


@dataclass(frozen=True, slots=True)
class Variable:
    """Those that a variable holds."""

    name: str
    at: int
    """Where its colon stands in the line."""


Part = Named | All | Where | InFile | Asked | Variable


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was read."""

    parts: tuple[Part, ...]
    query: str
    """What stands behind the organizations."""
    options: dict[str, str | None] = field(default_factory=dict)
    """What was given with `--` before them; None where no value was."""


def read(line: str, valued: frozenset[str] = frozenset(), switches: frozenset[str] = frozenset()) -> Line:
    """Read a line: options, organizations, and the rest. Raises UsageError.

    >>> read("--workers 2 42, 'Acme Labs' select 1", frozenset({"workers"}))
    Line(parts=(Named(text='42', quoted=False), Named(text='Acme Labs', quoted=True)), query='select 1', \
options={'workers': '2'})
    >>> read("@plan_tier!=free,@all (select 1)").parts
    (Where(column='plan_tier', value='free', negated=True), All())
    """
    options, at = _options(line, valued, switches)
    parts, at = _parts(line, at)
    return Line(tuple(parts), line[at:].strip(), options)


def read_whole(text: str) -> tuple[Part, ...]:
    """Organizations and nothing behind them: what a variable holds. Raises UsageError."""
    parts, at = _parts(text, 0)
    if text[at:].strip():
        raise UsageError(f"{text[at:].strip()} is behind the organizations", hint=FORMS)
    return tuple(parts)


def lines_of(text: str) -> list[Named]:
    r"""The organizations that a file names: one a line, quoted or not; empty lines and those after `#` are none.

    >>> lines_of("42\n# ours\n'Acme Labs'\n\n")
    [Named(text='42', quoted=False), Named(text='Acme Labs', quoted=True)]
    """
    lines = (line.strip() for line in _ENDS.split(text))  # and no others: names may have a U+2028 in them
    return [_line(line) for line in lines if line and not line.startswith("#")]


def _line(line: str) -> Named:
    found = _QUOTED.fullmatch(line)
    return Named(_unquoted(found), quoted=True) if found else Named(line)


def _options(line: str, valued: frozenset[str], switches: frozenset[str]) -> tuple[dict[str, str | None], int]:
    options: dict[str, str | None] = {}
    at = _end(_BLANKS, line, 0)
    while (found := _OPTION.match(line, at)) is not None:
        name = found["name"]
        if name not in valued | switches:
            listed = ", ".join(f"--{one}" for one in sorted(valued | switches))
            raise UsageError(f"no option --{name}", hint=f"options are {listed}")
        at = found.end() if found["given"] else _end(_BLANKS, line, found.end())
        options[name] = None
        if name in valued:
            options[name], at = _value(line, at, f"--{name}")
        elif found["given"]:
            raise UsageError(f"--{name} takes no value")
        at = _end(_BLANKS, line, at)
    return options, at


def _parts(line: str, at: int) -> tuple[list[Part], int]:
    parts: list[Part] = []
    at = _end(_BLANKS, line, at)
    if at == len(line):
        raise UsageError("which organizations?", hint=FORMS)
    while True:
        part, at = _part(line, at)
        parts.append(part)
        comma = _end(_BLANKS, line, at)
        if not line.startswith(",", comma):
            _check_blank(line, at)
            return parts, at
        at = _end(_BLANKS, line, comma + 1)


def _part(line: str, at: int) -> tuple[Part, int]:
    if line.startswith("(", at):
        end = _closed(line, at)
        return Asked(line[at + 1 : end - 1].strip()), end
    if found := _CONDITION.match(line, at):
        value, end = _value(line, found.end(), found[0])
        return Where(found["column"], value, bool(found["negated"])), end
    if line.startswith("@", at):
        path, end = _value(line, at + 1, "@")
        return (All() if path == "all" and end == at + 4 else InFile(path)), end
    if found := _VARIABLE.match(line, at):
        return Variable(found["name"], at), found.end()
    if found := _QUOTED.match(line, at):
        return Named(_unquoted(found), quoted=True), found.end()
    if found := _WORD.match(line, at):
        return Named(found[0]), found.end()
    raise UsageError(f"{line[at : at + 20] or 'nothing'} names no organization", hint=FORMS)


def _value(line: str, at: int, of: str) -> tuple[str, int]:
    found = _QUOTED.match(line, at) or _PATH.match(line, at)
    if found is None:
        raise UsageError(f"{of} is followed by nothing", hint="a value with blanks goes into quotes")
    return (_unquoted(found) if found.re is _QUOTED else found[0]), found.end()


def _unquoted(found: re.Match[str]) -> str:
    single = found["single"]
    return single.replace("''", "'") if single is not None else found["double"].replace('""', '"')


def _closed(line: str, at: int) -> int:
    """Where a query in parentheses ends. Raises UsageError where it does not."""
    depth = 0
    for found in _IN_QUERY.finditer(line, at):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    raise UsageError("the parentheses of the query that lists organizations are not closed")


def _check_blank(line: str, at: int) -> None:
    if line[at:] and not line[at].isspace() and not line.startswith("(", at):
        raise UsageError(f"a blank is missing before {line[at : at + 20]}", hint=FORMS)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
