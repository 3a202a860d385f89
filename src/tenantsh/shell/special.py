"""The variables that mean something to the shell: what they take, what they start with, what unsetting does."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isinf
from typing import NamedTuple

from tenantsh.lang.switch import truth
from tenantsh.model.errors import UsageError

Check = Callable[[str, str], str]
"""`check(name, value)`: the value to keep. Raises UsageError, in psql's words, for one that will not do."""

_INTEGER = re.compile(r"[ \t\n\v\f\r]*[-+]?(?:0[xX][0-9a-fA-F]+|[0-9]+)")
_LARGEST = 2**31

OLDEST, NEWEST = 13, 18
"""The majors of psql that are followed."""


THEMES = ("auto", "dark", "light", "none")
"""The words of THEME: whether the terminal is dark or light, or has no colours; auto finds out or takes the middle."""


class Special(NamedTuple):
    """One variable that the shell obeys or fills."""

    name: str
    help: str
    start: str | None = None
    """Its value at the start; None where it is not set then."""
    unset: str | None = None
    """What unsetting makes of it; None where it is gone then."""
    empty: str | None = None
    r"""What the empty text means, which is `\set NAME` without a value too; None where it is a value like others."""
    check: Check | None = None
    values: tuple[str, ...] = ()
    """The words that it takes, where they are few."""
    since: int = 0
    """The major of psql that has it first; 0 for all of them."""
    ours: bool = False
    """Whether psql does not have it."""

    @property
    def obeyed(self) -> bool:
        r"""Whether setting it does something: `\gset` leaves such variables alone."""
        return self.check is not None


def _switch(name: str, value: str) -> str:
    if truth(value) is None:
        raise UsageError(f'unrecognized value "{value}" for "{name}": Boolean expected')
    return value


def _one_of(*words: str) -> Check:
    def check(name: str, value: str) -> str:
        switch = truth(value) if "on" in words else None
        if switch is None and value.lower() not in words:
            raise UsageError(f'unrecognized value "{value}" for "{name}"\nAvailable values are: {", ".join(words)}.')
        return value

    return check


def _integer(name: str, value: str) -> str:
    if not _INTEGER.fullmatch(value) or not -_LARGEST <= as_integer(value) < _LARGEST:
        raise UsageError(f'invalid value "{value}" for "{name}": integer expected')
    return value


def _seconds(name: str, value: str) -> str:
    if not value:
        raise UsageError(f'invalid input syntax for variable "{name}"')
    try:
        seconds = float(value)
    except ValueError:
        raise UsageError(f'invalid value "{value}" for variable "{name}"') from None
    if isinf(seconds):
        raise UsageError(f'value "{value}" is out of range for variable "{name}"')
    if seconds < 0:
        raise UsageError(f'invalid value "{value}" for variable "{name}": must be greater than 0.00')
    if seconds > 1_000_000:
        raise UsageError(f'invalid value "{value}" for variable "{name}": must be less than 1000000.00')
    return value


def _anything(_name: str, value: str) -> str:
    return value


def as_integer(value: str) -> int:
    """A text that `Special.check` has let through as an integer, by C's rules: `010` is eight."""
    text = value.strip(" \t\n\v\f\r")
    digits = text.lstrip("+-")
    base = 16 if digits[:2] in ("0x", "0X") else 8 if len(digits) > 1 and digits[0] == "0" else 10
    try:
        number = int(digits, base)
    except ValueError:  # 08: C reads the 0
        return 0
    return -number if text.startswith("-") else number


def _flag(name: str, help: str, *, start: str = "off", since: int = 0) -> Special:  # noqa: A002 - the field's name
    return Special(name, help, start, "off", "on", _switch, ("on", "off"), since)


def _told(name: str, help: str, start: str | None = None, since: int = 0) -> Special:  # noqa: A002 - as above
    return Special(name, help, start, since=since)


def _ours(name: str, help: str, check: Check, values: tuple[str, ...]) -> Special:  # noqa: A002 - as above
    r"""Not set at the start, so that `\set` lists what psql lists; then the configuration's [prompt] counts."""
    return Special(name, help, empty="on" if "on" in values else None, check=check, values=values, ours=True)


_TABLE = (
    _flag("AUTOCOMMIT", "whether each statement commits by itself", start="on"),
    Special(
        "COMP_KEYWORD_CASE",
        "the case in which Tab completes key words",
        "preserve-upper",
        "preserve-upper",
        check=_one_of("lower", "upper", "preserve-lower", "preserve-upper"),
        values=("lower", "upper", "preserve-lower", "preserve-upper"),
    ),
    Special(
        "COMPLETION",
        "when candidates are offered: while typing, which is so without it too, when Tab is pressed, or not at all",
        empty="typing",
        check=_one_of("typing", "tab", "off"),
        values=("typing", "tab", "off"),
        ours=True,
    ),
    _told("DBNAME", "the database that is connected to"),
    Special(
        "ECHO",
        "which input is repeated on standard output",
        "none",
        "none",
        check=_one_of("none", "errors", "queries", "all"),
        values=("none", "errors", "queries", "all"),
    ),
    Special(
        "ECHO_HIDDEN",
        "whether the shell's own questions to the catalog are shown; noexec only shows them",
        "off",
        "off",
        "on",
        _one_of("on", "off", "noexec"),
        ("on", "off", "noexec"),
    ),
    _told("ENCODING", "the client's character set encoding"),
    _told("ERROR", "true if the last statement failed, else false"),
    Special("FETCH_COUNT", "rows fetched and shown at a time; 0 for all of them", "0", "0", check=_integer),
    _flag("HIDE_TABLEAM", "leave table access methods out of descriptions"),
    _flag("HIDE_TOAST_COMPRESSION", "leave compression methods out of descriptions", since=14),
    Special(
        "HISTCONTROL",
        "which lines are kept out of the history",
        "none",
        "none",
        check=_one_of("none", "ignorespace", "ignoredups", "ignoreboth"),
        values=("none", "ignorespace", "ignoredups", "ignoreboth"),
    ),
    Special("HISTFILE", "the file that the history is kept in"),
    Special("HISTSIZE", "how many entries the history keeps; below 0 for all", "500", "500", check=_integer),
    _told("HOST", "the server that is connected to"),
    Special("IGNOREEOF", "how many Ctrl-D in a row end an interactive session", "0", "0", "10", _anything),
    _told("LAST_ERROR_MESSAGE", "the message of the last error", ""),
    _told("LAST_ERROR_SQLSTATE", "the SQLSTATE of the last error", "00000"),
    _told("LASTOID", "the OID of the last INSERT"),
    Special(
        "ON_ERROR_ROLLBACK",
        "whether an error in a transaction undoes only its own statement",
        "off",
        "off",
        "on",
        _one_of("on", "off", "interactive"),
        ("on", "off", "interactive"),
    ),
    _flag("ON_ERROR_STOP", "whether an error ends a script"),
    _told("PIPELINE_COMMAND_COUNT", "commands queued in the pipeline", "0", 18),
    _told("PIPELINE_RESULT_COUNT", "results of the pipeline that can be read", "0", 18),
    _told("PIPELINE_SYNC_COUNT", "syncs queued in the pipeline", "0", 18),
    _told("PORT", "the server's port"),
    _ours("PROGRESS", "whether a statement that takes long shows how long, and its rows", _switch, ("on", "off")),
    Special(
        "PROMPT1",
        "the prompt; beside psql's escapes %O is the organization, %o its id, %T the role, %W ro or RW, %U the person, "
        "%C that a case is recorded, %V that a pooler is between, %L how far a standby is behind",
        "%/%R%x%# ",
        check=_anything,
    ),
    Special("PROMPT2", "the prompt where a statement goes on", "%/%R%x%# ", check=_anything),
    Special("PROMPT3", "the prompt for the data of COPY FROM STDIN", ">> ", check=_anything),
    _flag("QUIET", "whether messages are left out"),
    _told("ROW_COUNT", "rows that the last statement returned or affected"),
    _told("SERVER_VERSION_NAME", "the server's version"),
    _told("SERVER_VERSION_NUM", "the server's version as a number"),
    _told("SHELL_ERROR", "true if the last shell command failed, else false", since=16),
    _told("SHELL_EXIT_CODE", "the exit status of the last shell command", since=16),
    _flag("SHOW_ALL_RESULTS", r"whether all results of \; are shown, or the last one", start="on", since=15),
    Special(
        "SHOW_CONTEXT",
        "when messages show their CONTEXT",
        "errors",
        "errors",
        check=_one_of("never", "errors", "always"),
        values=("never", "errors", "always"),
    ),
    _flag("SINGLELINE", "whether the end of a line ends a statement"),
    _flag("SINGLESTEP", "whether each statement is asked about first"),
    _told("SQLSTATE", "the SQLSTATE of the last statement; 00000 where it succeeded"),
    _ours("THEME", "the colours of the prompt, while typing", _one_of(*THEMES), THEMES),
    _ours("TOOLBAR", "whether the line at the bottom of the screen is shown", _switch, ("on", "off")),
    _told("USER", "the login name"),
    Special(
        "VERBOSITY",
        "how much messages tell",
        "default",
        "default",
        check=_one_of("default", "verbose", "terse", "sqlstate"),
        values=("default", "verbose", "terse", "sqlstate"),
    ),
    _told("VERSION", "this program's version"),
    _told("VERSION_NAME", "this program's version, in short"),
    _told("VERSION_NUM", "this program's version as a number"),
    Special("WATCH_INTERVAL", r"seconds between the runs of \watch", "2", "2", check=_seconds, since=18),
)

SPECIAL = {special.name: special for special in _TABLE}
"""All of them by name, in alphabetical order."""
