"""Why a query reads more partitions than it has to, as far as its conditions tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.pruning.comparing import Comparison, comparisons
from tenantsh.db.pruning.found import Advice
from tenantsh.db.pruning.naming import SHORT, Columns
from tenantsh.db.pruning.rewriting import Written, rewrite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.pruning.found import Reading
    from tenantsh.db.pruning.leaves import Known
    from tenantsh.db.pruning.statement import Statement


def advice(session: Asking, statement: Statement, facts: Known, readings: Sequence[Reading]) -> list[Advice]:
    """What there is to say of the tables of which more than one partition is read."""
    if not facts.pruning:
        return [_switched_off(reading) for reading in _once(readings)]
    columns = Columns(facts.columns)
    found = [made for each in statement.predicates for made in comparisons(each, columns)]
    given: list[Advice] = []
    for reading in _once(readings):
        kind = SHORT.get(reading.leaves[0].type or "")
        own = [one for one in found if one.column == reading.column and one.key.type == kind]
        given += _of_table(session, statement, facts, reading, own)
    return given


def _once(readings: Sequence[Reading]) -> list[Reading]:
    """The tables of which more than one partition is read, each once."""
    return list({reading.root: reading for reading in readings if len(reading.scanned) > 1}.values())


def _of_table(
    session: Asking, statement: Statement, facts: Known, reading: Reading, own: Sequence[Comparison]
) -> list[Advice]:
    if reading.column is None and reading.waits:
        words = f"it is partitioned by {reading.leaves[0].key}, and what that is compared with"
        return [_bare(reading, f"{words} is known only while the query runs")]
    if reading.column is None:
        return [_bare(reading, f"it is partitioned by {reading.leaves[0].key}, and the conditions do not narrow that")]
    if not own:
        return [
            _bare(reading, f"no condition of the query is on {reading.column}, which {reading.table} is partitioned by")
        ]
    hidden = [one for one in own if one.key.said or one.limit is not None]
    written = rewrite(session, hidden, statement.text, timezone=facts.timezone, datestyle=facts.datestyle)
    instead = {id(one): words for one, words in zip(hidden, written, strict=True)}
    nothing = Written(None, never=False)
    told = [one for one in own if _why(one, waits=reading.waits)]
    return [_advice(statement, reading, one, instead.get(id(one), nothing)) for one in told]


def _advice(statement: Statement, reading: Reading, one: Comparison, written: Written) -> Advice:
    text, span = statement.text, statement.text.span(one.predicate.node)
    instead = edit = written.instead
    why = _why(one, waits=reading.waits) or ""
    if written.never:
        why += f"; besides, no row fulfils it: no {one.key.unit} begins there"
    if edit is not None and one.predicate.joined != "and" and " AND " in edit:
        edit = f"({edit})"
    return Advice(
        root=reading.root,
        table=reading.table,
        condition=text.of(span) if span is not None else None,
        position=text.character(span) if span is not None else None,
        why=why,
        instead=instead if span is not None else None,
        span=span,
        edit=edit,
    )


def _why(one: Comparison, *, waits: bool) -> str | None:
    """What keeps a condition from leaving out partitions; None where nothing is seen."""
    column = one.column
    known = {value.known for value in one.values}
    if one.operator.startswith("age"):
        return f"{column} is taken from something: partitions are left out by what is said of the bare column"
    if one.key.said:
        return f"{one.key.said} hides {column}: partitions are left out by what is said of the bare column"
    if "volatile" in known:
        called = next(value.called for value in one.values if value.called)
        return (
            f"{called}() is another value for each row, so that no partition can be left out before; "
            "now() is one value, the time at which the transaction began: not the same, but often what is meant"
        )
    if one.predicate.widened and one.predicate.joined == "or":
        return f"OR: what satisfies the other side may be in any partition, whatever its {column} is"
    if one.predicate.widened or one.operator == "<>":
        return f"it says what {column} is not, which leaves rows in every partition"
    if "running" in known:
        return (
            f"what {column} is compared with is known only while the query runs"
            if waits
            else (f"what {column} is compared with comes from a subquery for each row")
        )
    if "row" in known:
        return (
            f"what {column} is compared with comes from other rows; a range of its own beside it leaves out partitions"
        )
    if not one.operator and one.predicate.joined == "and":
        return f"it names {column} without a range of it"
    return None


def _switched_off(reading: Reading) -> Advice:
    return Advice(
        reading.root,
        reading.table,
        None,
        None,
        "enable_partition_pruning is off in this session, so no partition is left out",
        "SET enable_partition_pruning = on",
    )


def _bare(reading: Reading, why: str) -> Advice:
    return Advice(reading.root, reading.table, None, None, why)
