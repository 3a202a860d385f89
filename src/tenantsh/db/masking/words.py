"""What errors and notices say, without the values that they may quote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.db.masking.shown import HIDDEN
from tenantsh.model.errors import StatementError
from tenantsh.model.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tenantsh.db.masking.marks import Marks

_RAISED = frozenset({"exec_stmt_raise", "exec_stmt_assert"})
"""Where PL/pgSQL says what a function of the database's wants to be said."""
_LANGUAGES = re.compile(r"pl(?:py|perl|tcl|v8|lua|r|java|sh)")
_QUOTES = re.compile("[\"'`«»‹›„“”‚‘’「」]")  # noqa: RUF001 - as other languages quote
"""Every language of the server's quotes what it was given; in which way, is the language's."""
_NAMES_ONLY = "23"
"""Errors of constraints: their one sentence has names of tables, columns and constraints, and no values."""
_SYNTAX = "42"
_PAYLOAD = re.compile('(?<=with payload )".*"(?= received from server process)', re.DOTALL)
_PLPGSQL = "PL/pgSQL"
_COPY = "COPY "
WITHHELD = "masked: it may tell of marked columns"


def silenced(fields: Mapping[str, str], statement: str, marks: Marks) -> Mapping[str, str]:
    """An error's or notice's fields without values, where its statement may have read something marked."""
    if not (in_function(fields) or fields.get("table_name") in marks.relations):
        from tenantsh.db.masking.harmless import may_tell  # loads libpg_query: about 150 ms, once

        if of_text(fields) or not may_tell(statement, marks):
            return fields
    return valueless(fields)


def valueless(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields without any value."""
    found = dict(fields)
    if "message_primary" in found:
        found["message_primary"] = _sentence(found)
    if "message_detail" in found:
        found["message_detail"] = WITHHELD
    for name in ("message_hint", "internal_query", "internal_position"):
        found.pop(name, None)
    if context := _places(found.pop("context", "")):
        found["context"] = context
    return found


def retold(error: StatementError, fields: Mapping[str, str]) -> StatementError:
    """An error with other fields."""
    told = Message(fields, error.statement).told()
    return StatementError(told, fields, statement=error.statement, why=error.why, hint=error.hint)


def unnoted(notification: str) -> str:
    """A NOTIFY's words without its payload, which may be anybody's, of anything."""
    return _PAYLOAD.sub(f'"{HIDDEN}"', notification)


def of_text(fields: Mapping[str, str]) -> bool:
    """Whether something is wrong with the text itself, so that nothing has run."""
    return fields.get("sqlstate", "").startswith(_SYNTAX) and "statement_position" in fields


def in_function(fields: Mapping[str, str]) -> bool:
    """Whether something was said within a function, a trigger's too: what that has read, no statement shows."""
    return "internal_query" in fields or _raised(fields) or not _of_data(fields)


def _of_data(fields: Mapping[str, str]) -> bool:
    """Whether a context, if there is one, only says where in data that a statement was given, or has read."""
    lines = fields.get("context", "").splitlines()
    return not lines or (
        len(lines) == 1 and (lines[0].startswith(_COPY) or fields.get("source_file", "").startswith("json"))
    )


def _raised(fields: Mapping[str, str]) -> bool:
    """Whether the words are a function's own."""
    return (
        fields.get("source_function") in _RAISED
        or _LANGUAGES.match(fields.get("source_file", "")) is not None
        or fields.get("sqlstate", "").startswith("P0")
    )


def _sentence(fields: Mapping[str, str]) -> str:
    """What happened, in the server's words as far as they are the server's."""
    words = fields["message_primary"]
    if _raised(fields):
        return HIDDEN
    if fields.get("sqlstate", "").startswith(_NAMES_ONLY):
        return words
    quote = _QUOTES.search(words)
    return f'{words[: quote.start()]}"{HIDDEN}"' if quote else words.partition(":")[0]


def _places(context: str) -> str:
    """The lines of a context that only say where it was: in which function, before the first that quotes anything."""
    if context.startswith(_COPY):  # COPY people, line 2, column email: "…"
        return context.partition(":")[0]
    lines = context.splitlines()
    quoting = next((at for at, line in enumerate(lines) if _QUOTES.search(line)), len(lines))
    return "\n".join(line for line in lines[:quoting] if _PLPGSQL in line)
