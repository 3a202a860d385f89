r"""`\keys`: which keys the documents of this organization have, and what their values are like."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.documents.keys_footers import footers
from tenantsh.commands.documents.keys_seen import drawn
from tenantsh.commands.documents.keys_table import table
from tenantsh.commands.groups import Group
from tenantsh.commands.registry import Reads, command
from tenantsh.db.jsonb.table import find
from tenantsh.db.masking.hidden import hidden
from tenantsh.db.survey.readable import ALL, READABLE
from tenantsh.db.survey.survey import survey
from tenantsh.lang.target import split_target
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.context import Context
    from tenantsh.db.jsonb.table import JsonTable
    from tenantsh.db.survey.readable import Readable
    from tenantsh.db.survey.sampling import Sample
    from tenantsh.db.survey.survey import Survey
    from tenantsh.model.result import Result


@command(
    r"\keys",
    "TABLE[.COLUMN]",
    group=Group.DOCUMENTS,
    modifiers="+",
    reads=Reads.LINE,
    examples=[r"\keys resource_metadata", r"\keys+ events.payload"],
)
def keys(ctx: Context, line: kinds.JsonColumn, modifiers: str = "") -> Iterator[Result]:
    r"""List the keys of JSON documents: their types, how many rows have them, what their values are like.

    It reads a sample of this organization's rows in a bounded time, each row with the same chance, and with `+` all of
    them or very many. Keys are written as \filter takes them; beneath stands what would have a filter miss rows, such
    as types that differ. csv, json and notebooks get a row for each key instead of the drawing, with its path, shares,
    range, frequent values, and a filter. Columns that are masked are not read.
    """
    names, rest = split_target(line)
    if rest:
        raise UsageError(rf"\keys takes one table or column, and here is more: {rest}", hint=r"\filter takes terms")
    found, column = find(ctx.session, names)
    columns = [each.name for each in found.columns if column is None or each is column]
    if column is None:  # one that is named is refused in words
        masked = hidden(ctx.session, found.oid)
        columns = [name for name in columns if name not in masked] or columns
    much = "+" in modifiers
    for each in survey(ctx.session, found.oid, columns, much=much):
        yield _shown(found, each, ALL if much else READABLE, words=not ctx.options.drawn)


def _shown(of: JsonTable, found: Survey, readable: Readable, *, words: bool) -> Result:
    title = f"Keys of {of.spelled}.{found.column}"
    beneath = tuple(footers(found, readable))
    seen = partial(drawn, found, readable=readable, title=title, footers=beneath, words=words)
    return table(found, title=title, footers=beneath, seen=seen, notes=tuple(_notes(found.sample)))


def _notes(sample: Sample) -> Iterator[str]:
    source = sample.source
    if source.secured or sample.org is None:
        return
    if source.owners:
        yield f"row security is off for {source.name}: rows were chosen by {source.owners}"
    else:
        yield f"nothing keeps {source.name} to this organization: its rows may be of several"
