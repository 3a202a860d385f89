r"""`\why-empty`: the first part of a query that leaves no rows, and what row security has to do with it."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.db.whyempty import desk

from tenantsh.db.whyempty import Loss
from tenantsh.model.errors import NeedsReason, Refused, StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.connect import Target
    from tenantsh.db.session import Session


@pytest.fixture(scope="module")
def dsn(pg: Cluster) -> str:
    return desk.database(pg)


@pytest.fixture(scope="module")
def tenant(dsn: str) -> Iterator[Session]:
    with closing(desk.session(dsn)) as opened:
        yield opened


@pytest.fixture(scope="module")
def admin(dsn: str) -> Target:
    return desk.as_login(dsn, "we_admin")


# What loses the rows as this session sees them: (query, what, words of the reason)
SEEN = [
    ("SELECT * FROM items", Loss.NONE, "it has rows: 40"),
    ("SELECT count(*) FROM items", Loss.NONE, "it has rows: 1"),
    ("SELECT 1", Loss.NONE, "it has rows: 1"),
    ("VALUES (1), (2)", Loss.NONE, "it has rows: 2"),
    ("VALUES (1), (2) LIMIT 0", Loss.LIMIT, "LIMIT 0 leaves none of its 2 rows"),
    ("SELECT 1 WHERE false", Loss.PREDICATE, "false is not true"),
    ("SELECT * FROM items WHERE n = 99", Loss.PREDICATE, "n = 99 is true of none of 40 rows"),
    ("SELECT * FROM items WHERE n > 2 AND n < 9 AND n < 3", Loss.PREDICATE, "n < 3 is true of 17 rows, and of none"),
    ("SELECT * FROM items WHERE n = NULL", Loss.PREDICATE, "IS NULL asks for it"),
    (
        "SELECT * FROM items WHERE org_id = 43",
        Loss.PREDICATE,
        "this session is organization 42's, and it asks for",
    ),
    (
        "SELECT * FROM items WHERE id % 4 = 0 AND deleted_at IS NULL",
        Loss.SOFT_DELETE,
        "10 rows would be there",
    ),
    ("SELECT * FROM items i WHERE i.deleted_at IS NULL AND id % 4 = 0", Loss.SOFT_DELETE, "i.deleted_at IS NULL"),
    ("SELECT * FROM nothing", Loss.EMPTY, "nothing has no row that this session sees"),
    ("SELECT * FROM items, nothing", Loss.EMPTY, "nothing has no row"),
    ("SELECT * FROM items JOIN nothing USING (id)", Loss.EMPTY, "nothing has no row"),
    (
        "SELECT * FROM nothing RIGHT JOIN items ON true WHERE n = 99",
        Loss.PREDICATE,
        "n = 99 is true of none of 40 rows",
    ),
    ("SELECT * FROM nothing n RIGHT JOIN (SELECT * FROM items WHERE n = 99) i ON true", Loss.PREDICATE, "in i: n = 99"),
    ("SELECT * FROM nothing FULL JOIN items ON true WHERE items.n = 99", Loss.PREDICATE, "items.n = 99"),
    ("SELECT * FROM nothing TABLESAMPLE system (50)", Loss.EMPTY, "nothing has no row"),
    ("SELECT * FROM items TABLESAMPLE system (0)", Loss.PREDICATE, "the sample holds none of 40 rows"),
    ("SELECT count(*) FROM nothing HAVING count(*) > 1", Loss.HAVING, "the one group before it"),
    (
        "SELECT n FROM nothing RIGHT JOIN items USING (id) GROUP BY GROUPING SETS (n, ()) HAVING n > 99",
        Loss.HAVING,
        "group",
    ),
    ("SELECT * FROM items LEFT JOIN nothing USING (id) WHERE nothing.id = 1", Loss.PREDICATE, "nothing.id = 1"),
    ("SELECT * FROM closed", Loss.POLICY, "no policy permits this role any row of closed"),
    ("SELECT * FROM items i JOIN owners w ON w.id = i.owner AND w.id = -5", Loss.JOIN, "ON w.id = -5"),
    ("SELECT * FROM items i JOIN notes n ON n.item = i.id AND n.words = 'x'", Loss.JOIN, "ON n.words = 'x'"),
    ("SELECT * FROM items NATURAL JOIN (SELECT -1 AS id) x", Loss.JOIN, "NATURAL JOIN"),
    ("SELECT * FROM items JOIN (SELECT -1 AS id) x USING (id)", Loss.JOIN, "USING (id)"),
    ("SELECT * FROM items JOIN (notes JOIN nothing ON true) ON true", Loss.EMPTY, "nothing has no row"),
    ("SELECT * FROM (SELECT * FROM items WHERE n = 99) q", Loss.PREDICATE, "in q: n = 99"),
    ("WITH q AS (SELECT * FROM items WHERE n = 99) SELECT * FROM q, notes", Loss.PREDICATE, "in q: n = 99"),
    ("WITH items AS (SELECT * FROM items WHERE n = 99) SELECT * FROM items", Loss.PREDICATE, "in items: n = 99"),
    ("WITH a AS (SELECT 1 WHERE false), b AS (SELECT * FROM a) SELECT * FROM b", Loss.PREDICATE, "in b: in a: false"),
    (
        "WITH RECURSIVE r AS (SELECT 1 AS n WHERE false UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r",
        Loss.PREDICATE,
        "in r, where the recursion begins: false",
    ),
    ("SELECT * FROM (WITH a AS (SELECT * FROM nothing) SELECT * FROM a) q", Loss.EMPTY, "in q: in a: nothing"),
    ("SELECT kind FROM items GROUP BY kind HAVING count(*) > 99", Loss.HAVING, "3 groups before it, none with it"),
    ("SELECT kind FROM items GROUP BY 1 HAVING count(*) > 1 AND max(n) > 99", Loss.HAVING, "max(n) > 99"),
    ("SELECT count(*) FROM items HAVING count(*) > 99", Loss.HAVING, "the one group"),
    ("SELECT * FROM items LIMIT 0", Loss.LIMIT, "LIMIT 0 leaves none of its 40 rows"),
    ("SELECT * FROM items ORDER BY n OFFSET 40", Loss.OFFSET, "OFFSET 40 skips its 40 rows"),
    ("SELECT * FROM items ORDER BY n OFFSET 40 ROWS FETCH FIRST 3 ROWS ONLY", Loss.OFFSET, "OFFSET 40"),
    ("SELECT unnest('{}'::int[]) FROM items", Loss.SELECT_LIST, "select list"),
    ("SELECT DISTINCT kind FROM items WHERE n = 99 ORDER BY 1", Loss.PREDICATE, "n = 99"),
    ("SELECT id FROM items INTERSECT SELECT -1", Loss.SET_OPERATION, "no row is on both sides"),
    ("SELECT id FROM items EXCEPT SELECT id FROM items", Loss.SET_OPERATION, "is on the right, too"),
    ("SELECT id FROM items INTERSECT SELECT id FROM nothing", Loss.EMPTY, "the right side: nothing"),
    (
        "SELECT id FROM nothing UNION SELECT 1 WHERE false",
        Loss.EMPTY,
        "sees; side 2 of 2: false is not true",
    ),
    ("SELECT 1 WHERE false" + " UNION ALL SELECT 1 WHERE false" * 20, Loss.PREDICATE, "and 16 more sides"),
    ("SELECT * FROM items WHERE id IN (" + "-1, " * 5000 + "-1)", Loss.PREDICATE, "… is true of none of"),
    ("SELECT * FROM ONLY log", Loss.EMPTY, "ONLY log has no row"),
    ("(SELECT id FROM items UNION SELECT 1) LIMIT 0", Loss.LIMIT, "LIMIT 0"),
    ("SELECT * FROM items WHERE id IN (SELECT id FROM nothing)", Loss.EMPTY, "its subquery gives no rows: nothing"),
    ("SELECT * FROM items WHERE id = (SELECT id FROM nothing)", Loss.EMPTY, "gives no rows, and so NULL"),
    ("SELECT * FROM items WHERE EXISTS (SELECT FROM notes WHERE words = 'x')", Loss.PREDICATE, "words = 'x' is true"),
    ("SELECT * FROM items i WHERE EXISTS (SELECT FROM notes WHERE item = -i.id)", Loss.PREDICATE, "EXISTS"),
    ("SELECT * FROM items WHERE n = 99 OR id IN (SELECT id FROM nothing)", Loss.PREDICATE, "is true of none of 40"),
    ("SELECT * FROM items WHERE n NOT IN (SELECT NULL::int)", Loss.PREDICATE, "the subquery has a NULL"),
    ("SELECT * FROM items, LATERAL (SELECT * FROM notes WHERE item = -items.id) x", Loss.UNKNOWN, "rows around it"),
    ("SELECT * FROM items, generate_series(1, 0)", Loss.EMPTY, "generate_series(1, 0) gives no rows"),
    ("SELECT count(*) FROM items WHERE n = 99", Loss.PREDICATE, "aggregate of no rows: n = 99"),
    ("SELECT max(id) FROM nothing", Loss.EMPTY, "aggregate of no rows: nothing"),
    ("SELECT * FROM living WHERE n = 99", Loss.PREDICATE, "n = 99"),
    ("SELECT * FROM counted WHERE org_id = 99", Loss.PREDICATE, "org_id = 99"),
    ('SELECT * FROM "Odd ""one"."odd,""name" AS "x y" WHERE "x y"."a b" = 5', Loss.PREDICATE, '"x y"."a b" = 5'),
    (
        "SELECT * FROM log WHERE at >= '2021-03-01 00:00+00' AND at < '2021-05-01'",
        Loss.RETENTION,
        "2021-03 to 2021-04",
    ),
    ("SELECT * FROM log l WHERE l.at < '2021-05-01' AND what = 'x'", Loss.RETENTION, "2021-04 and before"),
    ("SELECT * FROM log WHERE date_trunc('month', at at time zone 'UTC') = '2021-03-01'", Loss.RETENTION, "2021-03"),
    ("SELECT * FROM log WHERE at > '2099-01-01'", Loss.PREDICATE, "at > '2099-01-01'"),
]


@pytest.mark.parametrize(("query", "loss", "words"), SEEN, ids=[query[:60] for query, _, _ in SEEN])
def test_the_first_part_that_leaves_none_is_named(tenant: Session, query: str, loss: Loss, words: str) -> None:
    found = desk.empty(tenant, query)
    assert (found.loss, words in found.why) == (loss, True), found


# What row security hides: (query, what, words of the reason or of a note)
HIDDEN = [
    ("SELECT * FROM items WHERE id = 1", Loss.POLICY, "organization 43's, not permitted by own: org_id = (SELECT"),
    ("SELECT * FROM items WHERE id IN (1, 2)", Loss.POLICY, "2 other organizations"),
    ("SELECT * FROM items i JOIN owners w ON w.id = i.owner WHERE i.id = 1", Loss.POLICY, "of items"),
    ("SELECT count(*) FROM items WHERE id = 1", Loss.POLICY, "hides 1 row that it asks for"),
    ("WITH q AS (SELECT * FROM items WHERE id = 1) SELECT * FROM q", Loss.POLICY, "not permitted by own"),
    ("SELECT * FROM notes WHERE item = 1 AND item IN (SELECT id FROM items)", Loss.POLICY, "hides 1 row"),
    ("SELECT * FROM items WHERE kind = 'a' AND id = 1", Loss.POLICY, "hides 1 row"),
    ("SELECT id FROM items WHERE id = 1 UNION SELECT id FROM items WHERE id = 2", Loss.POLICY, "hides 2 rows"),
    ("SELECT * FROM owners WHERE name = 'owner 7'", Loss.POLICY, "shared: name = 'shared'"),
    ("SELECT * FROM items WHERE id = 999", Loss.PREDICATE, "without row security it has no rows either"),
    ("SELECT * FROM items WHERE id = 1 LIMIT 0", Loss.POLICY, "hides 1 row"),
    ("SELECT kind FROM items GROUP BY kind HAVING count(*) > 30", Loss.HAVING, "without row security"),
    ("SELECT * FROM odd", Loss.POLICY, "of odd, organization 43's, whose policies cannot be asked of a row by itself"),
    ("SELECT * FROM items WHERE kind = 'a'::kind AND id = 1", Loss.POLICY, "hides 1 row"),
    ("SELECT * FROM items WHERE kind = ANY ('{a}'::kind[]) AND id = 1", Loss.POLICY, "hides 1 row"),
    (
        "SELECT * FROM items i WHERE id = 1 AND (json_populate_record(i, '{}')).n = 1",
        Loss.PREDICATE,
        "may run what is not",
    ),
    ("SELECT * FROM coded WHERE code < code", Loss.EMPTY, "coded.code is own_type"),
    ("SELECT DISTINCT * FROM coded", Loss.EMPTY, "coded.code is own_type"),
    ("SELECT count(DISTINCT c.*) FROM coded c WHERE id = 1", Loss.EMPTY, "coded.code is own_type"),
    ("SELECT id FROM coded WHERE id = 1", Loss.POLICY, "hides 1 row"),
    ("SELECT * FROM items WHERE id = 1 AND n::text::own_code <> ''", Loss.PREDICATE, "error 42704"),
    (
        "SELECT * FROM items WHERE id = 1 AND 'x'::public.own_code <> ''",
        Loss.PREDICATE,
        "public.own_code, which is not",
    ),
    ("SELECT * FROM living WHERE id = 999", Loss.PREDICATE, "living is a view"),
    (
        "SELECT * FROM items WHERE is_seven(id) AND id = 1",
        Loss.PREDICATE,
        "is_seven(integer), which is not",
    ),
    (
        "SELECT * FROM items WHERE id = 1 AND org_id <> own_org()",
        Loss.PREDICATE,
        "own_org(), which is not",
    ),
    ("SELECT * FROM items WHERE id = 1 AND current_user <> 'x'", Loss.PREDICATE, "it asks who the session is"),
    ("SELECT * FROM items WHERE id = 1 AND random() >= 0", Loss.PREDICATE, "random, which may give something else"),
    (
        "SELECT * FROM items WHERE id = 1 AND current_setting('a.b', true) = '42'",
        Loss.PREDICATE,
        "current_setting",
    ),
    ('SELECT * FROM "Odd ""one"."odd,""name" AS "x y" WHERE "x y"."a b" = 1', Loss.POLICY, 'own "too: org_id'),
    ("SELECT * FROM log WHERE at < '2021-05-01'", Loss.RETENTION, "2021-04 and before"),
]


@pytest.mark.parametrize(("query", "loss", "words"), HIDDEN, ids=[query[:60] for query, _, _ in HIDDEN])
def test_what_row_security_hides_is_told_with_an_admins_connection(
    tenant: Session, admin: Target, query: str, loss: Loss, words: str
) -> None:
    found = desk.empty(tenant, query, admin)
    assert (found.loss, words in "; ".join([found.why, *found.notes])) == (loss, True), found
    assert "secret" not in repr(found)


def test_a_policy_that_is_true_is_not_blamed_nor_one_side_of_an_or(tenant: Session, admin: Target) -> None:
    found = desk.empty(tenant, "SELECT * FROM ruled WHERE id = 1", admin)
    against = found.why.partition("not permitted by ")[2]
    assert against == "never: false; own: org_id = (SELECT public.own_org()) OR name = 'b'::text"
    assert [step.rows for step in found.steps if step.part.startswith("policy open")] == [1]


def test_without_an_admins_connection_it_says_what_cannot_be_told(tenant: Session) -> None:
    found = desk.empty(tenant, "SELECT * FROM items WHERE id = 1")
    assert found.loss is Loss.PREDICATE
    assert any("cannot be told without a connection that may see every row" in note for note in found.notes)
    assert desk.empty(tenant, "SELECT * FROM notes WHERE item = -1").notes == ()


def test_a_view_that_reads_as_the_asker_is_taken_apart(pg: Cluster, tenant: Session, admin: Target) -> None:
    if pg.major < 15:
        pytest.skip("security_invoker came with 15")
    found = desk.empty(tenant, "SELECT * FROM mine WHERE n = 1", admin)
    assert found.loss is Loss.PREDICATE
    assert "without row security it has no rows either" in found.notes
    found = desk.empty(tenant, "SELECT m.name FROM mine m WHERE id = 4", admin)
    assert found.loss is Loss.POLICY


def test_python_asks_as_it_runs(tenant: Session) -> None:
    found = tenant.why_empty("SELECT * FROM items WHERE n = %(n)s AND id > %(id)s AND n <> %(id)s", {"id": 1, "n": 99})
    assert found.rows[-1][0:2] == ("verdict", "predicate")
    assert tenant.why_empty("SELECT * FROM items WHERE n = %s LIMIT %s", [3, 0]).rows[-1][1] == "limit"
    assert tenant.why_empty("SELECT 5 % 2 FROM nothing").rows[-1][1] == "empty"
    with pytest.raises(UsageError):
        tenant.why_empty("SELECT %s", [])


def test_values_of_parameters_are_its_own(tenant: Session, admin: Target) -> None:
    query = "SELECT * FROM items WHERE kind = $2 AND id = $1"
    assert desk.empty(tenant, query, admin, ("1", "a")).loss is Loss.POLICY
    assert desk.empty(tenant, query, admin, ("999", "a")).loss is Loss.PREDICATE
    with pytest.raises(StatementError):
        desk.empty(tenant, query)


# -- the person's own work, and what must not be ---------------------------------------------------------------------


def test_an_open_transaction_is_what_it_was(dsn: str) -> None:
    with closing(desk.session(dsn, write=True)) as opened:
        opened.run("BEGIN")
        assert desk.empty(opened, "SELECT 1 / (n - n) FROM items WHERE n = 99").loss is Loss.PREDICATE
        assert desk.empty(opened, "SELECT * FROM items WHERE 1 / (n - n) = 1").loss is Loss.UNKNOWN
        assert opened.in_transaction
        assert not opened.failed
        assert opened.run("SELECT count(*) FROM items").rows == [(40,)]
        opened.run("ROLLBACK")


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM items WHERE false",
        "WITH gone AS (DELETE FROM items RETURNING *) SELECT * FROM gone",
        "SELECT * INTO x FROM items",
        "EXPLAIN SELECT 1",
        "",
        "SELECT 1; SELECT 2",
        "SHOW search_path",
    ],
)
def test_what_is_no_query_is_said_to_be_none(dsn: str, query: str) -> None:
    with closing(desk.session(dsn, write=True)) as opened, pytest.raises((UsageError, StatementError, Refused)):
        desk.empty(opened, query)


def test_errors_are_the_query_s_own(tenant: Session) -> None:
    for query, state in (("SELECT * FROM no_such", "42P01"), ("SELECT nix FROM items", "42703"), ("SELEC 1", "42601")):
        with pytest.raises(StatementError) as raised:
            desk.empty(tenant, query)
        assert raised.value.sqlstate == state


def test_the_guard_reads_it(tenant: Session) -> None:
    with pytest.raises((Refused, NeedsReason)):
        desk.empty(tenant, "SELECT set_config('app.current_org_id', '43', false) WHERE false")


def test_it_is_bounded_in_time(tenant: Session) -> None:
    began = time.monotonic()
    found = desk.empty(tenant, "SELECT FROM items, pg_sleep(20) WHERE n = 99 AND pg_sleep(20) IS NULL", seconds=1)
    assert time.monotonic() - began < 3
    assert found.loss in (Loss.PREDICATE, Loss.UNKNOWN)


def test_the_evidence_holds_it(dsn: str, admin: Target) -> None:
    heard: list[tuple[str, str]] = []
    with closing(desk.session(dsn)) as opened:
        opened.on_done = lambda done: heard.append((done.how, str(done.verdict)))
        desk.empty(opened, "SELECT * FROM items WHERE id = 1", admin)
        with pytest.raises(StatementError):
            desk.empty(opened, "SELECT * FROM no_such")
    assert [how for how, _ in heard] == ["why-empty", "why-empty, without row security", "why-empty"]
    assert heard[0][1] != heard[2][1]


def test_an_admin_that_cannot_be_reached_leaves_what_was_found(dsn: str, tenant: Session) -> None:
    found = desk.empty(tenant, "SELECT * FROM items WHERE id = 1", desk.as_login(dsn, "no_such_login"))
    assert found.loss is Loss.PREDICATE
    assert any("cannot be told: " in note for note in found.notes)


def test_an_admins_login_that_may_not_see_every_row_is_told(dsn: str, tenant: Session) -> None:
    found = desk.empty(tenant, "SELECT * FROM items WHERE id = 1", desk.as_login(dsn, "we_weak"))
    assert found.loss is Loss.PREDICATE
    assert any("cannot be told" in note for note in found.notes)


def test_nothing_of_the_tenant_s_own_runs_with_the_admin_s_rights(dsn: str, tenant: Session, admin: Target) -> None:
    """Planted operators and functions are in the tenant's search path, and a policy calls one."""
    with psycopg.connect(dsn, autocommit=True) as owner:
        owner.execute(
            "CREATE SCHEMA IF NOT EXISTS planted; GRANT USAGE ON SCHEMA planted TO PUBLIC;"
            "CREATE OR REPLACE FUNCTION planted.told(int, int) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN"
            " IF current_user LIKE 'we_admin' THEN RAISE 'run as the admin'; END IF;"
            " RETURN $1 OPERATOR(pg_catalog.=) $2; END $$;"
            "CREATE OPERATOR planted.= (LEFTARG = int, RIGHTARG = int, FUNCTION = planted.told)"
        )
        try:
            tenant.run("SET search_path = planted, public, pg_catalog")
            found = desk.empty(tenant, "SELECT * FROM items WHERE id = 1", admin)
            assert found.loss is Loss.PREDICATE
            assert any("=(integer,integer), which is not PostgreSQL's own" in note for note in found.notes), found
        finally:
            tenant.run("RESET search_path")
            owner.execute("DROP SCHEMA planted CASCADE")
