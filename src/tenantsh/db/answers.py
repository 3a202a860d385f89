"""libpq's results as our values: errors with their fields, notices, columns, type names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import pq

from tenantsh.db.steps import final
from tenantsh.model.errors import StatementError
from tenantsh.model.message import Message
from tenantsh.model.result import Column

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg.pq.abc import PGresult

    from tenantsh.db.steps import Answer, Step


def error_fields(result: PGresult) -> dict[str, str]:
    """The server's error fields by libpq's names in lower case; fields that are not there are left out."""
    found = ((field.name.lower(), result.error_field(field)) for field in pq.DiagnosticField)
    return {name: value.decode("utf-8", "replace") for name, value in found if value is not None}


def statement_error(
    result: PGresult, *, statement: str = "", why: str | None = None, hint: str | None = None
) -> StatementError:
    """A failed result as the error that a person reads: libpq's text, byte for byte.

    `statement` is the text that was sent, which the error's position counts in.
    """
    text = (result.error_message or b"").decode("utf-8", "replace")
    return StatementError(text, error_fields(result), statement=statement, why=why, hint=hint)


def message_of(result: PGresult, statement: str = "") -> Message:
    """An error's or notice's result as a message, to be told with any verbosity."""
    return Message(error_fields(result), statement, (result.error_message or b"").decode("utf-8", "replace"))


def placed_error(answer: Answer, step: Step) -> StatementError:
    """A step's error, its position told in the text that the person sent."""
    error = statement_error(final(answer), statement=step.whole)
    if not (step.starts or step.mark) or "statement_position" not in error.fields:
        return error
    placed = placed_message(error.message, step)
    if step.mark:  # of a quote that is not closed, the server repeats all that is behind it
        primary = placed.fields.get("message_primary", "").replace(step.mark, "")
        placed = replace(placed, fields={**placed.fields, "message_primary": primary})
    return StatementError(placed.told(), placed.fields, statement=step.whole)


def placed_message(message: Message, step: Step) -> Message:
    """A step's notice, its position told in the text that the person sent."""
    if not step.whole or "statement_position" not in message.fields:
        return message
    position = str(min(int(message.fields["statement_position"]) + step.starts, len(step.whole) + 1))
    return replace(message, fields={**message.fields, "statement_position": position}, statement=step.whole)


def columns_of(result: PGresult, type_names: Callable[[int, int], str]) -> tuple[Column, ...]:
    """The columns of a result; their types' names are found when somebody asks."""
    return tuple(
        Column((result.fname(i) or b"").decode("utf-8", "replace"), result.ftype(i), result.fmod(i), type_names)
        for i in range(result.nfields)
    )


class TypeNames:
    """PostgreSQL's names of types: built-in ones from psycopg's registry, others asked for once."""

    def __init__(self, connection: psycopg.Connection[Any], ask: Callable[[int, int], str]) -> None:
        self._registry = connection.adapters.types
        self._ask = ask
        self._known: dict[tuple[int, int], str] = {}

    def __call__(self, oid: int, modifier: int) -> str:
        """The name of a type, e.g. `character varying(255)`."""
        key = (oid, modifier)
        if key not in self._known:
            self._known[key] = (self._registered(oid) if modifier == -1 else None) or self._ask(oid, modifier)
        return self._known[key]

    def _registered(self, oid: int) -> str | None:
        info = self._registry.get(oid)  # it has arrays under their element's entry
        if info is None:
            return None
        return info.regtype if info.oid == oid else f"{info.regtype}[]"
