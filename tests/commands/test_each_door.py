"""`Session.each`: many organizations asked by a program."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from psycopg import sql
from tests.pgcluster import as_user

from tenantsh.commands.each.told import NotAllAnsweredError
from tenantsh.db.connect import Target
from tenantsh.db.opening import Opened, Place, Wanted, open_session
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import Refused, SessionClosed, StatementError, UnknownOrganization, UsageError
from tenantsh.model.evidence import Done, Keeping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.session import Session
    from tenantsh.model.message import Message

_HERE = "select current_setting('app.current_org_id') as here"


@pytest.fixture(scope="module")
def opened(platform_dsn: str) -> Iterator[Session]:
    with open_session(Place(Target(as_user(platform_dsn, "engineer")), PLATFORM), Wanted("42")) as session:
        yield session


@pytest.fixture
def session(opened: Session) -> Iterator[tuple[Session, list[str]]]:
    told: list[str] = []

    def hear(notice: Message) -> None:
        told.append(notice.told())

    before, opened.on_notice = opened.on_notice, hear
    yield opened, told
    opened.on_notice = before


def test_ids_and_names_and_what_a_line_may_say(opened: Session) -> None:
    assert opened.each([43, "Acme"], _HERE).rows == [(43, "Globex", "43"), (42, "Acme", "42")]
    assert opened.each(43, _HERE).rows == [(43, "Globex", "43")]
    assert opened.each("42,'Globex'", _HERE).rows == [(42, "Acme", "42"), (43, "Globex", "43")]
    assert len(opened.each("@plan_tier=enterprise", _HERE)) > 1
    assert [row[0] for row in opened.each("(values (43), (42))", _HERE).rows] == [43, 42]


def test_values_and_composed_statements(opened: Session) -> None:
    assert opened.each(42, "select %s::int + %s, '%%'", [1, 2]).rows == [(42, "Acme", 3, "%")]
    found = opened.each(42, "select %(b)s::text, %(a)s::int, %(b)s::text", {"a": 1, "b": "x", "c": 9})
    assert found.rows == [(42, "Acme", "x", 1, "x")]
    assert found.provenance is not None
    assert dict(found.provenance.parameters) == {"a": "int", "b": "str"}
    assert opened.each(42, sql.SQL("select {}").format(7)).rows == [(42, "Acme", 7)]


@pytest.mark.newest
def test_a_frame_says_whose_it_is_and_its_column_names_organizations(opened: Session) -> None:
    frame = opened.each([42, 43], _HERE).frame()
    assert frame.attrs["whose"] == "2 organizations (42,43) as org_viewer"
    assert opened.each(frame.organization, _HERE).rows == opened.each(frame.org_id, _HERE).rows


def test_who_has_no_answer_is_told_though_nobody_asks(session: tuple[Session, list[str]]) -> None:
    opened, told = session
    found = opened.each([42, 9999], _HERE)
    assert found.rows == [(42, "Acme", "42")]
    assert found.notes == (told[0],) == ('9999: no organization "9999"',)
    assert [row[0] for row in found.parts[0].rows] == ["9999"]


def test_nobody_s_answer_is_an_error_that_says_why(session: tuple[Session, list[str]]) -> None:
    with pytest.raises(NotAllAnsweredError, match="2 of 2 organizations have no answer") as failed:
        session[0].each([9998, 9999], _HERE)
    assert 'no organization "9999"' in str(failed.value.why)
    assert session[0].run("select 1").rows == [(1,)]


@pytest.mark.parametrize(
    ("organizations", "statement", "options", "error"),
    [
        ([], _HERE, {}, UsageError),
        (":mine", _HERE, {}, UsageError),
        (42.5, _HERE, {}, UsageError),
        (None, _HERE, {}, UsageError),
        ("'Nobody at all'", _HERE, {}, UnknownOrganization),
        (42, "delete from resources", {}, Refused),
        (42, "select nope", {}, StatementError),
        (42, "", {}, Refused),
        (42, _HERE, {"workers": 17}, UsageError),
        (42, _HERE, {"timeout": "long"}, UsageError),
    ],
)
def test_what_cannot_be_asked_is_an_error_before_anybody_is(
    opened: Session, organizations: Any, statement: str, options: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        opened.each(organizations, statement, **options)


def test_each_organization_is_heard_of_with_its_reason(opened: Session) -> None:
    done: list[Done] = []
    opened.on_done = done.append
    opened.each([42, 43], _HERE, reason="case 12")
    opened.on_done = None
    assert [(one.how, one.tenant.org, one.reason) for one in done if one.tenant] == [
        ("each", "42", "case 12"),
        ("each", "43", "case 12"),
    ]


def test_a_profile_s_reason_is_wanted_for_them(platform_dsn: str) -> None:
    place = Place(Target(as_user(platform_dsn, "engineer")), PLATFORM)
    with open_session(place, Wanted("42", reason="case 1234")) as session:
        session.opened = Opened(replace(place, keeping=Keeping(least_reason=8)), Wanted("42"))
        with pytest.raises(UsageError, match="reason"):
            session.each(42, _HERE)
        assert session.each(42, _HERE, reason="case 1234").rows
    with pytest.raises(SessionClosed):
        session.each(42, _HERE)
