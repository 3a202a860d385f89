"""What a query reads of shards: as data, and for people's eyes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.commands.headings import NUMBER, Heading, tabulate
from tenantsh.model.result import Result
from tenantsh.model.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.route import Found, Looked, Touched

TITLE = "Shards that the query reads"
_INDENT = " " * 4
_MOST = 12
"""Rows that people read one by one; more are summed up."""


@dataclass(frozen=True, slots=True)
class Read:
    """One shard on one node."""

    table: str
    kind: str
    """`distributed`, `reference`, `schema` or `local`."""
    shard: int
    node: str
    shards: int = field(metadata={"heading": "Shards of the table"})


@dataclass(frozen=True, slots=True)
class Addition:
    """What sends the query to fewer shards, for the same rows."""

    condition: str
    query: str = field(metadata={"heading": "Whole query"})
    """All of the query, with the conditions in it."""
    tasks: int
    """How many pieces are sent to nodes then."""


def result(found: Found) -> Result:
    """The shards as data, what to add beside them, and both for people's eyes."""
    looked = found.before or found.after
    touched = looked.touched if looked is not None else ()
    rows = [
        Read(each.shard.table, each.shard.manner, each.shard.shard, each.node, each.shard.shards) for each in touched
    ]
    parts: tuple[Result, ...] = ()
    if found.after is not None:
        added = [Addition(each, found.routed.text, found.after.tasks) for each in found.routed.added]
        parts = (Result.of(Addition, added, title="Conditions to add"),)
    footers = tuple(_footers(found))
    seen = _page(touched, footers)
    return Result.of(Read, rows, title=TITLE, parts=parts, footers=footers, seen=seen)


def _page(touched: tuple[Touched, ...], footers: tuple[str, ...]) -> Result:
    if len(touched) <= _MOST:
        one: list[Heading[Touched]] = [
            Heading("Table", lambda each: each.shard.table),
            Heading("Shard", lambda each: each.shard.shard, NUMBER),
            Heading("Node", lambda each: each.node),
        ]
        columns, cells = tabulate(one, touched, absent="")
        return Result(columns=columns, cells=cells, title=TITLE, footers=footers)
    together = Counter((each.shard.table, each.shard.shards, each.node) for each in touched)
    many: list[Heading[tuple[tuple[str, int, str], int]]] = [
        Heading("Table", lambda each: each[0][0]),
        Heading("Shards", lambda each: f"{each[1]:,} of {each[0][1]:,}", NUMBER),
        Heading("Node", lambda each: each[0][2]),
    ]
    columns, cells = tabulate(many, together.items(), absent="")
    return Result(columns=columns, cells=cells, title=TITLE, footers=footers)


def _footers(found: Found) -> Iterator[str]:
    if found.refused is not None:
        yield f"As it stands the server makes no plan of it: {found.refused.sqlstate} {_line(found.refused.primary)}"
    elif found.before is not None:
        yield from _read(found.before)
    for reason in found.routed.left:
        yield f"Not added: {reason}."
    if found.after is not None:
        if found.before is not None:
            yield "Row security chooses rows and no shard: what it asks is looked at on each node."
        for each in found.routed.added:
            yield f"{_INDENT}add: {_line(each)}"
        yield f"So written, {_sentence(found.after)}"


def _read(looked: Looked) -> Iterator[str]:
    if looked.repartitions:
        yield f"Rows are sent between nodes first, {counted(looked.tasks, 'task')} then: which shards, no plan says."
    elif looked.tasks == 0:
        yield "It reads no shard: everything in it is on this server alone, or nothing can be found."
    else:
        yield _capital(_sentence(looked))
    if not looked.whole:
        yield "To look at each would have taken more than ten seconds: one task is shown, and stands for the others."
    if looked.silent:
        yield f"No plan came from {', '.join(looked.silent)}: the query itself would not reach it either."


def _sentence(looked: Looked) -> str:
    tasks = counted(looked.tasks, "task")
    if not looked.touched:
        return f"it is {tasks}"
    tables = {each.shard.full_name: each.shard for each in looked.touched}
    numbers = Counter(name for name, _ in {(each.shard.full_name, each.shard.shard) for each in looked.touched})
    told = [f"{numbers[name]:,} of {counted(shard.shards, 'shard')} of {shard.table}" for name, shard in tables.items()]
    nodes = looked.nodes
    where = nodes[0] if len(nodes) == 1 else counted(len(nodes), "node")
    return f"it is {tasks} on {where}: {', '.join(told)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _line(text: str) -> str:
    return " ".join(text.split())
