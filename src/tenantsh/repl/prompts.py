r"""PROMPT1, PROMPT2 and PROMPT3: psql's escapes, and ours for the tenant.

Whose data this is comes first and apart, whatever a PROMPT says, unless it shows it itself with `%O` or `%o`.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.model.tenant import harmless, visible
from tenantsh.render.width import width
from tenantsh.repl.states import pooler, standby, whose
from tenantsh.shell.special import SPECIAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.shell.shell import Shell

HIDDEN = re.compile("\x01[^\x02]*\x02?|\x1b\\[[0-9;]*m")
"""What takes no room on the screen: what stands between `%[` and `%]`, and colours."""

_COLOUR = re.compile("(\x1b\\[[0-9;]*m)")
_OCTAL = re.compile("[0-7]+")
_ESCAPE = re.compile(r"%(?::[^:]*:?|`[^`]*`?|\[(?:(?!%\]).)*|.)", re.DOTALL)
"""An escape with what belongs to it; what stands behind `%[` is not seen."""
_WIDEST = 255
_ESCAPE_OF_WHOSE = {"%O", "%o"}
_SOCKETS = ("/tmp", "/var/run/postgresql", "/run/postgresql")  # noqa: S108 - where sockets are, by libpq's builders


@dataclass(frozen=True, slots=True)
class Moment:
    """Where in a statement a prompt stands."""

    state: str = "="
    """What is open, as `Splitter.prompt` says it; empty for the data of a COPY."""
    line: int = 1
    """The line of the statement that is asked for."""


class Prompts:
    """The prompts of one shell."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._width = 0
        self._escapes: dict[str, Callable[[Moment], str]] = {
            "M": lambda _: self._host(whole=True),
            "m": lambda _: self._host(whole=False),
            ">": lambda _: self._shell.session.endpoint.port,
            "n": lambda _: self._user(),
            "/": lambda _: visible(self._shell.session.endpoint.database),
            "~": lambda _: self._database_or_tilde(),
            "p": lambda _: str(self._shell.session.endpoint.pid or ""),
            "#": lambda _: "#" if self._shell.session.endpoint.superuser else ">",
            "R": self._reading,
            "x": lambda _: transaction(self._shell),
            "l": lambda moment: str(moment.line),
            "w": lambda _: " " * self._width,
            "[": lambda _: "\x01",
            "]": lambda _: "\x02",
            "O": lambda _: whose(self._shell),
            "o": lambda _: visible(shell.tenant.org) if shell.tenant else "",
            "T": lambda _: visible(shell.tenant.role or shell.session.endpoint.user) if shell.tenant else "",
            "U": lambda _: str(shell.tenant.person or "") if shell.tenant else "",
            "L": lambda _: self._standby(),
            "V": lambda _: self._pooler(),
            "C": lambda _: "case" if shell.case is not None else "",
            "W": lambda _: ("RW" if shell.tenant.write else "ro") if shell.tenant else "",
        }
        self._newer: dict[str, Callable[[Moment], str]] = {"P": lambda _: self._pipeline(), "s": lambda _: _service()}

    def own(self, name: str) -> bool:
        """Whether the person has a prompt of her own here, rather than the one that shells start with."""
        return (self._shell.variables.get(name) or "") != SPECIAL[name].start

    def ready(self, moment: Moment) -> str:
        """What PROMPT1 says, for a new statement."""
        text = self._expanded("PROMPT1", moment)
        self._width = min(width(HIDDEN.sub("", text).rpartition("\n")[2]), _WIDEST)
        return text

    def continued(self, moment: Moment) -> str:
        """What PROMPT2 says, for more of a statement."""
        return self._expanded("PROMPT2", moment)

    def data(self) -> str:
        """What PROMPT3 says, for the data of a COPY."""
        return self._expanded("PROMPT3", Moment(""))

    def shows_whose(self, name: str) -> bool:
        """Whether a prompt shows itself whose data this is."""
        return not _ESCAPE_OF_WHOSE.isdisjoint(_ESCAPE.findall(self._shell.variables.get(name) or ""))

    def _expanded(self, name: str, moment: Moment) -> str:
        text, at, found = self._shell.variables.get(name) or "", 0, []
        while at < len(text):
            if text[at] != "%":
                found.append(text[at])
                at += 1
            else:
                meant, at = self._escape(text, at + 1, moment)
                found.append(meant)
        return "".join(found)

    def _escape(self, text: str, at: int, moment: Moment) -> tuple[str, int]:
        """What the escape at this place means, and where the text goes on."""
        letter = text[at : at + 1]
        if digits := _OCTAL.match(text, at):
            return chr(int(digits[0], 8) & 0xFF), digits.end()
        if letter in (":", "`"):
            argument, _, _ = text[at + 1 :].partition(letter)
            meant = self._shell.variables.get(argument) or "" if letter == ":" else self._output(argument)
            return tame(meant), at + len(argument) + 2
        escapes = self._escapes if self._shell.psql_major < 18 else self._escapes | self._newer
        return escapes[letter](moment) if letter in escapes else letter, at + 1

    def _output(self, command: str) -> str:
        """The first line that a program writes; psql tells nobody how the program ended."""
        import subprocess

        self._shell.output.flush()
        done = subprocess.run(command, shell=True, stdout=subprocess.PIPE, check=False)  # noqa: S602 - a shell's command
        return done.stdout.decode("utf-8", "surrogateescape").split("\n", 1)[0].rstrip("\r")

    def _pooler(self) -> str:
        state = pooler(self._shell)
        return "" if state is None else state.text

    def _standby(self) -> str:
        state = standby(self._shell)
        return "" if state is None else state.text

    def _host(self, *, whole: bool) -> str:
        endpoint = self._shell.session.endpoint
        if not endpoint.host:
            return "[local]" if endpoint.alive else ""
        if not endpoint.on_socket:
            return visible(endpoint.host) if whole else visible(endpoint.host.partition(".")[0])
        return f"[local:{visible(endpoint.host)}]" if whole and endpoint.host not in _SOCKETS else "[local]"

    def _user(self) -> str:
        endpoint = self._shell.session.endpoint
        return visible(endpoint.reported("session_authorization") or endpoint.user)

    def _database_or_tilde(self) -> str:
        endpoint = self._shell.session.endpoint
        same = endpoint.database in (endpoint.user, os.environ.get("PGDATABASE"))
        return "~" if endpoint.database and same else visible(endpoint.database)

    def _reading(self, moment: Moment) -> str:
        return reading(self._shell, moment.state)

    def _pipeline(self) -> str:
        pipeline = getattr(self._shell.session, "pipeline", None)
        return pipeline.state if pipeline else "off"


def reading(shell: Shell, state: str) -> str:
    """What `%R` shows; `state` is what is open."""
    if state != "=":
        return state
    if not shell.conditions.live:
        return "@"
    if not shell.session.connected:
        return "!"
    return "^" if shell.variables.on("SINGLELINE") else "="


def transaction(shell: Shell) -> str:
    """What `%x` shows."""
    session = shell.session
    told: str | None = getattr(session, "transaction", None)
    if told is not None:
        return told
    if not session.connected:
        return "?"
    return "!" if session.failed else "*" if session.in_transaction else ""


def tame(text: str) -> str:
    r"""A value in a prompt: it may have colours, and nothing else that commands a terminal.

    >>> tame("a\nb\x1b[31mc\x1b[2J")
    'a\\nb\x1b[31mc\\x1b[2J'
    """
    pieces = _COLOUR.split(text)
    return "".join(piece if at % 2 else harmless(piece) for at, piece in enumerate(pieces))


def _service() -> str:
    return visible(os.environ.get("PGSERVICE") or "")
