"""What `\\rls`, `\\doctor`, the seal and a connection take where there are thousands of tables with row security.

    python benchmarks/secured.py "host=… port=… user=postgres" [TABLES]

Makes a database `secured_b` and four roles of that name on a server of yours, and takes them away again; the role of
the seal, which other databases may have, stays.
"""

from __future__ import annotations

import sys
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

import psycopg

from tenantsh.commands.doctor.looking import Wanted as Far
from tenantsh.commands.doctor.looking import look as diagnose
from tenantsh.commands.policies import overview
from tenantsh.commands.policies.looking import secured
from tenantsh.db import admin
from tenantsh.db.connect import Target, merge_conninfo
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import Convention
from tenantsh.platform.seal.printing import printed
from tenantsh.platform.seal.tables import look
from tenantsh.platform.seal.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_ROLES = """
    create role secured_b_role; create role secured_b_owner;
    create role secured_b_login login noinherit in role secured_b_role;
    create role secured_b_free login noinherit in role secured_b_role;
"""
_TABLES = """
do $$ begin
    for i in 1..TABLES loop
        execute format('create table t%s (id bigint primary key, org_id bigint not null, name text)', i);
        execute format('alter table t%s enable row level security; alter table t%s force row level security', i, i);
        execute format('create policy own on t%s using (org_id = current_setting(''app.org'')::int)', i);
        execute format('grant select, insert, update, delete on t%s to secured_b_role', i);
        execute format('alter table t%s owner to secured_b_owner', i);
        if i %% 10 = 0 then
            execute format('create view v%s as select * from t%s; grant select on v%s to secured_b_role', i, i, i);
            execute format('alter view v%s owner to secured_b_owner', i);
        end if;
    end loop;
end $$
""".replace("%%", "%")
FAR_ENOUGH = Far(probing=False)
_CONVENTION = Convention(name="secured", role="secured_b_role", settings={"app.org": "{org}"})


def timed(what: str, do: Callable[[], T]) -> T:
    """Do it, and say how long it took."""
    started = perf_counter()
    result = do()
    print(f"{what:52} {perf_counter() - started:.3f} s")
    return result


def measure(dsn: str) -> None:
    """All that is measured, in one database."""
    place = Place(Target(f"{dsn} user=secured_b_login"), _CONVENTION)
    free = Place(Target(f"{dsn} user=secured_b_free"), _CONVENTION)
    wanted = Wanted("1", reason="benchmark")
    with timed("connect, no seal", lambda: open_session(place, wanted)) as session:
        found = timed(r"\rls, the first in its session", lambda: secured(session, None, None, "org_id"))
        timed(r"\rls, the next", lambda: secured(session, None, None, "org_id"))
        reached = [table for table in found.tables if table.relation.reached]
        timed(f"its page of {len(reached)} relations", lambda: overview.page(found, reached, whole=False))
        timed(r"\doctor, by the catalog", lambda: diagnose(session, place, session.tenant, FAR_ENOUGH))
        timed(r"\doctor, with its probe", lambda: diagnose(session, place, session.tenant))
    with admin.connect(dsn) as owner:
        tables = timed("seal print: looking", lambda: look(owner, ["secured_b_login"], "org_id", "secured_b_role"))
        script = timed("seal print: printing", lambda: printed(tables))
        timed("installing it", lambda: owner.script(script.replace("\\set ON_ERROR_STOP on\n", "")))
        ways = timed("seal verify", lambda: verify(owner, ["secured_b_login"], "org_id"))
        print(f"{len(ways)} ways past it")
    timed("connect, a sealed login", lambda: open_session(place, wanted)).close()
    timed("connect, a login that is not sealed", lambda: open_session(free, wanted)).close()


def main(dsn: str, tables: int = 2000) -> None:
    """Make it, measure, take it away."""
    dsn = merge_conninfo(dsn, "dbname=postgres")
    with psycopg.connect(dsn, autocommit=True) as server:
        server.execute(_ROLES.encode())
        server.execute("create database secured_b")
        try:
            there = merge_conninfo(dsn, "dbname=secured_b")
            with psycopg.connect(there, autocommit=True) as connection:
                connection.execute(_TABLES.replace("TABLES", str(tables)).encode())
            measure(there)
        finally:
            server.execute("drop database secured_b with (force)")
            server.execute("drop role secured_b_login, secured_b_free, secured_b_role, secured_b_owner")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
