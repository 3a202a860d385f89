"""Keys as data: one row for each, with what programs and DataFrames go on from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tenantsh.commands.documents.terms import example
from tenantsh.model.result import Column, Result, Table, as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.survey.field import Field, Shares
    from tenantsh.db.survey.survey import Survey
    from tenantsh.model.result import TextBatch

_BOOL, _INT, _TEXT, _FLOAT, _JSONB = 16, 20, 25, 701, 3802

COLUMNS = (
    Column("path", _TEXT),
    Column("depth", _INT),
    Column("rows", _INT),
    Column("share", _FLOAT),
    Column("types", _JSONB),
    Column("form", _TEXT),
    Column("distinct", _INT),
    Column("top", _JSONB),
    Column("least", _TEXT),
    Column("median", _TEXT),
    Column("most", _TEXT),
    Column("elements", _JSONB),
    Column("shortest", _INT),
    Column("longest", _INT),
    Column("drift", _TEXT),
    Column("notes", _TEXT),
    Column("column", _TEXT),
    Column("filter", _TEXT),
)


class Documents(Table):
    """Cells of which some are documents: objects to Python, and JSON as text."""

    def text(self) -> Iterator[TextBatch]:
        """One batch, each value as psql would print it."""
        for rows in self.values():
            yield [tuple([_text(cell) for cell in row]) for row in rows]


def table(found: Survey, **about: Any) -> Result:
    """The keys that were met, each above those below it."""
    return Result(columns=COLUMNS, cells=Documents(_row(found.column, field) for field in found.all()), **about)


def _row(column: str, field: Field) -> tuple[object, ...]:
    between, lengths = field.range, field.lengths
    return (
        field.spelled,
        len(field.path),
        field.rows,
        round(field.share, 4),
        _shares(field.types),
        field.form or None,
        field.distinct,
        {_plain(written): round(share, 4) for written, share in field.top} or None,
        between and between.least,
        between and between.median,
        between and between.most,
        _shares(field.elements) or None,
        lengths and lengths.least,
        lengths and lengths.most,
        ", ".join(drift.kind for drift in field.drifts) or None,
        "; ".join(drift.text + (f" → {drift.term}" if drift.term else "") for drift in field.drifts) or None,
        column,
        example(field),
    )


def _shares(shares: Shares) -> dict[str, float]:
    return {name: round(share, 4) for name, share in shares}


def _plain(written: str) -> str:
    return json.loads(written) if written.startswith('"') else written


def _text(cell: object) -> str | None:
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict) else as_text(cell)
