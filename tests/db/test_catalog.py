"""The snapshot of a database: all that a role may use, nothing else, and quick to come by."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.db import small as schema
from tests.db.plainly import opened, run
from tests.db.small import Small
from tests.pgcluster import as_user

from tenantsh.db import catalog as catalogs
from tenantsh.db.catalog.things import KINDS
from tenantsh.db.connect import Target
from tenantsh.db.opening import Wanted, open_session
from tenantsh.model.catalog import Catalog, ForeignKey, Organization
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session
    from tenantsh.model.catalog import Column, Relation

_SQL = Path(__file__).with_name("catalog.sql")
_NAME = "catalogued"


@pytest.fixture(scope="session")
def place(pg: Cluster) -> Small:
    """The small database with more in it, shared by the run."""
    pg.once(_NAME, lambda: make(pg))
    return Small(pg, _NAME)


def make(pg: Cluster) -> None:
    schema.make(pg, _NAME)
    pg.run(_SQL.read_text(encoding="utf-8"), _NAME)


_loaded: dict[tuple[int, bool], Catalog] = {}


def loaded(place: Small, *, write: bool = False) -> Catalog:
    key = (place.pg.major, write)
    if key not in _loaded:
        with place.open(write=write) as session:
            _loaded[key] = catalogs.load(session)
    return _loaded[key]


@pytest.fixture
def viewed(place: Small) -> Catalog:
    """What a session that may only read knows."""
    return loaded(place)


@pytest.fixture
def written(place: Small) -> Catalog:
    """What a session that may write knows."""
    return loaded(place, write=True)


@pytest.fixture
def empty(pg: Cluster, empty_dsn: str) -> str:
    """An empty database for a role that owns nothing and was granted nothing."""
    pg.run("do $$ begin if to_regrole('catalog_nobody') is null then create role catalog_nobody login; end if; end $$")
    return as_user(empty_dsn, "catalog_nobody")


def named(catalog: Catalog, name: str, schema: str | None = None) -> Relation:
    found = catalog.relation(name, schema)
    assert found is not None, name
    return found


def columns(catalog: Catalog, name: str, schema: str | None = None) -> dict[str, Column]:
    return {column.name: column for column in catalog.columns_of(named(catalog, name, schema))}


def plain(dsn: str) -> Catalog:
    """What the login itself knows."""
    session = opened(dsn)
    try:
        return catalogs.load(session)
    finally:
        session.close()


def everything(catalog: Catalog) -> str:
    """All that a catalog could have offered, as one text."""
    told: list[object] = [*catalog.schemas, *catalog.relations, *catalog.functions, *catalog.types]
    told += [catalog.columns[oid] for oid in catalog.columns] + list(catalog.foreign_keys)
    told += [thing for things in catalog.things.values() for thing in things]
    return "\n".join(map(str, told))


# -- what a role may use ---------------------------------------------------------------------------------------------


def test_what_a_role_may_not_use_is_nowhere(viewed: Catalog, written: Catalog) -> None:
    for catalog in (viewed, written):
        # a table's own constraint and column may be called after what they refer to
        lines = everything(catalog).replace("tells_secret_id_fkey", "").replace("name='secret_id'", "").splitlines()
        assert [line for line in lines if "secret" in line] == []


def test_a_constraint_tells_of_no_column_that_a_role_may_not_use(viewed: Catalog, written: Catalog) -> None:
    def of(catalog: Catalog, relation: str) -> dict[str, str]:
        owned = catalog.owned["constraint"][named(catalog, relation).oid]
        return {thing.name: thing.detail for thing in owned if not thing.name.endswith("not_null")}

    assert set(of(viewed, "accounts")) == {"accounts_pkey", "email_check"}
    assert not viewed.relations.named("hash_key")
    assert of(viewed, "logins")["hash_of"] == "FOREIGN KEY"
    assert of(viewed, "logins")["logins_account_id_fkey"].endswith("REFERENCES accounts(account_id)")
    assert {"hash_check", "hash_key", "whole_check"} < set(of(written, "accounts"))
    assert of(viewed, "tells") == {"tells_secret_id_fkey": "FOREIGN KEY"}


def test_a_foreign_key_to_what_may_not_be_read_leads_nowhere(viewed: Catalog) -> None:
    assert viewed.keys_to.get(named(viewed, "tells").oid, ()) == ()


def test_a_role_without_privileges_is_offered_the_systems_own_alone(place: Small, empty: str) -> None:
    for dsn in (empty, as_user(place.target(), "catalog_nobody")):
        catalog = plain(dsn)
        own = {relation.name for relation in catalog.relations if not relation.system}
        assert own == set()
        assert catalog.foreign_keys == ()
        assert not [
            len(catalog.things[kind])
            for kind in ("policy", "trigger", "statistics", "constraint")
            if len(catalog.things[kind])
        ]
        assert named(catalog, "pg_class").readable
        assert catalog.relation("pg_authid") is None
        assert catalog.functions.named("lower")


def test_only_the_columns_are_known_that_a_role_may_use(viewed: Catalog, written: Catalog) -> None:
    assert list(columns(viewed, "accounts")) == ["account_id", "email"]
    readable = {column.name: column.readable for column in columns(written, "accounts").values()}
    assert readable == {"account_id": True, "org_id": False, "email": True, "password_hash": False}
    assert not named(viewed, "accounts").writable
    assert named(written, "accounts").writable
    assert named(viewed, "things").writable, "a column of it may be updated"


def test_a_foreign_key_is_known_by_columns_that_a_role_may_use(viewed: Catalog) -> None:
    accounts, logins, orgs = (named(viewed, name).oid for name in ("accounts", "logins", "orgs"))
    assert viewed.keys_to[accounts] == (ForeignKey(logins, ("account_id",), accounts, ("account_id",)),)
    assert accounts not in {key.of for key in viewed.keys_to[orgs]}


@pytest.mark.parametrize("write", [False, True])
def test_privileges_are_those_that_the_server_tells_of_each(place: Small, write: bool) -> None:
    role = "small_member" if write else "small_viewer"
    told = place.admin(f"""
        select c.oid::int8,
            has_table_privilege(r, c.oid, 'select') or has_any_column_privilege(r, c.oid, 'select'),
            has_table_privilege(r, c.oid, 'insert, update, delete')
                or has_any_column_privilege(r, c.oid, 'insert, update'),
            array(
                select attname::text from pg_attribute
                where attrelid = c.oid and attnum > 0 and not attisdropped
                    and has_column_privilege(r, c.oid, attnum, 'select, insert, update')
                order by attnum
            )
        from pg_class as c, cast('{role}' as name) as r
        where relkind in ('r', 'p', 'v', 'm', 'f') and has_schema_privilege(r, relnamespace, 'usage')
    """)
    catalog = loaded(place, write=write)
    rows = [relation for relation in catalog.relations if relation.kind in "rpvmf"]
    ours = {(r.oid, r.readable, r.writable, *(c.name for c in catalog.columns_of(r))) for r in rows}
    assert ours == {(oid, reads, writes, *names) for oid, reads, writes, names in told if reads or writes}  # type: ignore[misc]


def test_a_partition_is_known_where_it_may_be_read_itself(viewed: Catalog) -> None:
    assert named(viewed, "children_2026").parent == named(viewed, "children").oid
    assert viewed.relation("children_2025") is None


def test_a_partition_whose_table_may_not_be_read_stands_by_itself(fresh: Small) -> None:
    fresh.admin("""
        create table hidden (n int) partition by list (n); create table shown partition of hidden for values in (1);
        grant select on shown to small_viewer
    """)
    with fresh.open() as session:
        catalog = catalogs.names(session)
    assert catalog.relation("hidden") is None
    assert named(catalog, "shown").parent == 0


def test_whether_row_security_is_off_is_told_of_tables_alone(viewed: Catalog) -> None:
    names = ["things", "children", "far_away", "grown", "pg_class", "tickets"]
    assert [named(viewed, name).row_security for name in names] == [True, False, False, True, True, True]


# -- what is known of it ---------------------------------------------------------------------------------------------


def test_columns_come_in_their_order_with_what_an_insert_needs(viewed: Catalog) -> None:
    found = columns(viewed, "parents")
    assert [(c.name, c.type) for c in found.values()] == [
        ("parent_id", "bigint"), ("org_id", "bigint"), ("a", "text"), ("kind", "postcode"), ("feeling", "mood"),
        ("home", "address"), ("whole", "things"), ("doubled", "text"),
    ]  # fmt: skip
    assert [c.name for c in found.values() if c.required] == ["org_id", "a"]
    assert [c.name for c in found.values() if c.generated] == ["doubled"]
    assert columns(viewed, "children")["child_id"].generated


def test_enums_have_their_labels_in_order_and_domains_what_is_below(viewed: Catalog) -> None:
    mood, postcode, timestamp = (viewed.types.named(name)[0] for name in ("mood", "postcode", "timestamptz"))
    assert (mood.kind, mood.labels) == ("e", ("sad", "so so", "it's fine"))
    assert (postcode.kind, postcode.element) == ("d", viewed.types.named("text")[0].oid)
    assert timestamp.spelled == "timestamp with time zone"
    assert viewed.types_by_oid[columns(viewed, "parents")["feeling"].type_oid] is mood
    names = {kind.name for kind in viewed.types}
    assert names >= {"address", "int4", "void", "int4range"}
    assert not names & {"things", "_int4", "_mood", "_things"}


def test_comments_are_their_first_line(viewed: Catalog) -> None:
    assert named(viewed, "things").comment == "What an organization has"
    assert columns(viewed, "things")["name"].comment == "As people call it"


def test_foreign_keys_are_known_of_partitions_too(viewed: Catalog) -> None:
    parents, children, partition = (named(viewed, name).oid for name in ("parents", "children", "children_2026"))
    both = ("org_id", "parent_id")
    assert {key for key in viewed.foreign_keys if key.to == parents} == {
        ForeignKey(children, both, parents, both),
        ForeignKey(partition, both, parents, both),
    }


def test_functions_are_known_by_what_they_take_and_give(viewed: Catalog) -> None:
    (found,) = viewed.functions.named("of_parent")
    assert (found.kind, found.many, found.columns) == ("f", True, ("child", "day"))
    assert found.arguments == "which bigint, OUT child bigint, OUT day date"
    assert found.result == "SETOF record"
    (tidy,) = viewed.functions.named("tidy")
    assert (tidy.kind, tidy.comment) == ("p", "Tidies up")
    assert {found.kind for found in viewed.functions.named("count") + viewed.functions.named("rank")} == {"a", "w"}


_FOR_THE_SERVER = "int4pl textin int4out btint4cmp hashint4 int8_avg eqsel gin_extract_jsonb array_larger date_cmp born"
_FOR_PEOPLE = (
    "lower count array_append jsonb_extract_path hashtext starts_with range_merge now date_trunc pg_typeof string_agg"
    " of_parent tidy"
)


def test_what_only_operators_types_and_triggers_call_is_told_apart(viewed: Catalog) -> None:
    for names, internal in ((_FOR_THE_SERVER, True), (_FOR_PEOPLE, False)):
        for name in names.split():
            assert {function.internal for function in viewed.functions.named(name)} == {internal}, name


def test_indexes_come_with_their_tables(viewed: Catalog) -> None:
    indexes = {r.name: r for r in viewed.relations if r.kind in "iI" and not r.system}
    of = {name: viewed.by_oid[index.parent].name for name, index in indexes.items()}
    assert of == {
        "accounts_pkey": "accounts", "children_2026_pkey": "children_2026", "children_pkey": "children",
        "orgs_pkey": "orgs", "parents_org_id_parent_id_key": "parents", "parents_pkey": "parents",
        "things_pkey": "things", "one_rank": "things",
    }  # fmt: skip
    assert indexes["children_pkey"].kind == "I"
    assert "pg_class_oid_index" in {r.name for r in viewed.relations}


def test_sequences_are_known_that_may_be_used(viewed: Catalog, written: Catalog) -> None:
    assert named(viewed, "tickets").kind == "S"
    assert viewed.relation("things_thing_id_seq") is None
    assert named(written, "things_thing_id_seq").writable


def test_what_belongs_to_a_relation_is_known_with_its_meaning(viewed: Catalog) -> None:
    def of(kind: str, relation: str) -> dict[str, str]:
        oid = named(viewed, relation).oid
        return {thing.name: thing.detail for thing in viewed.things[kind] if thing.of == oid}

    assert of("constraint", "parents")["parents_a_check"] == "CHECK (a <> ''::text)"
    assert of("constraint", "parents")["parents_pkey"] == "PRIMARY KEY (parent_id)"
    assert of("policy", "things") == {"ours": "ALL to public"}
    assert of("trigger", "children_2026") == {"born": "BEFORE INSERT OR UPDATE, born()"}
    assert of("rule", "grown") == {"no_births": "ON INSERT DO INSTEAD"}
    assert of("statistics", "children_2026") == {"children_numbers": "public"}


def test_there_are_things_of_all_kinds(viewed: Catalog) -> None:
    some = {
        "role": "small_viewer", "database": _NAME, "tablespace": "pg_default", "schema": "information_schema",
        "extension": "plpgsql", "language": "plpgsql", "access method": "btree", "server": "elsewhere",
        "encoding": "UTF8", "timezone": "Europe/Berlin", "collation": "plain_order", "operator": "@>",
        "cast": "bigint AS oid",
        "text search configuration": "english", "text search dictionary": "simple", "text search parser": "default",
        "text search template": "snowball", "operator class": "jsonb_path_ops", "operator family": "jsonb_ops",
        "conversion": "utf8_to_iso_8859_1", "domain": "postcode", "constraint": "parents_a_check", "policy": "ours",
        "trigger": "born", "rule": "no_births", "statistics": "children_numbers",
    }  # fmt: skip
    assert {kind: name for kind, name in some.items() if not viewed.things[kind].named(name)} == {}
    assert set(viewed.things) == set(KINDS)
    assert not viewed.things["server"].named("beyond")
    assert "logs in" in viewed.things["role"].named("small_eng")[0].detail
    assert viewed.things["available extension"].named("plpgsql") == []


def test_roles_and_databases_are_told_from_those_of_other_databases(place: Small, viewed: Catalog) -> None:
    roles = {role.name: role.here for role in viewed.things["role"]}
    assert roles["small_eng"], "the login"
    assert roles["small_viewer"], "it has rights here"
    assert not roles["small_bypass"], "it has none, and the login is no member of it"
    assert [database.name for database in viewed.concerned["database"]] == [place.dbname]


def test_settings_are_known_with_their_values_and_whether_they_can_be_set(viewed: Catalog) -> None:
    def setting(name: str) -> tuple[str, tuple[str, ...], bool]:
        (found,) = viewed.settings.named(name)
        return found.kind, found.values, found.settable

    assert setting("work_mem") == ("integer", (), True)
    assert setting("bytea_output") == ("enum", ("escape", "hex"), True)
    assert setting("shared_buffers")[2] is False
    assert setting("log_statement")[2] is False, "only a superuser may"
    assert setting("app.current_org_id") == ("string", (), False)
    assert viewed.settings.named("work_mem")[0].detail.startswith("Sets the maximum memory")


def test_names_may_be_odd(viewed: Catalog) -> None:
    found = columns(viewed, "new\nline", 'Odd "one"')
    assert list(found) == ['sel"ect', "a,b", "{c}", "back\\slash", "größe", "NULL"]
    assert [r.name for r in viewed.relations.starting("NEW")] == ["new\nline"]
    assert [r.name for r in viewed.relations.inside("line")] == ["new\nline"]
    assert 'Odd "one"' in viewed.schemas


# -- where a session is ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "searched"),
    [
        ('"$user", public', ("pg_catalog", "public")),
        ("public, pg_catalog", ("public", "pg_catalog")),
        ("pg_catalog, public", ("pg_catalog", "public")),
        ('nowhere, "Odd ""one""", public', ("pg_catalog", 'Odd "one"', "public")),
        ('"Odd ""one""", pg_catalog, public', ('Odd "one"', "pg_catalog", "public")),
        ("''", ("pg_catalog",)),
    ],
)
def test_the_search_path_is_the_persons(place: Small, setting: str, searched: tuple[str, ...]) -> None:
    with place.open() as session:
        session.run(f"set search_path = {setting}")
        assert catalogs.names(session).search_path == searched
    login = opened(place.target("postgres"))
    run(login, f"set search_path = {setting}")
    assert catalogs.names(login).search_path == searched
    login.close()


def test_a_temporary_table_is_its_own_sessions(place: Small) -> None:
    dsn = place.target("postgres")
    with psycopg.connect(dsn, autocommit=True) as other:
        other.execute("create temp table zzz_theirs (n int); create type pg_temp.zzz_theirs_too as enum ('x')")
        session = opened(dsn)
        run(session, "create temp table things (n int)")
        catalog = catalogs.load(session)
        session.close()
    mine = named(catalog, "things")
    assert mine.schema.startswith("pg_temp_")
    assert catalog.shelves.bare(mine)
    assert [column.name for column in catalog.columns_of(mine)] == ["n"]
    assert "zzz" not in everything(catalog)
    assert not [schema for schema in catalog.schemas if schema.startswith(("pg_temp", "pg_toast"))]


def test_a_session_says_where_it_is(place: Small, viewed: Catalog) -> None:
    assert viewed.database == _NAME
    assert viewed.organizations == (Organization("42", "Acme"),)
    assert viewed.version // 10000 == place.pg.major
    assert viewed.schemas == ('Odd "one"', "information_schema", "pg_catalog", "public")


# -- loading ---------------------------------------------------------------------------------------------------------


def test_a_catalog_comes_whole_or_in_steps(place: Small, viewed: Catalog) -> None:
    with place.open() as session:
        first = catalogs.names(session)
        stepwise = catalogs.rest(session, catalogs.columns(session, first))
    assert dict(first.columns) == {}
    assert parts(stepwise) == replace(parts(viewed), keys={}, organizations=())


def parts(catalog: Catalog) -> Catalog:
    """A catalog in which everything is a value that can be compared, in an order of its own."""
    lists = {name: sorted(getattr(catalog, name), key=repr) for name in ("relations", "functions", "types", "settings")}
    of_all = ("role", "database")  # other tests make some
    things = {kind: sorted(things, key=repr) for kind, things in catalog.things.items() if kind not in of_all}
    return replace(catalog, columns=dict(catalog.columns), things=things, **lists)  # type: ignore[arg-type]


def test_names_and_the_rest_are_one_round_trip_each(place: Small) -> None:
    with place.open() as session:
        wire = session.link.wire
        before = wire.round_trips
        catalog = catalogs.names(session)
        assert wire.round_trips == before + 1
        asked = catalogs.columns(session, catalog, [named(catalog, "things").oid])
        assert wire.round_trips == before + 2
        catalogs.rest(session, asked)
        assert wire.round_trips == before + 3


def test_columns_of_some_relations_are_those_of_all(place: Small, viewed: Catalog) -> None:
    with place.open() as session:
        catalog = catalogs.names(session)
        of = [named(catalog, name).oid for name in ("children", "parents")]
        for relation in of:
            catalog = catalogs.columns(session, catalog, [relation])
        gone = catalogs.columns(session, catalog, [1, named(catalog, "things").oid])
    assert {oid: viewed.columns[oid] for oid in of} == dict(catalog.columns)
    assert set(catalog.foreign_keys) <= set(viewed.foreign_keys)
    assert ForeignKey(of[0], ("org_id", "parent_id"), of[1], ("org_id", "parent_id")) in catalog.foreign_keys
    assert gone.columns[1] == ()
    assert set(gone.columns) == {*of, 1, named(catalog, "things").oid}


def test_a_warm_catalog_is_the_same_one(place: Small, viewed: Catalog) -> None:
    with place.open() as session:
        catalog = catalogs.warm(catalogs.load(session))
    assert parts(catalog).relations == parts(viewed).relations
    assert catalog.by_oid[named(catalog, "things").oid] is named(catalog, "things")


def test_the_login_itself_is_offered_all_that_it_may_use(place: Small) -> None:
    catalog = plain(place.target("postgres"))
    assert named(catalog, "secrets").readable
    assert catalog.things["policy"].named("secret_policy")
    assert catalog.settings.named("log_statement")[0].settable
    assert catalog.keys == {}


def test_other_organizations_keys_are_not_known(fresh: Small) -> None:
    fresh.admin("""
        alter table things add data jsonb;
        update things set data = jsonb_build_object('org_' || org_id, 1)
    """)
    for org in ("42", "43"):
        with fresh.open(org) as session:
            catalog = catalogs.load(session)
        (keys,) = catalog.keys.values()
        assert [key.name for key in keys] == [f"org_{org}"]


def test_a_standby_has_the_same_catalog(place: Small, viewed: Catalog, standby: Cluster) -> None:
    place.pg.catch_up()
    with Small(standby, place.dbname).open() as session:
        assert parts(catalogs.load(session)).relations == parts(viewed).relations


def test_in_a_transaction_that_failed_nothing_can_be_asked(place: Small) -> None:
    session = opened(place.target("postgres"))
    run(session, "begin; select 1/0")
    with pytest.raises(StatementError, match="current transaction is aborted"):
        catalogs.load(session)
    session.close()


def test_in_a_transaction_a_catalog_is_that_transactions(fresh: Small) -> None:
    with fresh.open(write=True) as session:
        session.run("begin")
        session.run("create table made (n int)")
        assert named(catalogs.load(session), "made").writable
        session.run("rollback")
        assert catalogs.load(session).relation("made") is None


def test_what_may_not_be_asked_is_left_out(fresh: Small) -> None:
    with fresh.open() as session:
        fresh.admin("revoke select on pg_publication, pg_cast from public")
        catalog = catalogs.load(session)
    assert not catalog.things["cast"]
    assert catalog.things["policy"].named("ours")
    assert catalog.functions.named("lower")


def test_a_table_that_is_being_altered_is_not_waited_for(fresh: Small) -> None:
    fresh.admin("create table gauged (n int constraint positive check (n > 0)); grant select on gauged to small_viewer")

    def definition(session: Session) -> str:
        (found,) = catalogs.rest(session, catalogs.names(session)).things["constraint"].named("positive")
        return found.detail

    with fresh.open() as session, psycopg.connect(fresh.pg.dsn(fresh.dbname)) as other:
        session.run("set statement_timeout = '5s'")
        assert definition(session) == "CHECK (n > 0)"
        other.execute("alter table gauged add m int")
        assert definition(session) == "CHECK"


def test_a_database_may_change_while_it_is_looked_at(fresh: Small) -> None:
    done = Event()
    failed: list[Exception] = []

    def change() -> None:
        with psycopg.connect(fresh.pg.dsn(fresh.dbname), autocommit=True) as connection:
            while not done.wait(0.01):
                try:
                    connection.execute("""
                        create table flicker (n int primary key check (n > 0), m text default 'x');
                        create function flickers(flicker) returns flicker language sql as 'select $1';
                        grant select (n) on flicker to small_viewer; create type flick as enum ('a');
                        create index on flicker (m); create policy flick on flicker;
                        create view flicked as table flicker
                    """)
                    connection.execute("drop table flicker cascade; drop type flick")
                except Exception as error:  # noqa: BLE001 - told by the test
                    failed.append(error)
                    return

    thread = Thread(target=change)
    thread.start()
    try:
        with fresh.open() as session:
            for _ in range(10):
                catalog = catalogs.load(session)
                assert named(catalog, "things").readable
    finally:
        done.set()
        thread.join()
    assert failed == []


def test_the_catalog_of_a_login_is_loaded_by_a_second_session_too(place: Small) -> None:
    where = replace(place.place(), target=Target(place.target()))
    with open_session(where, Wanted("42")) as first, open_session(where, Wanted("42")) as second:
        assert catalogs.names(first).search_path == catalogs.names(second).search_path
