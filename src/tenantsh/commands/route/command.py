r"""The `\route` command."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.groups import Group
from tenantsh.commands.planned import taken, with_hint
from tenantsh.commands.registry import Reads, command
from tenantsh.commands.route.page import result
from tenantsh.db.route import Router, look, version
from tenantsh.lang.bound import written_anew
from tenantsh.model.errors import StatementError, UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.context import Context

_NONE = "This database has no shards: Citus is not installed in it, and all rows are on this server."


@command(
    r"\route",
    "[on|off|QUERY]",
    group=Group.PARTITIONS,
    reads=Reads.LINE,
    keeps_semicolons=True,
    examples=[r"\route select count(*) from resources", r"\route off"],
)
def route(ctx: Context, query: kinds.Statement = "") -> Iterator[Result]:
    r"""Say which shards a query reads on Citus, on which nodes, and what sends it to one.

    The query is the rest of the line; without one it is the query buffer, or the last statement. It is planned and not
    run. Row security chooses rows and no shard, so that a query is sent to every one until it says itself whose rows it
    wants: where a condition for this organization is shown to mean the same, it is told, and the query written so is
    then what \g runs and \p shows. `\route on` adds it to each statement from now on, and says what was sent; what it
    cannot be shown for is sent as it stands, and why is said. `\route off` ends that.
    """
    word = query.strip().rstrip(";").strip().lower()
    if word in ("on", "off"):
        yield _switched(ctx, on=word == "on")
        return
    text, bound = taken(ctx, query, r"\route")
    if version(ctx.session) is None:
        yield Result(status=_NONE)
        return
    try:
        found = look(ctx.session, _router(ctx), text, bound)
    except StatementError as error:
        with_hint(ctx, error, r"\route")
        raise
    instead = found.routed.text if found.after is not None else None
    ctx.previous = written_anew(instead, text) if instead is not None else text
    runs = r"\bind … \g" if bound else r"\g"
    told = (rf"{runs} runs the query so written; \p shows it; \route on adds it to each statement.",)
    shown = result(found)
    yield replace(shown, notes=told if instead is not None and ctx.interactive else ())
    if not ctx.options.has_footers:  # what to add follows as a table of its own
        yield from shown.parts


def _router(ctx: Context) -> Router | None:
    """What writes the organization into a statement; None where there is none."""
    return Router(ctx.tenant_session, ctx.place.convention) if ctx.scoped else None


def _switched(ctx: Context, *, on: bool) -> Result:
    if on:
        session = ctx.tenant_session
        if session.link.identity.citus is None:
            raise UsageError(r"\route on: there are no shards here", why="Citus is not installed in this database")
        ctx.routing = True
        said = f"{ctx.place.convention.tenant_column} = '{session.tenant.org}'"
        return Result(status=f"Routing is on: {said} is added to statements where it says nothing new.")
    ctx.routing = False
    return Result(status="Routing is off: statements are sent as they stand.")
