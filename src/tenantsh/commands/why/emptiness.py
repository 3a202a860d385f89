r"""The answer of `\why-empty`: a line for each part that was counted, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.commands.why.page import wrapped
from tenantsh.db.whyempty import Step, explain
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.opening import Place
    from tenantsh.db.params import Params
    from tenantsh.db.session import Session
    from tenantsh.db.whyempty import Explanation


@dataclass(frozen=True, slots=True)
class Shown:
    """A step as people read it."""

    part: str
    asked: str
    rows: str
    remark: str


def answer(session: Session, place: Place, sql: str, bound: Sequence[Any]) -> Result:
    """Why a query has no rows, as data and for people. Raises what `explain` raises."""
    column = place.convention.tenant_column
    found = explain(session, sql, bound=bound, admin=place.admin, retention=place.retention, tenant_column=column)
    verdict = Step("verdict", str(found.loss), None, remark=found.why)
    about = {"title": f"Why {session.tenant} gets no rows", "notes": found.notes, "tenant": session.tenant}
    said = f"{found.loss}: {found.why}"

    def seen(width: int) -> Result:
        return Result.of(Shown, _shown(found), footers=wrapped(said, width), **about)

    return Result.of(Step, [*found.steps, verdict], seen=seen, **about)


def of_session(session: Session, sql: str, params: Params | None) -> Result:
    """The same for Python: `Session.why_empty`."""
    from tenantsh.db.params import numbered_of

    if session.opened is None:
        raise UsageError("this session does not know how it was opened", hint="tenantsh.connect(…)")
    text, values = numbered_of(session.link.wire.connection, sql, params)
    return answer(session, session.opened.place, text, values)


def _shown(found: Explanation) -> Iterator[Shown]:
    for step in found.steps:
        rows = "" if step.rows is None else f"{step.rows:,}{'+' if step.more else ''}"
        yield Shown("  " * step.depth + step.part, step.asked, rows, step.remark)
