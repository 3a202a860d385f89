"""What stands beneath keys: how the sample was drawn, and what has filters miss rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.documents.keys_seen import ARROW
from tenantsh.db.survey.drift import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.survey.field import Field
    from tenantsh.db.survey.readable import Readable
    from tenantsh.db.survey.survey import Survey

_MOST = 12
"""Lines about single keys that are shown."""
_TOGETHER = {"rare": "rare", "quotes": "needs quotes"}
"""Kinds of drift that are told in one line for all keys, and how it begins."""


def footers(found: Survey, readable: Readable) -> Iterator[str]:
    """How the sample was drawn first, then what differs from row to row."""
    if not found.fields and found.absent >= found.rows:
        yield "(no documents)" if not found.rows else f"(no documents: {found.column} is NULL in {_how(found)})"
        return
    more = "" if readable.rare or found.sample.whole else r"; \keys+ reads more"
    yield f"({_how(found)}{more})"
    yield from _documents(found)
    every = list(_shown(found.fields, readable))
    single = [drift for field in every for drift in field.drifts if drift.kind not in _TOGETHER]
    yield from (f"! {drift.text}" + (f"{ARROW}{drift.term}" if drift.term else "") for drift in single[:_MOST])
    if len(single) > _MOST:
        yield f"! … and {len(single) - _MOST} more, which csv has"
    for kind, words in _TOGETHER.items():
        if some := _some(every, kind):
            yield f"! {words}: {some}"


def _shown(fields: Sequence[Field], readable: Readable) -> Iterator[Field]:
    for field in readable.shown(fields):
        yield field
        yield from _shown(field.below, readable)


def _how(found: Survey) -> str:
    sample, rows = found.sample, f"{found.rows:,} row{'' if found.rows == 1 else 's'}"
    if sample.whole and found.rows == len(sample.rows):
        return f"all {rows}"
    if sample.of is not None:
        return f"sample of {found.rows:,} of {sample.of:,} rows, drawn by lot"
    if sample.first:
        return f"the first {rows} that came: there was no time to draw them by lot"
    lot = "of pages drawn by lot" if sample.pages < 100 else "drawn by lot"
    return f"sample of {rows} {lot}: there are too many to be counted"


def _documents(found: Survey) -> Iterator[str]:
    if found.absent:
        yield f"! {percent(found.absent / found.rows)} of the rows have no document"
    others = [(kind, share) for kind, share in found.kinds if kind != "object"]
    if others:
        words = ", ".join(f"{kind} {percent(share)}" for kind, share in others)
        yield f"! documents that are no objects have no keys: {words}"
    if found.large:
        yield f"! {found.large:,} documents are large: of some of them the first level is known"


def _some(every: Sequence[Field], kind: str) -> str:
    """The keys of one kind of drift, with their shares where that is what is told; not those below one of them."""
    found: dict[tuple[str, ...], str] = {}
    for field in every:
        above = any(field.path[:depth] in found for depth in range(1, len(field.path)))
        if not above and any(drift.kind == kind for drift in field.drifts):
            found[field.path] = f"{field.spelled} {percent(field.share)}" if kind == "rare" else field.spelled
    words = list(found.values())
    return ", ".join(words[:_MOST]) + (", …" if len(words) > _MOST else "")
