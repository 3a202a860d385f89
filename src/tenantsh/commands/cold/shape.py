"""The columns of several months together, and how they differ from each other and from the table as it is now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from tenantsh.cold.columns import ColdColumn
from tenantsh.model.result import TEXT_OID, Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.cold.manifest import Manifest
    from tenantsh.commands.cold.tables import Found

Known = Mapping[str, int | None]
"""The OIDs of types by their names; None for those that the server does not know any more."""

_NUMERIC = re.compile(r"numeric\((\d+),(-?\d+)\)")


def together(manifests: Sequence[Manifest], hidden: Iterable[str] = ()) -> tuple[ColdColumn, ...]:
    """The columns of the newest month, then those that only older ones had.

    One whose type is not the same in all of them is text, which all of them are.
    """
    hidden = set(hidden)
    types: dict[str, list[str]] = {}
    for manifest in reversed(manifests):
        for column in manifest.columns:
            if column.name not in hidden:
                types.setdefault(column.name, []).append(column.type)
    return tuple(ColdColumn(name, had[0] if len(set(had)) == 1 else "text") for name, had in types.items())


def of_table(found: Found) -> tuple[ColdColumn, ...]:
    """The columns of a table as it is now, for an answer without rows."""
    return tuple(ColdColumn(column.column, column.type) for column in found.present if column.readable)


def of_month(manifest: Manifest, columns: Sequence[ColdColumn], known: Known) -> list[ColdColumn]:
    """The same columns with the types that they had in a month."""
    had = {column.name: column for column in manifest.columns}
    return castable([had.get(column.name, column) for column in columns], known)


def castable(columns: Sequence[ColdColumn], known: Known) -> list[ColdColumn]:
    """The same columns, text where the server does not know their types any more."""
    return [column if known.get(column.type) else ColdColumn(column.name, "text") for column in columns]


def types_of(manifests: Sequence[Manifest], columns: Sequence[ColdColumn]) -> list[str]:
    """The types of columns together and of each month's."""
    every = [*columns, *(column for manifest in manifests for column in manifest.columns)]
    return sorted({column.type for column in every})


def result_columns(columns: Sequence[ColdColumn], known: Known) -> tuple[Column, ...]:
    """The columns of a result; a type that the server does not know any more is text by another name."""
    return tuple(
        Column(column.name, known.get(column.type) or TEXT_OID, _modifier(column.type), Named(column.type))
        for column in columns
    )


class Named:
    """Names a column's type as it was named when it was archived."""

    def __init__(self, type_name: str) -> None:
        self._name = type_name

    def __call__(self, _oid: int, _modifier: int) -> str:
        """The name, whatever is asked for."""
        return self._name


def _modifier(type_name: str) -> int:
    """What PostgreSQL keeps of `numeric(10,2)` beside its OID; -1 for other types."""
    found = _NUMERIC.fullmatch(type_name)
    return (int(found[1]) << 16 | int(found[2]) & 0x7FF) + 4 if found else -1


def differences(manifests: Sequence[Manifest], found: Found, oids: Sequence[Column]) -> list[str]:
    """What is not as it was: for the person, a line each."""
    told = list(_between(manifests))
    if not found.present:
        return [*told, f"{found.table} is not on the server any more"]
    now = {column.column: column for column in found.present}
    then = {column.name: column for column in oids}
    told += [f"{name} is not in {found.table.name} any more" for name in then if name not in now]
    told += [
        f"{name} has come to {found.table.name} since"
        for name, column in now.items()
        if name not in then and column.readable
    ]
    told += [
        f"{name} was {column.type_name}, and is {now[name].type} now"
        for name, column in then.items()
        if name in now and not _same(column, now[name].type_oid, now[name].type)
    ]
    if found.forbidden:
        told.append(f"left out: {', '.join(sorted(found.forbidden))}, which this role may not read")
    return told


def strangers(manifests: Sequence[Manifest], database: str | None) -> list[str]:
    """A warning where months were archived from another database than this one."""
    others = " and ".join(sorted({manifest.server for manifest in manifests} - {database, ""}))
    if database is None or not others:
        return []
    meant = "unless it is the same one, upgraded or restored, this organization may be another one there"
    return [f"archived from {others}, and this is {database}: {meant}"]


def _between(manifests: Sequence[Manifest]) -> Iterable[str]:
    for before, after in pairwise(manifests):
        was = {column.name: column.type for column in before.columns}
        becomes = {column.name: column.type for column in after.columns}
        month = f"{after.month:%Y-%m}"
        yield from (f"{name} is there since {month}" for name in becomes if name not in was)
        yield from (f"{name} ends before {month}" for name in was if name not in becomes)
        yield from (
            f"{name} was {was[name]}, and {becomes[name]} from {month} on: text here"
            for name in becomes
            if name in was and was[name] != becomes[name]
        )


def _same(column: Column, oid: int, type_name: str) -> bool:
    """Whether an archived type is the present one: by its OID, and by what stands in parentheses behind its name."""
    return column.type_oid == oid and _detail(column.type_name) == _detail(type_name)


def _detail(type_name: str) -> str:
    found = re.search(r"\(.*\)", type_name)
    return found[0] if found else ""
