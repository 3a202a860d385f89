"""What is said of a comparison as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.compare.comparison import Comparison
    from tenantsh.model.result import Column


def summary(found: Comparison) -> Iterator[tuple[str, str]]:
    """The facts, each under its name."""
    yield "rows", _rows(found)
    yield "told apart by", _key(found)
    if found.own:
        listed = ", ".join(visible(found.names[at]) for at in sorted(found.own))
        yield "not compared", f"{listed}, which says whose a row is"
    yield "columns", _columns(found)
    yield "plans", _plans(found)
    if hint := _hint(found):
        yield "hint", hint
    for masked in found.masked:
        yield "masked", f"{masked.removeprefix('masked: ')}; compared as they are shown"


def _rows(found: Comparison) -> str:
    count = f"{found.lengths[0]:,} in {found.here}, {found.lengths[1]:,} in {found.there}"
    if found.rows is None:
        return f"{count}; not compared: the answers have other columns"
    tally = found.rows.tally
    if not tally.differences:
        return f"{count}: the same"
    return (
        f"{count}: {tally.same:,} the same, {tally.changed:,} changed, {tally.only_here:,} only in {found.here}, "
        f"{tally.only_there:,} only in {found.there}"
    )


def _key(found: Comparison) -> str:
    if found.key.places is None:
        return f"all of their columns, as {found.key.why} (--on COLUMN,… says one)"
    if not found.key.places:
        return found.key.why
    return f"{', '.join(visible(found.names[at]) for at in found.key.places)}, {found.key.why}"


def _columns(found: Comparison) -> str:
    if found.same_columns:
        return f"the same {len(found.columns)}" if len(found.columns) != 1 else "the same one"
    return f"{_listed(found.columns)} in {found.here}; {_listed(found.other_columns)} in {found.there}"


def _listed(columns: Sequence[Column]) -> str:
    return ", ".join(f"{visible(column.name)} {column.type_name}" for column in columns) or "none"


def _plans(found: Comparison) -> str:
    if not found.steps[0]:
        return "not known"
    if not found.plan:
        return f"the same {len(found.steps[0])} steps" if len(found.steps[0]) > 1 else "the same step"
    mine, other = (sum(line.startswith(sign) for line in found.plan) for sign in "-+")
    return f"they differ: {mine} steps only in {found.here}, {other} only in {found.there}"


def _hint(found: Comparison) -> str | None:
    """What helps where nothing of one answer has its like in the other."""
    if found.rows is None or not all(found.lengths) or not found.key.places:
        return None
    tally = found.rows.tally
    if tally.same or tally.changed:
        return None
    return "no key of one is in the other: --on COLUMN,… tells rows apart by others, and those selected are compared"
