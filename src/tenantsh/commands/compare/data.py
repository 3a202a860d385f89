"""A comparison for programs: one row for each difference, found anew whenever it is read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tenantsh.commands.compare.words import summary
from tenantsh.commands.each.told import as_one
from tenantsh.model.result import Column, Result, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.compare.comparison import Comparison
    from tenantsh.commands.compare.rows import Differing
    from tenantsh.model.result import Row, TextBatch, TextRow

_BOOL, _TEXT, _JSONB = 16, 25, 3802
_THEMSELVES = frozenset({_BOOL, 20, 21, 23, 26, 114, _JSONB})
_AT_A_TIME = 500

COLUMNS = (
    Column("difference", _TEXT),
    Column("key", _JSONB),
    Column("columns", _TEXT),
    Column("here", _JSONB),
    Column("there", _JSONB),
)


class Differences:
    """The differences as cells."""

    def __init__(self, found: Comparison) -> None:
        self._found = found
        self._names = _once_each(found.names)

    def __len__(self) -> int:
        return self._found.rows.tally.differences if self._found.rows is not None else 0

    def text(self) -> Iterator[TextBatch]:
        """The rows as text: objects are JSON."""
        for batch in self.values():
            yield [tuple([cell if isinstance(cell, str | None) else _json(cell) for cell in row]) for row in batch]

    def values(self) -> Iterator[list[Row]]:
        """The rows: objects are dicts."""
        batch: list[Row] = []
        for each in self._found.rows.differences() if self._found.rows is not None else ():
            batch.append(self._row(each))
            if len(batch) == _AT_A_TIME:
                yield batch
                batch = []
        if batch:
            yield batch

    def _row(self, each: Differing) -> Row:
        assert self._found.rows is not None
        changed = self._found.rows.changed(each)
        places = changed or range(len(self._names))
        key = self._found.key.places
        told = self._object(key, dict(zip(key, each.key, strict=True))) if key else None
        return (
            "only there" if each.here is None else "only here" if each.there is None else "changed",
            told,
            ", ".join(self._names[at] for at in changed) or None,
            self._object(places, each.here),
            self._object(places, each.there),
        )

    def _object(self, places: Sequence[int], row: TextRow | dict[int, str | None] | None) -> dict[str, Any] | None:
        columns = self._found.columns
        return None if row is None else {self._names[at]: _value(row[at], columns[at].type_oid) for at in places}


def _once_each(names: Sequence[str]) -> list[str]:
    """Names of which none comes twice: an object has one value for each."""
    return [f"{name}_{at + 1}" if names.index(name) != at else name for at, name in enumerate(names)]


def _value(text: str | None, oid: int) -> Any:
    """A cell in JSON: numbers that JSON keeps exactly, truth and documents are themselves, and all else is text."""
    if text is None or oid not in _THEMSELVES:
        return text
    try:
        return json.loads({"t": "true", "f": "false"}.get(text, text) if oid == _BOOL else text)
    except (ValueError, RecursionError):  # it is masked; or has more in each other than Python takes
        return text


def _json(cell: object) -> str:
    return json.dumps(cell, ensure_ascii=False)


def result(found: Comparison) -> Result:
    """The differences, and beside them what is said of the answers as a whole."""
    told = Result(columns=(Column("About"), Column("What")), cells=Table(summary(found)), title="Summary")
    plan = Result(columns=(Column("Step"),), cells=Table([(line,) for line in found.plan]), title="Plans")
    return Result(
        columns=COLUMNS,
        cells=Differences(found),
        title=f"Differences between {found.here} and {found.there}",
        parts=(told, plan) if found.plan else (told,),
        tenant=as_one([found.here, found.there]),
    )
