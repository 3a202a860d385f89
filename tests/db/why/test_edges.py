r"""`\why` where something is in the way: keys that are none, what is locked, huge, or not allowed; and its doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.db.why.people import OWNER, make, person, table_of, why

from tenantsh.db.connect import Target
from tenantsh.db.query import Query
from tenantsh.db.why import Outcome, explain
from tenantsh.db.why import rows as asked
from tenantsh.model.errors import ConnectError, Refused, StatementError, TenantshError, UsageError

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_SCHEMA = f"""
GRANT CREATE, USAGE ON SCHEMA public TO {OWNER}, why_reader; SET ROLE {OWNER};
CREATE TABLE t (id int PRIMARY KEY, org_id bigint, body text);
INSERT INTO t VALUES (1, 42, 'mine'), (2, 43, 'their secret');
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON t USING (org_id = current_setting('app.current_org_id')::bigint);
CREATE TABLE big (id int PRIMARY KEY, org_id bigint, body text);
INSERT INTO big VALUES (1, 42, repeat('x', 17 * 1024 * 1024));
ALTER TABLE big ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON big USING (org_id = 42);
CREATE TABLE strange ("Id" varchar(3), "a=b" text, doc json, org_id bigint, PRIMARY KEY ("Id", "a=b"));
INSERT INTO strange VALUES ('abc', 'x=1', '{{}}', 42);
CREATE TABLE twins (a int, b int, org_id bigint); INSERT INTO twins VALUES (1, 1, 42), (1, 2, 42);
CREATE TABLE included (id int, body text, PRIMARY KEY (id) INCLUDE (body)); INSERT INTO included VALUES (1, 'x');
CREATE TABLE unread (id int PRIMARY KEY, body text); INSERT INTO unread VALUES (1, 'x');
RESET ROLE; CREATE SCHEMA closed AUTHORIZATION {OWNER}; SET ROLE {OWNER};
CREATE TABLE closed.hidden (org_id bigint);
INSERT INTO closed.hidden VALUES (42); GRANT SELECT ON closed.hidden TO why_reader;
CREATE TABLE behind (id int PRIMARY KEY, org_id bigint); INSERT INTO behind VALUES (1, 42), (2, 43);
ALTER TABLE behind ENABLE ROW LEVEL SECURITY;
CREATE POLICY asks ON behind USING (EXISTS (SELECT FROM closed.hidden h WHERE h.org_id = behind.org_id));
CREATE TABLE kept (org_id bigint); INSERT INTO kept VALUES (42);
CREATE TABLE before_kept (id int PRIMARY KEY, org_id bigint); INSERT INTO before_kept VALUES (1, 42), (2, 43);
ALTER TABLE before_kept ENABLE ROW LEVEL SECURITY;
CREATE POLICY asks ON before_kept USING (EXISTS (SELECT FROM kept k WHERE k.org_id = before_kept.org_id));
CREATE TABLE "x :key1 $1" (":key1" int PRIMARY KEY, "tenantsh row" int, t text, org_id int);
INSERT INTO "x :key1 $1" VALUES (1, 5, 'x', 42), (2, 5, 'y', 43);
ALTER TABLE "x :key1 $1" ENABLE ROW LEVEL SECURITY;
CREATE POLICY ":key1 $1" ON "x :key1 $1" USING (t = 'x' AND ':key1 $1' <> ':key2' AND "tenantsh row" = 5);
CREATE TABLE "select" ("select" int PRIMARY KEY, org_id int); INSERT INTO "select" VALUES (1, 42), (2, 43);
ALTER TABLE "select" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON "select" USING ("select"."select" = 1 AND to_jsonb("select".*) ->> 'org_id' = '42');
GRANT SELECT ON ALL TABLES IN SCHEMA public TO why_reader; REVOKE ALL ON kept, unread FROM why_reader;
GRANT SELECT (body) ON unread TO why_reader; GRANT INSERT, UPDATE ON t TO why_reader;
"""


@pytest.fixture(scope="module")
def dsn(pg: Cluster) -> str:
    return make(pg, "why_edges", _SCHEMA)


@pytest.fixture
def session(dsn: str) -> Session:
    return person(dsn)


@pytest.mark.parametrize(
    ("name", "key", "says"),
    [
        ("t", [], "no key was said"),
        ("t", ["x"], "no value for the key"),
        ("t", [""], "no value for the key"),
        ("t", ["99999999999999999999"], "no value for the key"),
        ("t", ["1", "2"], "no more columns"),
        ("t", ["id=1", "id=2"], "said twice"),
        ("t", ["1", "id=2"], "said twice"),
        ("t", ["1", "nothing=2"], 'no column "nothing"'),
        ("t", ["nothing=2"], 'no column "nothing"'),
        ("t", ["ord_id=2"], "did you mean org_id?"),
        ("t", ["id>1"], "by = and not by >"),
        ("t", ["1' or true --"], "no value for the key"),
        ("t", ["body=a\0b"], "NUL"),
        ("strange", ["doc={}"], "cannot be looked for"),
        ("twins", ["1"], "no primary key"),
        ("twins", ["a=1"], "more than one row"),
        ("included", ["1", "x"], "no more columns"),
    ],
)
def test_a_key_that_is_none_is_said_to_be_none(
    dsn: str, session: Session, name: str, key: list[str], says: str
) -> None:
    with session, pytest.raises(UsageError) as raised:
        why(session, name, *key, admin=dsn)
    assert says in str(raised.value)


def test_columns_are_named_as_they_are_or_as_sql_reads_them(dsn: str, session: Session) -> None:
    with session:
        for key in (["abc", "x=1"], ['"Id"=abc', "x=1"], ["Id=abc"]):
            assert why(session, "strange", *key, admin=dsn).outcome is Outcome.SEEN
        assert why(session, "t", "ID=1", admin=dsn).outcome is Outcome.SEEN
        assert why(session, "strange", "Id=abcd", admin=dsn).outcome is Outcome.ABSENT  # and is not cut to abc


@pytest.mark.parametrize("name", ["x :key1 \\$1", "select"])
def test_names_that_look_like_something_else_are_names(dsn: str, session: Session, name: str) -> None:
    with session:
        assert why(session, name, "1", admin=dsn).outcome is Outcome.SEEN
        assert why(session, name, "2", admin=dsn).outcome is Outcome.HIDDEN
        assert why(session, name, "3", admin=dsn).outcome is Outcome.ABSENT


def test_a_row_that_is_too_large_is_not_carried(dsn: str, session: Session) -> None:
    with session:
        found = why(session, "big", "1", admin=dsn)
    assert (found.outcome, "too large" in found.why) == (Outcome.UNKNOWN, True)


def test_a_column_that_may_not_be_read_is_no_key_of_this_roles(dsn: str, session: Session) -> None:
    with session:
        found = why(session, "unread", "1", admin=dsn)
    assert found.outcome is found.real is Outcome.DENIED
    assert "for its column id" in found.why


def test_what_a_condition_may_not_read_is_an_error_and_no_missing_privilege(dsn: str, session: Session) -> None:
    with session:
        found = why(session, "before_kept", "1", admin=dsn)
        assert found.outcome is found.real is Outcome.FAILS
        assert "asks: " in found.why
        assert "error 42501, insufficient privilege" in found.why
        absent = why(session, "before_kept", "3", admin=dsn)
    assert absent.real is absent.outcome
    assert "no such row" in absent.why


@pytest.mark.parametrize(("key", "real"), [("1", Outcome.SEEN), ("2", Outcome.HIDDEN)])
def test_a_name_in_a_schema_that_only_a_policy_may_use_cannot_be_asked(
    dsn: str, session: Session, key: str, real: Outcome
) -> None:
    with session:
        found = why(session, "behind", key, admin=dsn)
    assert (found.outcome, found.real) == (Outcome.UNKNOWN, real)
    assert "schema closed" in found.why


def test_another_session_that_holds_the_table_is_not_waited_for(dsn: str, session: Session) -> None:
    with session, psycopg.connect(dsn) as other:
        table = table_of(session, "t")
        other.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
        for admin in (Target(dsn), None):
            with pytest.raises((UsageError, StatementError)) as raised:
                explain(session, table, ["2"], admin)
            assert "lock" in str(raised.value)
        other.rollback()
        assert explain(session, table, ["2"], Target(dsn)).outcome is Outcome.HIDDEN


def test_what_she_wrote_in_her_own_transaction_is_explained_by_it(dsn: str) -> None:
    with person(dsn, write=True) as session:
        session.run("BEGIN")
        session.run("INSERT INTO t VALUES (7, 42, 'new')")
        found = why(session, "t", "7", admin=dsn)
        assert (found.outcome, found.why) == (Outcome.SEEN, "permitted by own")
        assert session.in_transaction
        assert session.run("SELECT count(*) FROM t WHERE id = 7").rows == [(1,)]
        session.run("ROLLBACK")
        assert why(session, "t", "7", admin=dsn).outcome is Outcome.ABSENT


def test_a_failed_transaction_is_an_error_and_stays(dsn: str, session: Session) -> None:
    with session:
        session.run("BEGIN")
        with pytest.raises(StatementError):
            session.run("SELECT * FROM nothing")
        with pytest.raises(TenantshError):
            why(session, "t", "1", admin=dsn)
        assert session.failed


@pytest.mark.parametrize(
    ("user", "dbname", "says"),
    [("why_login", "why_edges", "may not see every row"), ("postgres", "postgres", "another database")],
)
def test_an_admin_that_is_none_is_said_to_be_none(
    pg: Cluster, session: Session, user: str, dbname: str, says: str
) -> None:
    with session, pytest.raises(UsageError) as raised:
        why(session, "t", "2", admin=pg.dsn(dbname, user))
    assert says in str(raised.value)


def test_a_copy_of_the_database_is_another_one(pg: Cluster, dsn: str) -> None:
    pg.drop("why_edges_copy")
    pg.create("why_edges_copy", "why_edges")
    with person(dsn) as session, pytest.raises(UsageError, match="another database"):
        why(session, "t", "2", admin=pg.dsn("why_edges_copy"))
    pg.drop("why_edges_copy")


def test_an_admin_that_cannot_be_reached_is_not_taken_for_the_session(session: Session) -> None:
    with session, pytest.raises(ConnectError, match="the admin's connection failed"):
        why(session, "t", "2", admin="host=/nowhere user=postgres")


def test_nothing_of_another_organizations_row_is_in_the_answer_or_the_log(dsn: str) -> None:
    heard: list[object] = []
    with person(dsn) as session:
        session.on_done = heard.append
        session.on_question = lambda *said: heard.append(said)
        found = session.why("t", 2)
    assert "secret" not in repr((found, found.rows, heard))
    assert any("SELECT FROM public.t" in repr(each) for each in heard)


def test_who_has_no_reason_is_not_shown_other_peoples_rows(dsn: str, session: Session) -> None:
    def kept() -> None:
        raise Refused("say why", rule="reason")

    with session:
        session.on_ask = kept
        assert why(session, "t", "1", admin=dsn).outcome is Outcome.SEEN  # which takes no admin
        with pytest.raises(Refused):
            why(session, "t", "2", admin=dsn)


def test_python_asks_by_values_or_by_columns(dsn: str) -> None:
    with person(dsn) as session:
        assert session.why("t", 1).rows[-1][:2] == ("verdict", "seen")
        assert session.why("t", id=2, org_id=43).rows[-1][1] == "hidden"
        assert session.why("t", 2).rows[-1][2].startswith("it is organization 43's; not permitted by own: ")
        with pytest.raises(UsageError, match="no table"):
            session.why("nothing", 1)
        with pytest.raises(UsageError, match=r"relations are called .* public\."):
            session.why("public.*", 1)


_HOSTILE = """
CREATE ROLE why_hostile; GRANT CREATE, USAGE ON SCHEMA public TO why_hostile; SET ROLE why_hostile;
CREATE FUNCTION trap() RETURNS bool IMMUTABLE LANGUAGE plpgsql
    AS $$ BEGIN IF current_user = 'postgres' THEN RAISE 'trapped'; END IF; RETURN true; END $$;
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE DOMAIN key AS text CHECK (VALUE <> '' AND trap());
CREATE TABLE traps (id key PRIMARY KEY, t text, org_id mood, pair key[]);
INSERT INTO traps VALUES ('a', 'x', 'glad', '{b}'), ('b', 'y', 'sad', NULL);
CREATE FUNCTION told(traps) RETURNS text LANGUAGE sql AS $$ SELECT 'told' WHERE trap() $$;
CREATE FUNCTION told(mood) RETURNS text LANGUAGE sql AS $$ SELECT 'told' WHERE trap() $$;
CREATE FUNCTION read(text) RETURNS mood LANGUAGE sql AS $$ SELECT 'glad'::mood WHERE trap() $$;
CREATE FUNCTION same(mood, mood) RETURNS bool LANGUAGE sql AS $$ SELECT trap() $$;
CREATE CAST (traps AS text) WITH FUNCTION told(traps);
CREATE CAST (mood AS text) WITH FUNCTION told(mood) AS IMPLICIT;
CREATE CAST (text AS mood) WITH FUNCTION read(text) AS IMPLICIT;
CREATE OPERATOR = (LEFTARG = mood, RIGHTARG = mood, FUNCTION = same);
ALTER TABLE traps ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON traps USING (t = 'x');
GRANT SELECT ON traps TO why_reader;
"""


def test_no_code_of_a_tables_owner_is_run_by_the_admin(pg: Cluster) -> None:
    pg.run("DROP ROLE IF EXISTS why_hostile")
    dsn = make(pg, "why_hostile", _HOSTILE)
    with pytest.raises(psycopg.Error, match="trapped"):
        pg.run("SELECT traps::text FROM traps", "why_hostile")
    with person(dsn) as session:
        for key in ("b", "t=y"):
            assert why(session, "traps", key, admin=dsn).outcome is Outcome.HIDDEN
        assert why(session, "traps", "c", admin=dsn).outcome is Outcome.ABSENT
        for key in ("pair={b}", "org_id=sad"):  # the latter's casts leave it open which operator is meant
            with pytest.raises(UsageError, match="cannot be looked for"):
                why(session, "traps", key, admin=dsn)
    pg.drop("why_hostile")
    pg.run("DROP ROLE why_hostile")


_PARAMS: dict[str, dict[str, object]] = {
    "why/named": {"name": "^(pg_class)$", "schema": None, "visible_only": True},
    "why/columns": {"relation": 1259},
    "why/volatile": {"relation": 1259, "view": None, "names": ["random"]},
    "why/unusable": {},
    "why/alike": {"relation": 1259},
    "why/definition": {"view": 1259},
}


@pytest.mark.parametrize("query", [q for q in vars(asked).values() if isinstance(q, Query) and q.name in _PARAMS])
def test_questions_give_what_their_dataclasses_take(session: Session, query: Query[object]) -> None:
    with session:
        session.fetch_apart(query.ask(**_PARAMS[query.name]))
