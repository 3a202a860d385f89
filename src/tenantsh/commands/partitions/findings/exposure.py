"""Who could read rows past the row security of the partitioned table: through a partition, or a table that was one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.partitions.findings.finding import about, lines, named, objects, total
from tenantsh.commands.partitions.making import policy_sql
from tenantsh.lang.quote import spell_identifier
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.partitions.findings.finding import Case
    from tenantsh.db.partitions import Node

_NOT_INHERITED = (
    "row security of a partitioned table is not that of its partitions when these are read by their own name"
)


def unsecured(case: Case) -> Iterator[Finding]:
    """Partitions without row security, of a table that has it."""
    root = case.table.root.row
    if not root.row_security:
        return
    bare = [node for node in case.table.root.below if not node.row.row_security]
    open_ = [node for node in bare if case.open_to(node)]
    closed = [node for node in bare if not case.open_to(node) and node.row.kind != "f"]
    if open_:
        whom = sorted({who for node in open_ for who in case.open_to(node)})
        yield Finding(
            Level.CRITICAL,
            "readable",
            objects(open_),
            f"{named(open_)}: every organization's rows can be read by {', '.join(whom)}",
            f"{_NOT_INHERITED}, and SELECT is granted on {'this one' if len(open_) == 1 else 'these'}",
            lines(_closed(case, open_)),
            remarks=_remarks(open_, "READABLE WITHOUT ROW SECURITY"),
        )
    if closed:
        yield Finding(
            Level.WARNING,
            "no-row-security",
            objects(closed),
            f"{named(closed)}: no row security, which {root.label} has",
            f"{_NOT_INHERITED}; nobody but {_owners(closed)} may read {'it' if len(closed) == 1 else 'them'} yet,"
            " and the first GRANT would show every organization's rows",
            lines(_enabled(case, closed)),
            remarks=_remarks(closed, "no row security"),
        )


def unlike(case: Case) -> Iterator[Finding]:
    """Partitions whose row security says something else than the table's."""
    root = case.table.root.row
    if not root.row_security:
        return
    secured = [node for node in case.table.root.below if node.row.row_security]
    other = [node for node in secured if node.row.policies_say != root.policies_say]
    for level, nodes in _by_level(case, other):
        yield Finding(
            level,
            "policies-differ",
            objects(nodes),
            f"{named(nodes)}: other policies than {root.label} has{_theirs(nodes)}",
            f"who reads {'it' if len(nodes) == 1 else 'them'} by name is filtered by these, and not by the table's",
            lines(_same_policies(case, nodes)),
            remarks=_remarks(nodes, "other policies"),
        )
    loose = [node for node in secured if root.forced and not node.row.forced]
    if loose:
        yield Finding(
            Level.NOTE,
            "not-forced",
            objects(loose),
            f"{named(loose)}: row security is not forced, as it is on {root.label}",
            f"{_owners(loose)}, who owns {'it' if len(loose) == 1 else 'them'}, sees every organization's rows there",
            lines([f"ALTER TABLE {node.row.sql} FORCE ROW LEVEL SECURITY;" for node in loose]),
            remarks=_remarks(loose, "not forced"),
        )


def detached(case: Case) -> Iterator[Finding]:
    """Tables that look like partitions, and are none: what was detached takes no row security along."""
    root = case.table.root.row
    alike: dict[tuple[Level, str, str], list[Node]] = {}
    for node in case.table.lookalikes:
        alike.setdefault(_state(case, node), []).append(node)
    for (level, what, why), nodes in alike.items():
        have = "has the columns of" if len(nodes) == 1 else "have the columns of"
        none = "is no partition of it" if len(nodes) == 1 else "are no partitions of it"
        yield Finding(
            level,
            "detached",
            objects(nodes),
            f"{named(nodes, 'table')} {have} {root.label} and {none} ({about(total(nodes))}): {what}",
            why,
            lines([*_taken_away(case, nodes), *_then(case, nodes)]),
            sure=False,
        )


def _state(case: Case, node: Node) -> tuple[Level, str, str]:
    """How bad it is that a table is no partition any more, in what words, and why."""
    root, row = case.table.root.row, node.row
    whom = ", ".join(case.open_to(node))
    without = "DETACH leaves a table without its parent's row security"
    apart = "it was detached, or never attached"
    if root.row_security and not row.row_security:
        if whom:
            return Level.CRITICAL, f"every organization's rows can be read by {whom}", without
        return Level.WARNING, f"no row security, and nobody but {row.owner} may read it yet", without
    if root.row_security and row.policies_say != root.policies_say:
        return Level.WARNING if whom else Level.NOTE, "its policies are others", apart
    return Level.NOTE, "queries of the table don't see its rows", apart


def detaching(case: Case) -> Iterator[Finding]:
    """Partitions whose DETACH CONCURRENTLY never came to its end."""
    for node in case.table.root.below:
        if node.row.detach_pending:
            parent = case.table.nodes[node.row.parent or 0].row
            yield Finding(
                Level.WARNING,
                "detach-pending",
                node.row.sql,
                f"{node.row.label}: its DETACH CONCURRENTLY has not come to its end",
                f"queries of {parent.label} don't see its rows any more; until then no other one can be detached so",
                f"ALTER TABLE {parent.sql} DETACH PARTITION {node.row.sql} FINALIZE;",
                remarks=_remarks([node], "detach pending"),
            )


def _by_level(case: Case, nodes: Sequence[Node]) -> Iterator[tuple[Level, list[Node]]]:
    """Those that somebody may read, those that let nobody see a row, and those that nobody may read."""
    open_ = [node for node in nodes if case.open_to(node) and node.row.policies]
    shut = [node for node in nodes if not node.row.policies]
    rest = [node for node in nodes if node not in open_ and node not in shut]
    for level, found in ((Level.CRITICAL, open_), (Level.WARNING, rest), (Level.NOTE, shut)):
        if found:
            yield level, found


def _theirs(nodes: Sequence[Node]) -> str:
    names = {name for node in nodes for name in node.row.policies}
    if not names:
        return " (none at all: nobody sees a row there)"
    return f" ({', '.join(sorted(names))})" if len(names) <= 4 else ""


def _owners(nodes: Sequence[Node]) -> str:
    return ", ".join(sorted({node.row.owner for node in nodes}))


def _closed(case: Case, nodes: Sequence[Node]) -> Iterator[str]:
    yield from _taken_away(case, nodes)
    if any(node.row.kind == "f" for node in nodes):
        yield "-- a foreign table cannot have row security: nobody but its owner should have SELECT on it"


def _taken_away(case: Case, nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if node.row.readers:
            yield f"REVOKE ALL ON {node.row.sql} FROM {', '.join(node.row.readers)};"
    yield from _enabled(case, [node for node in nodes if not node.row.row_security])


def _enabled(case: Case, nodes: Sequence[Node]) -> Iterator[str]:
    if not case.table.root.row.row_security:
        return
    forced = ", FORCE ROW LEVEL SECURITY" if case.table.root.row.forced else ""
    for node in nodes:
        if node.row.kind != "f":
            yield f"ALTER TABLE {node.row.sql} ENABLE ROW LEVEL SECURITY{forced};"
            yield from (policy_sql(policy, node.row.sql) for policy in case.table.policies if not node.row.policies)


def _same_policies(case: Case, nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        for name in node.row.policies:
            yield f"DROP POLICY {spell_identifier(name)} ON {node.row.sql};"
        yield from (policy_sql(policy, node.row.sql) for policy in case.table.policies)


def _then(case: Case, nodes: Sequence[Node]) -> Iterator[str]:
    root, first = case.table.root.row, nodes[0].row
    yield f"-- then attach it again, archive it, or drop it: ALTER TABLE {root.sql} ATTACH PARTITION {first.sql} …"


def _remarks(nodes: Sequence[Node], words: str) -> tuple[tuple[int, str], ...]:
    return tuple((node.row.relation, words) for node in nodes)
