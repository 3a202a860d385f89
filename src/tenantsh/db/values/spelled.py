"""Values of parameters as they can be read, kept and sent again: a text each, and the name of its type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.adapt import PyFormat, Transformer

from tenantsh.db.values.typed import typed
from tenantsh.model.case import Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

_UNTYPED = 0
"""The server finds the type out by where the parameter stands."""


def spelled(connection: psycopg.Connection[Any], values: Sequence[Any]) -> tuple[Parameter, ...]:
    """What `params.bound` sends for these values, as texts; texts are what they are, and have no type."""
    if all(value is None or isinstance(value, str) for value in values):
        return tuple(Parameter(value) for value in values)
    transformer = Transformer(None if connection.closed else connection)  # one that is lost has no encoding
    dumped = transformer.dump_sequence([typed(value) for value in values], [PyFormat.TEXT] * len(values))
    types = transformer.types or ()
    return tuple(
        Parameter(None if text is None else bytes(text).decode("utf-8", "surrogateescape"), _name(connection, oid))
        for text, oid in zip(dumped, types, strict=True)
    )


def _name(connection: psycopg.Connection[Any], oid: int) -> str:
    """A type's name; empty for one that psycopg does not know, and where there is none."""
    known = None if oid == _UNTYPED else connection.adapters.types.get(oid)
    if known is None:
        return ""
    return f"{known.regtype}[]" if oid == known.array_oid else known.regtype
