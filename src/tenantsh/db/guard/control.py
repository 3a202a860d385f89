"""Transaction control as a value: what a person's BEGIN, COMMIT or SAVEPOINT asks for."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any, NamedTuple

from tenantsh.db.scope import Modes

_BARE = re.compile(
    r"\s*(?P<word>begin|start\s+transaction|commit|end|rollback|abort)(?:\s+(?:work|transaction))?\s*;?\s*",
    re.IGNORECASE,
)
_SAVEPOINT = re.compile(
    r"\s*(?:(?P<savepoint>savepoint)|(?P<release>release(?:\s+savepoint)?)"
    r"|(?P<back>rollback(?:\s+(?:work|transaction))?\s+to(?:\s+savepoint)?))\s+(?!savepoint\b)[a-z_][a-z0-9_]*\s*;?\s*",
    re.IGNORECASE | re.ASCII,
)
_WORDS = {"begin": "BEGIN", "commit": "COMMIT", "end": "COMMIT", "rollback": "ROLLBACK", "abort": "ROLLBACK"}


class Kind(Enum):
    """The transaction commands that the session handles itself."""

    BEGIN = "BEGIN"
    COMMIT = "COMMIT"
    ROLLBACK = "ROLLBACK"
    CHARACTERISTICS = "SET"
    """SET TRANSACTION, for the transaction that is open."""


class Control(NamedTuple):
    """One transaction command."""

    kind: Kind
    modes: Modes = Modes()
    chain: bool = False
    tag: str = ""
    """The command tag where the server would not say it: `START TRANSACTION`."""


def bare(text: str) -> Control | None:
    """The plain spellings, read without the grammar.

    >>> bare("begin;").kind.value, bare("END").kind.value, bare("begin read write")
    ('BEGIN', 'COMMIT', None)
    """
    found = _BARE.fullmatch(text)
    if not found:
        return None
    word = found["word"].lower()
    started = word.startswith("start")
    return Control(Kind("BEGIN" if started else _WORDS[word]), tag="START TRANSACTION" if started else "")


def bare_savepoint(text: str) -> str | None:
    """The command of a savepoint in its plain spellings, read without the grammar; None for anything else.

    >>> bare_savepoint("rollback to a;"), bare_savepoint('savepoint "b"')
    ('ROLLBACK TO SAVEPOINT', None)
    """
    found = _SAVEPOINT.fullmatch(text)
    if not found:
        return None
    words = {"savepoint": "SAVEPOINT", "release": "RELEASE SAVEPOINT", "back": "ROLLBACK TO SAVEPOINT"}
    return words[str(found.lastgroup)]


def modes_of(elements: Any) -> Modes:
    """The modes in a list of parsed DefElems."""
    isolation: str | None = None
    deferrable: bool | None = None
    read_only: bool | None = None
    for wrapped in elements:
        element = wrapped.def_elem
        constant = element.arg.a_const
        if element.defname == "transaction_isolation":
            isolation = constant.sval.sval
        elif element.defname == "transaction_read_only":
            read_only = bool(constant.ival.ival)
        elif element.defname == "transaction_deferrable":
            deferrable = bool(constant.ival.ival)
    return Modes(isolation, deferrable, read_only)
