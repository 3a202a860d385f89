"""libpq's results as our values: errors with their fields, notices, columns, type names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import pq

from tenantsh.model.errors import StatementError
from tenantsh.model.message import Message
from tenantsh.model.result import Column

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg.pq.abc import PGresult


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


def notice_text(result: PGresult) -> str:
    """A notice as psql prints it: severity, message, DETAIL, HINT, CONTEXT."""
    return (result.error_message or b"").decode("utf-8", "replace").rstrip("\n")


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
