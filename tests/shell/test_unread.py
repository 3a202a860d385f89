"""A convention that nothing in a database goes by: who looks is told, and so is the doctor's reader."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.pgcluster import as_user

from tenantsh.commands.doctor.looking import Wanted as Looked
from tenantsh.commands.doctor.looking import look
from tenantsh.db.connect import Target
from tenantsh.db.lookup import UNREAD
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import Convention
from tenantsh.render.options import Options
from tenantsh.shell.output import Output
from tenantsh.shell.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.finding import Finding

BY_SETTING = Convention("ours", settings={"App.Tenant_Id": "{org}"}, tenant_column="tenant_id")
BY_ROLE = Convention("roles", role="unread_{org}", tenant_column="tenant_id")
_READS = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::int"
_FUNCTION = "create function current_tenant() returns int language sql stable as $$ select {} $$"
_READING = "nullif(current_setting('app.tenant_id', true), '')::int"
_ATOMIC = f"create function current_tenant() returns int language sql stable begin atomic select {_READING}; end"


@pytest.fixture
def admin(empty_dsn: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A database with one table, which has row security and no policy, and a login; as its superuser."""
    with psycopg.connect(empty_dsn, autocommit=True) as superuser:
        superuser.execute("create role unread_42")
        superuser.execute("create role unread_login login noinherit in role unread_42")
        superuser.execute("create table notes (tenant_id int not null)")
        superuser.execute("alter table notes enable row level security")
        superuser.execute("grant select on notes to unread_login, unread_42")
        yield superuser
        for role in ("unread_login", "unread_42"):
            superuser.execute(f"drop owned by {role}".encode())
            superuser.execute(f"drop role {role}".encode())


def _told(dsn: str, convention: Convention) -> tuple[list[str], list[Finding]]:
    """What a shell says when it is opened, and what the doctor finds of the context."""
    place, wanted = Place(Target(as_user(dsn, "unread_login")), convention), Wanted("42")
    output = Output(StringIO())
    with open_session(place, wanted) as session:
        shell = Shell(place, wanted, session, say=lambda _: None, output=output, options=Options())
        findings = look(session, place, session.tenant, Looked(probing=False)).findings
        return shell.warnings(), [finding for finding in findings if finding.check == "context-unread"]


@pytest.mark.parametrize("policy", ["true", "tenant_id = nullif(current_setting('app.org', true), '')::int"])
def test_a_setting_that_nothing_reads_is_told(
    policy: str, empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    admin.execute(f"create policy p on notes using ({policy})".encode())
    (warning,), (finding,) = _told(empty_dsn, BY_SETTING)
    assert warning == (
        'WARNING: no policy or function here reads app.tenant_id, as the convention "ours" has it:'
        " the same rows are seen whichever organization it is"
    )
    assert (finding.level, finding.object) == ("critical", "app.tenant_id")
    lines = finding.fix.splitlines()
    assert all(line.startswith("-- ") for line in lines)
    assert ("policies here read app.org (1 of 1)" in lines[0]) is ("app.org" in policy)


@pytest.mark.parametrize(
    ("policy", "function"),
    [
        (_READS, "select 1"),
        ("tenant_id = current_tenant()", _FUNCTION.format(_READING)),
        pytest.param("tenant_id = current_tenant()", _ATOMIC, marks=pytest.mark.pg_min(14)),
    ],
)
def test_one_that_is_read_is_not(
    policy: str, function: str, empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    admin.execute(function.encode())
    admin.execute(f"create policy p on notes using ({policy})".encode())
    assert _told(empty_dsn, BY_SETTING) == ([], [])


def test_a_role_that_nothing_looks_at_is_told(empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]) -> None:
    admin.execute(f"create policy p on notes using ({_READS})".encode())
    (warning,), (finding,) = _told(empty_dsn, BY_ROLE)
    assert 'no policy or function here looks at the role, as the convention "roles" has it' in warning
    assert finding.object == "current_user"
    admin.execute("create policy q on notes using (current_user = 'unread_' || tenant_id)")
    assert _told(empty_dsn, BY_ROLE) == ([], [])


def test_a_path_and_roles_with_policies_or_privileges_of_their_own_lead_by_themselves(
    empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    assert _told(empty_dsn, BY_ROLE) == ([], [])
    admin.execute("create policy p on notes to unread_42 using (tenant_id = 42)")
    assert _told(empty_dsn, BY_ROLE) == ([], [])
    by_path = Convention("paths", settings={"search_path": "unread_{org}"}, tenant_column="tenant_id")
    with open_session(Place(Target(as_user(empty_dsn, "unread_login")), by_path), Wanted("42")) as session:
        assert session.fetch(UNREAD, names=[*by_path.carriers])[0].unread is False


def test_where_there_are_no_tables_nothing_is_shown(
    empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    admin.execute("drop table notes")
    assert _told(empty_dsn, BY_SETTING) == ([], [])


def test_a_table_that_is_held_keeps_no_shell_waiting(
    empty_dsn: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    admin.execute("create policy p on notes using (true)")
    with psycopg.connect(empty_dsn) as other:
        other.execute("lock table notes")
        told = _told(empty_dsn, BY_SETTING)
        other.rollback()
    assert told == ([], [])
