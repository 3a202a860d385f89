"""Indexes that a partition lacks, and those that no query uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.partitions.findings.finding import lines, named
from tenantsh.lang.quote import spell_identifier
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.partitions.findings.finding import Case
    from tenantsh.db.partitions import Node
    from tenantsh.db.partitions.rows import Index

_LONGEST = 63


def lacking(case: Case) -> Iterator[Finding]:
    """Indexes of the table that are not on all of its partitions."""
    for index in case.table.indexes:
        nodes = [case.table.nodes[relation] for relation in index.lacking if relation in case.table.nodes]
        if index.shared and nodes:
            yield Finding(
                Level.WARNING,
                "index-missing",
                _sql(index),
                f"{index.name} is missing on {named(nodes)}",
                "what has none is read whole, and the table's own index is not valid until every partition has its part"
                " (CREATE INDEX ON ONLY makes none for them)",
                lines(_made(case, index, nodes)),
                remarks=tuple((node.row.relation, f"lacks {index.name}") for node in nodes),
            )


def invalid(case: Case) -> Iterator[Finding]:
    """Indexes of partitions that were not made to the end."""
    for index in case.table.indexes:
        if not index.shared:
            node = case.table.nodes[index.relation]
            yield Finding(
                Level.WARNING,
                "index-invalid",
                _sql(index),
                f"{index.name} of {node.row.label} is not valid",
                "no query uses it, every write pays for it: a CREATE INDEX CONCURRENTLY did not come to its end",
                f"REINDEX INDEX CONCURRENTLY {_sql(index)};",
                remarks=((node.row.relation, "invalid index"),),
            )


def _sql(index: Index) -> str:
    return f"{spell_identifier(index.schema)}.{spell_identifier(index.name)}"


def _made(case: Case, index: Index, nodes: Sequence[Node]) -> Iterator[str]:
    parent = case.table.nodes[index.relation].row
    if index.definition is None:
        yield f"-- CREATE INDEX on each of them as {_sql(index)} is, then ALTER INDEX … ATTACH PARTITION"
        return
    for node in nodes:
        own = spell_identifier(_own_name(index.name, parent.name, node.row.name))
        if index.of_constraint is not None:
            yield f"ALTER TABLE {node.row.sql} ADD CONSTRAINT {own} {index.of_constraint};"
        else:
            unique = "UNIQUE " if index.is_unique else ""
            # what is partitioned itself cannot have it made concurrently
            how = "" if node.row.kind == "p" else "CONCURRENTLY "
            yield f"CREATE {unique}INDEX {how}{own} ON {node.row.sql} {_tail(index.definition)};"
        yield f"ALTER INDEX {_sql(index)} ATTACH PARTITION {spell_identifier(node.row.schema)}.{own};"


def _tail(definition: str) -> str:
    """What an index is, behind the name of its table.

    >>> _tail('CREATE INDEX i ON ONLY public.events USING btree (org_id)')
    'USING btree (org_id)'
    """
    return definition[definition.index(" USING ") + 1 :]


def _own_name(index: str, parent: str, partition: str) -> str:
    """What a partition's index is called.

    >>> _own_name("events_org_id_idx", "events", "events_2026_01")
    'events_2026_01_org_id_idx'
    """
    rest = index.removeprefix(parent) if index.startswith(parent) else f"_{index}"
    return f"{partition[: _LONGEST - len(rest.encode())]}{rest}"[:_LONGEST]
