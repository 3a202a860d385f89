r"""The answer of `\why`: a line for each thing that was asked, and the verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.commands.patterns import named
from tenantsh.commands.why.page import page
from tenantsh.db.policies import read
from tenantsh.db.why import Line, explain
from tenantsh.db.why.rows import NAMED
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.connect import Target
    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session
    from tenantsh.db.why.rows import Named


def answer(session: Session, name: str, key: Sequence[str], admin: Target | None) -> Result:
    """Why a session sees the row of a key, or does not, as data and as a page. Raises what `explain` raises."""
    table = _table(session, name)
    found = explain(session, table, key, admin)
    verdict = Line("verdict", str(found.outcome), found.why)
    title = f"Why {session.tenant} sees {table.relation.label} {' '.join(key)}, or not"
    data = Result.of(Line, [*found.lines, verdict], title=title, tenant=session.tenant)
    return replace(data, seen=lambda width: page(found, title, width=width), footers=page(found, title).footers)


def of_session(session: Session, name: str, key: Sequence[object], columns: dict[str, object]) -> Result:
    """The same for Python: `Session.why`."""
    typed = [*map(str, key), *(f"{column}={value}" for column, value in columns.items())]
    return answer(session, name, typed, session.opened.place.admin if session.opened else None)


def _table(session: Session, name: str) -> Table:
    """The one that is meant: of all others nothing is asked."""
    found: list[Named] = session.fetch_apart(NAMED.ask(**named(session, name)))[0]
    if not found:
        raise _missing(name)
    if len(found) > 1:
        listed = ", ".join(each.sql for each in found[:5])
        raise UsageError(f'{len(found)} relations are called "{name}": {listed}', hint="say one, with its schema")
    relations = [found[0].relation]
    tables = read(session, relations=relations, tenant_column=session.link.tenant_column).tables
    if not tables:  # dropped meanwhile
        raise _missing(name)
    return tables[0]


def _missing(name: str) -> UsageError:
    return UsageError(f'there is no table "{name}"', hint=r"\dt lists them")
