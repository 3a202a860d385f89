"""The seal of other people's tables: whatever type and name the organization's column has, it holds and is known to."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import psycopg
import pytest

from tenantsh.db import admin
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.lang.quote import spell_identifier
from tenantsh.model.convention import Convention
from tenantsh.platform.seal.printing import printed
from tenantsh.platform.seal.tables import look
from tenantsh.platform.seal.verify import verify

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

_NAMES = count(1)
_IDS = {
    "uuid": ("a0000000-0000-0000-0000-000000000001", "b0000000-0000-0000-0000-000000000002"),
    "numeric": ("1", "2"),
    "smallint": ("1", "2"),
}
_WORDS = ("acme", "globe")
_ROLES = """
    do $$ begin
        create role seal_types_role; create role seal_types_login login noinherit in role seal_types_role;
    exception when duplicate_object then null; end $$
"""
_TABLES = """
    create domain id as uuid; create domain code as varchar(20); create type mood as enum ('acme', 'globe');
    create table "T; x" (COLUMN TYPE);
    create table parent (key varchar primary key, COLUMN TYPE);
    create table child (key varchar references parent, note text);
    create table another (COLUMN text);
    create table third (COLUMN TYPE);
    alter table "T; x" enable row level security;
    create policy own on "T; x" using (COLUMN::text = current_setting('app.org'));
    insert into "T; x" values ('MINE'), ('OTHER');
    insert into parent values ('a', 'MINE'), ('b', 'OTHER');
    insert into child values ('a', 'mine'), ('b', 'theirs');
    insert into another values ('MINE'), ('OTHER');
    grant select on all tables in schema public to seal_types_role;
    revoke create on schema public from public
"""


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("uuid", "org_id"),
        ("id", "org_id"),
        ("text", 'Org "Id'),
        ("varchar(36)", "org_id"),
        ("code", "id of (org)"),
        ("char(5)", "org_id"),
        ("numeric", "ürg"),
        ("smallint", "select"),
        ("mood", "org_id"),
    ],
)
def test_it_holds_for_any_type_and_name(pg: Cluster, kind: str, column: str) -> None:
    mine, other = _IDS.get("uuid" if kind == "id" else kind, _WORDS)
    name = f"seal_types_{next(_NAMES)}"
    dsn = pg.create(name)
    made = _TABLES.replace("COLUMN", spell_identifier(column)).replace("TYPE", kind)
    try:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(_ROLES.encode())
            connection.execute(made.replace("MINE", mine).replace("OTHER", other).encode())
        with admin.connect(dsn) as owner:
            script = printed(look(owner, ["seal_types_login"], column, "seal_types_role"))
            owner.script(script.replace("\\set ON_ERROR_STOP on\n", ""))
            assert verify(owner, ["seal_types_login"], column) == []
        convention = Convention(
            name="types", role="seal_types_role", settings={"app.org": "{org}"}, tenant_column=column
        )
        with open_session(Place(Target(pg.dsn(name, "seal_types_login")), convention), Wanted(mine, reason="x")) as one:
            assert one.link.seal is not None
            assert one.link.seal.holds
            counted = [one.run(f"select count(*) from {table}").rows[0][0] for table in ('"T; x"', "parent", "another")]
            assert counted == [1, 1, 1]
            assert one.run("select note from child").rows == [("mine",)]
    finally:
        pg.drop(name)
