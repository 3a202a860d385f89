r"""A survey of JSON columns: rows are drawn, their documents walked, and what was met is counted. `\keys` shows it."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from tenantsh.db.masking.hidden import refuse_masked
from tenantsh.db.survey.ages import Ages
from tenantsh.db.survey.counting import Counting
from tenantsh.db.survey.questions import ABSENT, TOO_LARGE, documents_in
from tenantsh.db.survey.sampling import MUCH, SOME, sample
from tenantsh.db.survey.walking import Walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.survey.field import Field, Shares
    from tenantsh.db.survey.sampling import Effort, Sample

_AT_LEAST = 256 * 1024
"""Characters of documents that are read however long it takes."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a column's documents have in them."""

    column: str
    sample: Sample
    rows: int
    """How many of the sample's were read in the time."""
    absent: int
    """Rows that have no document."""
    large: int
    """Documents that are too large to be read: known by the first level of some."""
    kinds: Shares
    """JSON's types of the documents, and the part that each has."""
    fields: tuple[Field, ...]
    endless: bool = False
    """Whether there are more keys, too many to be counted."""
    ages: Ages = field(default_factory=Ages, repr=False)

    def all(self) -> Iterator[Field]:
        """All keys, in the order in which they are shown."""
        for each in self.fields:
            yield from each.all()


def survey(session: Asking, relation: int, columns: Sequence[str], *, much: bool = False) -> list[Survey]:
    """What the documents of some columns of a relation have in them, as this session's tenant sees them.

    The person's open transaction stays as it was. Nothing of it is kept. Raises TenantshError, StatementError, and
    Refused for a column that is masked.
    """
    refuse_masked(session, relation, columns)
    effort = MUCH if much else SOME
    drawn = sample(session, relation, columns, effort)
    with _uncollected():
        return [_read(drawn, column, at, effort) for at, column in enumerate(columns)]


def _read(drawn: Sample, column: str, at: int, effort: Effort) -> Survey:
    walk, absent, large = Walk(), 0, []
    ages = [row.age for row in drawn.rows]
    read, letters, ends = 0, 0, monotonic() + effort.walking
    for row, documents in enumerate(map(documents_in, drawn.rows)):
        document = documents[at]
        if document == ABSENT:
            absent += 1
        elif document == TOO_LARGE:
            large.append(row)
        else:
            walk.document(document, row)
        read += 1
        letters += len(document)
        if letters > _AT_LEAST and monotonic() > ends:
            break
    for row, outline in zip(large, drawn.outlines[at], strict=False):  # not the same rows, but rows of the same kind
        walk.document(outline.documents, row)
        ages[row] = outline.age
    unread = max(0, len(large) - len(drawn.outlines[at]))
    counting = Counting(
        rows=max(1, read - unread),
        ages=Ages(drawn.source.age or "", drawn.source.times, ages if drawn.source.age else ()),
    )
    fields = counting.fields(walk.top, range(read))
    every = max(1, walk.kinds.total())
    kinds = tuple((kind, count / every) for kind, count in walk.kinds.most_common())
    return Survey(column, drawn, read, absent, len(large), kinds, fields, bool(walk.top.beyond), counting.ages)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make very many objects that stay for a moment: looking for garbage among them takes a third of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
