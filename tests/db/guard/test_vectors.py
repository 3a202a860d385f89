"""Every way out that is known, and what happens now: alone, and when all is allowed that may be."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.db.guard.vectors import VECTORS, Fate, Vector

from tenantsh.db.guard.allowing import ASKS
from tenantsh.model.errors import ContextDrift, NeedsReason, Refused, StatementError, TenantshError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.db.small import Small

    from tenantsh.db.session import Session

_WHO = """
    select session_user::text, current_user::text, current_setting('app.current_org_id'),
        current_setting('row_security'), current_setting('standard_conforming_strings'),
        current_setting('client_encoding'), (select array_agg(distinct org_id) from public.things)
"""
_THEIRS = "theirs 1"


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_what_meets_it(planted: Small, vector: Vector) -> None:
    with _prepared(planted, vector) as session:
        assert met(session, vector.sql) is vector.fate
        assert_intact(session)


@pytest.mark.parametrize("vector", [v for v in VECTORS if v.then], ids=str)
def test_what_meets_it_where_all_is_allowed(planted: Small, vector: Vector) -> None:
    with _prepared(planted, vector) as session:
        session.allow(frozenset(ASKS))
        assert met(session, vector.sql) is vector.then
        assert_intact(session)


@contextmanager
def _prepared(planted: Small, vector: Vector) -> Iterator[Session]:
    if "_to_xml" in vector.sql and not has_xml(planted):
        pytest.skip("this server was built without libxml")
    if vector.name == "in C" and not planted.admin("select 1 from pg_proc where proname = 'in_c'"):
        pytest.skip("this server came without tablefunc")
    if vector.name == "D18" and not planted.admin("select 1 from pg_class where relname = 'far'"):
        pytest.skip("this server came without postgres_fdw")
    with pytest.MonkeyPatch.context() as patch:
        if vector.environment:
            patch.setenv(*vector.environment)
        opened = planted.open(write=vector.write, allowed=ASKS)
    with opened as session:
        for sql in vector.first:
            session.run(sql)
        session.allow(frozenset())
        if vector.meanwhile:
            planted.admin(vector.meanwhile)
        yield session


def has_xml(place: Small) -> bool:
    """Whether the server knows XML."""
    try:
        place.admin("select '<a/>'::xml")
    except psycopg.errors.FeatureNotSupported:
        return False
    return True


def met(session: Session, sql: str) -> Fate:
    """What becomes of a statement: by what kind of error it is met, or what is shown of it."""
    shown, error = _shown(session, sql)
    if _THEIRS in shown:
        return Fate.ESCAPES
    match error:
        case NeedsReason():
            return Fate.ASKED
        case Refused():
            return Fate.REFUSED
        case ContextDrift():
            return Fate.WITHHELD
        case StatementError():
            return Fate.SERVER
    return Fate.HARMLESS


def told_of(session: Session, sql: str) -> str:
    """All that is shown of a statement: rows, notices, the error."""
    return _shown(session, sql)[0]


def _shown(session: Session, sql: str) -> tuple[str, TenantshError | None]:
    told: list[str] = []
    session.on_notice = lambda notice: told.append(notice.told())
    try:
        told.append(str(session.run(sql).rows))
    except TenantshError as error:
        return "".join([*told, str(error)]), error
    return "".join(told), None


def assert_intact(session: Session) -> None:
    """The next statement is organization 42's."""
    session.on_notice = lambda _: None
    session.allow(frozenset(ASKS))
    if session.in_transaction:
        session.run("rollback")
    role = "small_member" if session.tenant.write else "small_viewer"
    assert session.run(_WHO).rows == [("small_eng", role, "42", "on", "on", "UTF8", [42])]
