"""A sequence has no columns to describe but a way of counting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.commands.describe.section import Section, table_of
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.commands.describe.relation import Look
    from tenantsh.model.result import Result


@dataclass(frozen=True, slots=True)
class Counting:
    """How a sequence counts."""

    relation: int
    type: str
    start: int
    minimum: int
    maximum: int
    increment: int
    cycles: str = field(metadata={"heading": "Cycles?"})
    """`yes` or `no`."""
    cache: int


class SequenceOwner(NamedTuple):
    """The column that a sequence serves."""

    relation: int
    column: str
    """Quoted and qualified, as SQL needs it."""
    dependency: str
    """`a` for serial columns, `i` for identity columns."""


def _owner(_: Look, rows: Sequence[SequenceOwner]) -> Iterable[str]:
    if len(rows) == 1:  # psql says nothing rather than choose
        words = {"a": "Owned by", "i": "Sequence for identity column"}[rows[0].dependency]
        yield f"{words}: {rows[0].column}"


def table(rows: Sequence[Counting]) -> Result:
    r"""The table of a sequence's description; the only one that `\x` turns into records."""
    return table_of(COUNTING.query, rows)


COUNTING = Section(Query("describe/sequence", Counting), lambda look: look.at("S"))
OWNER = Section(Query("describe/sequence_owner", SequenceOwner), lambda look: look.at("S"), _owner, "Owner")
