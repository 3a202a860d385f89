"""Functions that the role may call, and types."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenantsh.db.query import Query
from tenantsh.model.catalog import SYSTEM, Column, Function, Type

_INTERNAL_TYPES = re.compile(
    r"\b(?:internal|cstring|trigger|event_trigger|(?:language|fdw|index_am|table_am|tsm)_handler)\b"
)
_SUPPORT = re.compile(
    r"""implementation\ of\ .*\ operator | .*\b(?:transition|final|combine|(?:de)?serial)\ function
    | I/O.* | .*\b(?:support|selectivity)\b.* | internal\ .* | less-equal-greater.* | hash(?:\ a\ .*)?
    | (?:larger|smaller)\ of\ two | (?:in|de)crement.* | equal\ image | add/update\ ACL\ item | remove\ ACL\ item""",
    re.VERBOSE,
)
"""How PostgreSQL describes what backs operators, aggregates and indexes; what is for people is told otherwise."""
_CALLED = frozenset({"hashtext", "hashtextextended", "starts_with"})
"""Those of them that people call all the same: locks and shards are chosen by hashes."""


@dataclass(frozen=True, slots=True)
class Callable:
    """A function."""

    schema: str
    name: str
    kind: str
    arguments: str
    result: str
    many: bool
    columns: list[str] | None
    operates: bool
    """Whether it is what an operator of an extension's does."""
    comment: str


@dataclass(frozen=True, slots=True)
class Usable:
    """A type."""

    schema: str
    name: str
    oid: int
    kind: str
    labels: list[str]
    fields: list[str]
    field_types: list[str]
    element: int
    spelled: str
    comment: str


FUNCTIONS = Query("catalog/functions", Callable)
TYPES = Query("catalog/types", Usable)


def function(row: Callable) -> Function:
    """A row as a function."""
    return Function(
        row.schema,
        row.name,
        row.kind,
        row.arguments,
        row.result,
        many=row.many,
        columns=tuple(row.columns or ()),
        internal=_internal(row),
        comment=row.comment,
    )


def type_(row: Usable) -> Type:
    """A row as a type."""
    spelled = "" if row.spelled == row.name else row.spelled
    fields = tuple(map(Column, row.fields, row.field_types))
    return Type(row.schema, row.name, row.oid, row.kind, tuple(row.labels), row.element, spelled, row.comment, fields)


def _internal(row: Callable) -> bool:
    if row.operates or _INTERNAL_TYPES.search(row.result) or _INTERNAL_TYPES.search(row.arguments):
        return True
    if row.schema not in SYSTEM or row.kind != "f" or row.name in _CALLED:
        return False
    return _SUPPORT.fullmatch(row.comment) is not None
