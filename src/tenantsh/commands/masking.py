"""Masked columns: which they are, and one of them shown for a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.commands.groups import Group
from tenantsh.commands.registry import command
from tenantsh.db.masking.shown import SHOW
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.commands.context import Context


@dataclass(frozen=True, slots=True)
class MaskedColumn:
    """A column that is marked as personal data."""

    column: str = field(metadata={"heading": "Column"})
    rule: str = field(metadata={"heading": "Rule"})
    by: str = field(metadata={"heading": "Marked by"})
    shown: bool = field(metadata={"heading": "Unmasked"})


@command(r"\unmask", "[COLUMN [REASON]]", group=Group.SAFETY, examples=[r"\unmask"])
def unmask(ctx: Context, column: str = "", *reason: str) -> Result:
    """List the columns that are masked, or show one for a reason, until the session ends.

    The reason goes into the evidence log. A person is asked for it; a script has to give it.
    """
    session = ctx.tenant_session
    if not column:
        return Result.of(MaskedColumn, _listed(ctx), title="Masked columns", tenant=session.tenant)
    column = session.masked_column(column)
    why = " ".join(reason).strip() or (ctx.ask("reason: ") if ctx.interactive else None) or ""
    if not why.strip():
        raise UsageError(r"\unmask: a reason is needed", hint=rf"\unmask {column} case 1234: her address bounces")
    shown = session.unmask(column, why.strip())
    return Result(status=f"{shown} is shown until this session ends.", tenant=session.tenant)


def _listed(ctx: Context) -> Iterator[MaskedColumn]:
    session = ctx.tenant_session
    marks = session.link.marks
    found = {mark.column: mark for mark in marks.columns.values()}
    for name, mark in sorted(found.items()):
        yield MaskedColumn(name, mark.rule or "hide", mark.by, name in session.unmasked)
    for name, rule in sorted(marks.said.items()):  # a name that is misspelt masks nothing
        if rule != SHOW and not _is_here(name, found):
            yield MaskedColumn(name, rule, "configuration: not here", shown=False)


def _is_here(said: str, found: Iterable[str]) -> bool:
    """Whether what the configuration names, `table.column` or `schema.table.*`, is one of the columns."""
    table, _, column = said.rpartition(".")
    named = {(f"public.{one}").rpartition(".")[::2] for one in found} | {one.rpartition(".")[::2] for one in found}
    return any(of == table or of.endswith(f".{table}") for of, name in named if column in ("*", name))
