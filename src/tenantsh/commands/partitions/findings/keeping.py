"""Rows that are where nobody looks for them, or longer than they should be."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from tenantsh.commands.partitions.figures import plural, pretty
from tenantsh.commands.partitions.findings.finding import about, lines, named, objects, total
from tenantsh.db.partitions import known_sum
from tenantsh.lang.quote import spell_identifier
from tenantsh.model.finding import Finding, Level
from tenantsh.model.retention import Then

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.partitions.family import Family, Span
    from tenantsh.commands.partitions.findings.finding import Case
    from tenantsh.db.partitions import Node


def in_default(case: Case) -> Iterator[Finding]:
    """Rows in a default partition."""
    for family in case.families:
        default = family.default
        if default is None or default.empty or default.rows == 0:
            continue
        row = family.parent.row
        by_range = row.strategy == "r"
        yield Finding(
            Level.WARNING if by_range and default.rows is not None else Level.NOTE,
            "default-rows",
            default.row.sql,
            f"{default.row.label}: {about(default.rows)} in the default partition of {row.label}",
            "no partition was there for them; one that is made for them now is refused until they have left,"
            " and retention does not reach them",
            _looked_into(family, default),
            remarks=((default.row.relation, "rows in the default"),),
        )


def past_retention(case: Case) -> Iterator[Finding]:
    """Partitions that are older than their table's rows are to get."""
    rule = case.rule
    family = next((family for family in case.families if family.axis is not None and family.axis.timely), None)
    if rule is None or family is None or family.axis is None:
        return
    now = family.axis.now(case.now)
    if not isinstance(now, datetime):
        return
    limit = datetime.combine(rule.limit(now.date()), time())
    due = [span for span in family.spans if isinstance(span.upper, datetime) and span.upper <= limit]
    if not due:
        return
    nodes = [span.node for span in due]
    yield Finding(
        Level.WARNING,
        "past-retention",
        objects(nodes),
        f"{named(nodes)}: past {plural(rule.months, 'month')},"
        f" {about(total(nodes))}, {pretty(known_sum(node.bytes for node in nodes))}",
        _rule(case, rule.then, limit, _straddling(family, limit)),
        _ended(family, nodes, rule.then),
        remarks=tuple((node.row.relation, "past retention") for node in nodes),
    )


def _looked_into(family: Family, default: Node) -> str:
    row = family.parent.row
    columns = [spell_identifier(column) for column in row.key or () if column]
    if not columns:
        return f"SELECT count(*) FROM {default.row.sql};"
    key = ", ".join(columns)
    timely = family.axis is not None and family.axis.timely and "timestamp" in (row.key_types or [""])[0]
    by = f"date_trunc('month', {key})" if timely else key
    return f"SELECT {by}, count(*) FROM {default.row.sql} GROUP BY 1 ORDER BY 1;  -- which partitions are missing"


def _rule(case: Case, then: Then, limit: datetime, straddling: Span | None) -> str:
    kept = f"rows of {case.table.root.row.label} are kept from {limit:%Y-%m-%d} on"
    what = "older ones move to cold storage" if then is Then.COLD else "older ones are purged"
    also = f"; {straddling.node.row.label} is partly older and stays whole" if straddling is not None else ""
    return f"{kept}, {what}{also}"


def _straddling(family: Family, limit: datetime) -> Span | None:
    for span in family.spans:
        if isinstance(span.lower, datetime) and isinstance(span.upper, datetime) and span.lower < limit < span.upper:
            return span
    return None


def _ended(family: Family, nodes: Sequence[Node], then: Then) -> str:
    parent = family.parent.row.sql
    if then is Then.COLD:
        return "-- tenantsh retention run: it drops a month only after its files were read back and every row is there"
    return lines(
        [
            "-- tenantsh retention run does this:",
            *(
                statement
                for node in nodes
                for statement in (
                    f"ALTER TABLE {parent} DETACH PARTITION {node.row.sql};",
                    f"DROP TABLE {node.row.sql};",
                )
            ),
        ]
    )
