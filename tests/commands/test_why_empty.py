r"""`\why-empty` as it is typed: on its line, behind a query, after a statement; what it gives people and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.commands.filtering import Desk
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Result


@pytest.fixture(scope="module")
def desk(platform_dsn: str) -> Iterator[Desk]:
    made = Desk(Place(Target(as_user(platform_dsn, "engineer")), PLATFORM, admin=Target(platform_dsn)))
    yield made
    made.shell.session.close()


def verdict(found: Result) -> str:
    return str(found.rows[-1][1])


def test_of_the_rest_of_its_line(desk: Desk) -> None:
    (found,) = desk.feed(r"\why-empty select * from resources where name = 'no such' and deleted_at is null;").results
    assert verdict(found) == "predicate"
    assert [column.name for column in found.columns] == ["Part", "Asked", "Rows", "More", "Remark", "Depth"]
    assert desk.feed(r"\why-empty").results[0].rows == found.rows


def test_of_the_query_buffer_with_variables(desk: Desk) -> None:
    said = desk.feed(r"\set n 999999999", r"select * from resources", r"where resource_id = :n \why-empty")
    assert verdict(said.results[-1]) == "predicate"
    assert "999999999" in str(said.results[-1].rows)


def test_of_the_statement_before_it(desk: Desk) -> None:
    said = desk.feed("select * from resources limit 0;", r"\why-empty")
    assert verdict(said.results[-1]) == "limit"


def test_another_organization_s_row_is_hidden_by_its_policy_and_not_shown(desk: Desk, platform_dsn: str) -> None:
    (found,) = desk.feed(r"\why-empty select * from resources where org_id = 43").results
    assert verdict(found) == "policy"
    assert "organization 43's, not permitted by tenant_reads" in str(found.rows[-1][4])
    seen = found.seen
    assert callable(seen)
    footers = seen(60).footers or ("",)
    assert footers[0].startswith("policy: row security hides ")
    assert len(footers) > 1
    assert max(map(len, footers)) <= 60


def test_a_plain_session_has_no_organization(platform_dsn: str) -> None:
    plain = Desk(Place(Target(platform_dsn), PLATFORM), None)
    try:
        assert isinstance(plain.feed(r"\why-empty select 1 where false").error, UsageError)
    finally:
        plain.shell.session.close()


def test_nothing_to_ask_about(desk: Desk) -> None:
    for line in (r"\why-empty delete from resources", r"\why-empty select 1; select 2", r"\why-empty vacuum"):
        assert isinstance(desk.feed(line).error, UsageError)
