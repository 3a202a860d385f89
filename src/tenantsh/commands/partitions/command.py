r"""The `\partitions` command."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.groups import Group
from tenantsh.commands.partitions import columns, page
from tenantsh.commands.partitions.looking import counting, look, nothing
from tenantsh.commands.registry import command
from tenantsh.db.citus import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.context import Context
    from tenantsh.commands.partitions.looking import Look
    from tenantsh.model.result import Result

_WIDTH = 110
"""Of what stands beneath a table, where nobody knows how much there is: in a notebook, in HTML."""


@command(
    r"\partitions",
    "[TABLE]",
    group=Group.PARTITIONS,
    modifiers="+",
    examples=[r"\partitions", r"\partitions events", r"\partitions+ audit_logs"],
)
def partitions(ctx: Context, table: kinds.PartitionedTable | None = None, *, modifiers: str = "") -> Iterator[Result]:
    r"""List a table's partitions, and what is wrong with them; without a table, all partitioned tables.

    Bounds are in UTC, sizes include indexes and TOAST, numbers of rows are those of the statistics. Findings are told
    with why and with the SQL that would end them, which is never run: partitions that somebody can read past row
    security, or that have other policies or indexes than their table, detached ones too; months that are missing, now
    or soon; rows in a default partition; what is past its retention. It waits for no lock: what another session has
    locked is shown with the size that it had (`≈`).

    Where there are more than 40, somebody who types sees those that differ from the others. With `+` all of them, the
    SQL without cuts, and how many rows of each partition this session sees, counted.
    """
    looks = look(ctx.session, table, ctx.place.retention)
    verbose = "+" in modifiers
    if table is None:
        yield from _overview(ctx, looks, verbose=verbose)
        return
    if not looks:
        raise nothing(ctx.session, table)
    for each in looks:
        yield from _one(ctx, each, verbose=verbose)


def _overview(ctx: Context, looks: list[Look], *, verbose: bool) -> Iterator[Result]:
    if not looks:
        ctx.complain("There are no partitioned tables.")
        return
    found = columns.overview(looks)
    seen = partial(page.overview, looks, verbose=verbose)
    yield replace(found, seen=lambda width: seen(width=width), footers=seen().footers, notes=told(ctx.session))
    yield from _apart(ctx, found)


def _one(ctx: Context, each: Look, *, verbose: bool) -> Iterator[Result]:
    notes: tuple[str, ...] = ()
    if verbose:
        each, notes = counting(ctx.session, each)
    notes += told(ctx.session)
    found = columns.partitions(each)
    drawn = ctx.options.drawn
    seen = partial(page.partitions, each, whole=verbose or not ctx.interactive, verbose=verbose, drawn=drawn)
    footers = tuple(page.beneath(each, verbose=verbose, width=_WIDTH, drawn=drawn))
    records = ctx.options.expanded == "on"
    yield replace(
        found, seen=lambda width: seen(width=width, room=0 if records else width), footers=footers, notes=notes
    )
    yield from _apart(ctx, found)


def _apart(ctx: Context, found: Result) -> Iterator[Result]:
    if not ctx.options.has_footers:  # the findings follow as a table of their own
        yield from found.parts
