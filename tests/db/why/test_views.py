r"""`\why` of a view: its own condition and the policies behind it, as whoever reads it; or that it cannot be told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.db.why.people import make, person, really, why

from tenantsh.db.why import Outcome
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_SIMPLE = ("v_all", "v_filter", "v_setting", "v_barrier", "v_forced", "v_parted", "m_all")
_UNTOLD = ("u_reads", "u_random", "u_nested", "u_joined", "u_counted", "u_limited", "u_union", "u_made")


@pytest.fixture(scope="module")
def dsn(pg: Cluster) -> str:
    schema = (Path(__file__).parent / "views.sql").read_text(encoding="utf-8")
    invoker = "CREATE VIEW v_invoker WITH (security_invoker) AS SELECT * FROM base WHERE body = 'a';"
    invoker += "ALTER VIEW v_invoker OWNER TO why_owner; GRANT SELECT ON v_invoker TO why_reader"
    made = "GRANT CREATE, USAGE ON SCHEMA public TO why_owner; GRANT USAGE ON SCHEMA public TO why_reader;"
    return make(pg, "why_views", made + schema + (invoker if pg.major >= 15 else ""))


@pytest.fixture(scope="module", params=["42", "43"])
def session(request: pytest.FixtureRequest, dsn: str) -> Iterator[Session]:
    with person(dsn, request.param) as opened:
        yield opened


@pytest.mark.parametrize("view", _SIMPLE)
def test_a_view_of_one_table_is_explained_row_by_row(dsn: str, session: Session, view: str) -> None:
    for identity in (1, 2, 4, 9, 77):
        found = why(session, view, f"id={identity}", admin=dsn)
        real = really(dsn, view, f"id = {identity}", session.tenant.org)
        there = identity < 13 and not (view == "m_all" and identity >= 9)
        assert found.outcome is (real if there else Outcome.ABSENT), (view, identity, found)
        assert found.real is real


@pytest.mark.pg_min(15)
def test_a_view_that_reads_as_the_one_who_asks_is_under_her_policies(dsn: str, session: Session) -> None:
    for identity in range(1, 13):
        found = why(session, "v_invoker", str(identity), admin=dsn)
        assert found.outcome is really(dsn, "v_invoker", f"id = {identity}", session.tenant.org)
    assert {blame.of for blame in found.against} <= {None, "own"}


@pytest.mark.parametrize("view", _UNTOLD)
def test_what_cannot_be_told_is_said(dsn: str, session: Session, view: str) -> None:
    found = why(session, view, "id=2", admin=dsn)
    if view != "u_random":
        assert found.real is really(dsn, view, "id = 2", session.tenant.org)
    if found.outcome is Outcome.SEEN:
        assert found.why == "this session sees it"
    else:
        assert found.outcome is Outcome.UNKNOWN
        assert "cannot be told" in found.why


def test_the_part_of_its_condition_that_hides_the_row_is_named(dsn: str, session: Session) -> None:
    (blame,) = why(session, "v_filter", "4", admin=dsn).against
    assert (blame.of, blame.sql.removeprefix("base.")) == (None, "deleted_at IS NULL")
    (blame,) = why(session, "v_filter", "1", admin=dsn).against
    assert "OR" in blame.sql  # neither side of it is true


def test_that_no_policy_permits_the_owner_is_said_beside_the_views_condition(dsn: str, session: Session) -> None:
    nothing = "no policy permits why_owner any row of public.unruled"
    marked, alive = (why(session, "v_unruled", key, admin=dsn) for key in ("4", "1"))
    assert marked.outcome is alive.outcome is really(dsn, "v_unruled", "id IN (1, 4)") is Outcome.HIDDEN
    assert marked.why.endswith(f"deleted_at IS NULL; and {nothing}")
    assert nothing in alive.why
    assert "not permitted by" not in alive.why


def test_a_view_whose_owner_may_not_read_fails(dsn: str, session: Session) -> None:
    found = why(session, "v_taken", "1", admin=dsn)
    assert found.outcome is really(dsn, "v_taken", "id = 1") is Outcome.FAILS
    assert "why_owner, who reads it for the view, may not read public.keepers" in found.why


def test_a_condition_that_fails_is_named(dsn: str, session: Session) -> None:
    found = why(session, "v_failing", "1", admin=dsn)
    assert found.outcome is found.real is Outcome.FAILS
    assert "error 22012, division by zero" in found.why


def test_a_made_column_is_no_key(dsn: str, session: Session) -> None:
    with pytest.raises(UsageError, match="shout"):
        why(session, "v_barrier", "shout=A", admin=dsn)


def test_without_an_admins_connection_its_condition_is_shown_and_not_asked(session: Session) -> None:
    found = why(session, "v_filter", "4", admin=None)
    assert found.outcome is Outcome.UNKNOWN
    assert [line.answer for line in found.lines if line.conditional] == ["not asked"]
