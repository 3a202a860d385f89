r"""The `\doctor` command."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.commands.doctor import page
from tenantsh.commands.doctor.looking import Wanted, look
from tenantsh.commands.groups import Group
from tenantsh.commands.registry import command
from tenantsh.db.session import Session
from tenantsh.model.finding import table
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.commands.context import Context
    from tenantsh.model.finding import Finding


@command(r"\doctor", group=Group.SAFETY, modifiers="+", examples=[r"\doctor", r"\doctor+"])
def doctor(ctx: Context, *, modifiers: str = "") -> Result:
    r"""Say where row security leaks for the roles of this session's login, why that matters, and what ends it.

    The catalog is asked what each role that this login can act as may reach, and past which policies. Each finding has
    a level, the object that it is about, and SQL for whoever owns that. Then each of the tenants' roles asks each
    relation, read only and on a connection of its own, whether it shows another organization's row: with the context
    set, empty, and not set. With `+` all findings of a kind, all of their SQL, and those of the program pgrls where it
    is installed. Nothing is changed, and no finding is not a proof.
    """
    session = ctx.session
    tenant = session.tenant if isinstance(session, Session) else None
    found = look(session, ctx.place, tenant, Wanted(pgrls="+" in modifiers))
    return shown(found.findings, found.notes, verbose="+" in modifiers)


def shown(found: Sequence[Finding], notes: Sequence[str], *, verbose: bool) -> Result:
    """Findings as data, and as lines for people's eyes."""

    def seen(width: int) -> Result:
        return Result(status="\n".join(page.lines(found, notes, verbose=verbose, width=width)))

    data = table(found, seen=seen)
    # programs read these names of `doctor --json`
    return replace(data, columns=tuple(replace(column, name=column.name.lower()) for column in data.columns))
