r"""`\orgs+`: organizations with the shard that their rows are in, its node and size, and what Citus counted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tenantsh.commands.headings import NUMBER, Heading, tabulate
from tenantsh.commands.partitions.figures import pretty
from tenantsh.db.route import Placed, placed
from tenantsh.model.errors import ConnectError
from tenantsh.model.result import Result
from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tenantsh.commands.context import Context
    from tenantsh.db.cells.everywhere import InCluster
    from tenantsh.db.lookup import Organization
    from tenantsh.db.opening import Place

_TITLE = "Organizations"


@dataclass(frozen=True, slots=True)
class PlacedOrganization:
    """An organization and where its rows lie."""

    org: str
    name: str | None
    detail: str | None
    cluster: str | None = None
    """Where a directory has several."""
    shard: int | None = None
    """The one of the largest group of tables that are distributed alike."""
    node: str | None = None
    """`host:port`; several where the shard is there twice."""
    size: int | None = field(default=None, metadata={"heading": "Shard size"})
    """Bytes of that shard and of those of other tables that lie with it: other organizations' rows are in it too."""
    queries: int | None = None
    """In the present period of citus_stat_tenants."""
    queries_before: int | None = None
    """In the last one."""
    seconds: float | None = field(default=None, metadata={"heading": "CPU seconds"})
    seconds_before: float | None = field(default=None, metadata={"heading": "CPU seconds before"})


def result(ctx: Context, pattern: str) -> Result:
    """The organizations that match, with all that is known of where they are. Raises ConnectError."""
    if ctx.place.cells is None:
        found = ctx.organizations(pattern)
        known = placed(ctx.place, [each.org for each in found])
        return _shown([_row(each, None, known) for each in found], _footers(ctx.place, known), tuple(known.remarks))
    return _of_clusters(ctx.place, pattern)


def _of_clusters(place: Place, pattern: str) -> Result:
    from tenantsh.db.cells.everywhere import organizations  # few have several clusters
    from tenantsh.db.cells.placing import at

    found, told = organizations(place, pattern)
    rows: dict[tuple[str, str], PlacedOrganization] = {}
    remarks = list(told)
    footers: dict[str, None] = {}
    for cluster in dict.fromkeys(each.cluster for each in found):
        here = [each for each in found if each.cluster == cluster]
        try:
            known = placed(there := at(place, cluster), [each.org for each in here])
        except ConnectError as error:
            known, there = Placed(None), place
            remarks.append(f"{visible(cluster)} could not be asked: {error.what}")
        rows |= {(each.org, cluster): _row(each, cluster, known) for each in here}
        remarks += [f"{visible(cluster)}: {remark}" for remark in known.remarks]
        footers |= dict.fromkeys(f"{visible(cluster)}: {line}" for line in _footers(there, known))
    return _shown([rows[each.org, each.cluster] for each in found], footers, tuple(remarks))


def _shown(rows: Sequence[PlacedOrganization], footers: Iterable[str], remarks: tuple[str, ...]) -> Result:
    data = Result.of(PlacedOrganization, rows, title=_TITLE)
    columns, cells = tabulate([each for each in _HEADINGS if _is_known(each, rows)], rows, absent="")
    lines = tuple(footers)
    seen = Result(columns=columns, cells=cells, title=_TITLE, footers=lines)
    return replace(data, seen=seen, footers=lines, notes=remarks)


def _is_known(heading: Heading[PlacedOrganization], rows: Sequence[PlacedOrganization]) -> bool:
    """Whether a column has anything in it; the first three always are there."""
    return heading in _HEADINGS[:3] or any(heading.cell(row) is not None for row in rows)


def _row(each: Organization | InCluster, cluster: str | None, known: Placed) -> PlacedOrganization:
    lies, use = known.lies.get(each.org), known.uses.get(each.org)
    return PlacedOrganization(
        each.org,
        each.name,
        each.detail,
        cluster,
        shard=lies.shard if lies else None,
        node=", ".join(lies.nodes) if lies else None,
        size=known.bytes.get(lies.shard) if lies else None,
        queries=use.queries if use else None,
        queries_before=use.queries_before if use else None,
        seconds=round(use.seconds, 3) if use else None,
        seconds_before=round(use.seconds_before, 3) if use else None,
    )


def _pair(now: float | None, before: float | None) -> str | None:
    return None if now is None or before is None else f"{now:,} + {before:,}"


_HEADINGS: tuple[Heading[PlacedOrganization], ...] = (
    Heading("Org", lambda row: row.org),
    Heading("Name", lambda row: row.name),
    Heading("Detail", lambda row: row.detail),
    Heading("Cluster", lambda row: row.cluster),
    Heading("Shard", lambda row: row.shard, NUMBER),
    Heading("Node", lambda row: row.node),
    Heading("Shard size", lambda row: None if row.size is None else pretty(row.size), NUMBER),
    Heading("Queries", lambda row: _pair(row.queries, row.queries_before), NUMBER),
    Heading("CPU seconds", lambda row: _pair(row.seconds, row.seconds_before), NUMBER),
)


def _footers(place: Place, known: Placed) -> Iterator[str]:
    if known.citus is None:
        yield "No shards here: Citus is not installed in this database."
    elif not known.groups:
        yield f"No table is distributed by {place.convention.tenant_column}."
    elif len(known.groups) > 1:
        others = sum(group.tables for group in known.groups[1:])
        yield f"Shards are those of the {known.groups[0].tables} tables that lie together; {others} more lie elsewhere."
    if known.bytes:
        yield "Sizes are those of whole shards, which other organizations' rows are in too."
    if known.uses:
        yield "Queries and CPU seconds are those of this period of citus_stat_tenants + the one before."
