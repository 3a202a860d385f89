r"""What `\rls`, `\doctor`, the seal and a connection take where there are thousands of tables with row security."""

from __future__ import annotations

from functools import partial
from math import inf
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from benchmarks.figures import Figure

from tenantsh.commands.doctor.looking import Wanted as Far
from tenantsh.commands.doctor.looking import look as diagnose
from tenantsh.commands.policies.looking import secured
from tenantsh.db import admin
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import Convention
from tenantsh.platform.seal.printing import printed
from tenantsh.platform.seal.tables import look
from tenantsh.platform.seal.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

    from tenantsh.db.admin import AdminConnection

T = TypeVar("T")

_TABLES = 2_000
_ROLES = """
    create role secured_b_role; create role secured_b_owner;
    create role secured_b_login login noinherit in role secured_b_role;
    create role secured_b_free login noinherit in role secured_b_role;
"""
_MADE = f"""
do $$ begin
    for i in 1..{_TABLES} loop
        execute format('create table t%s (id bigint primary key, org_id bigint not null, name text)', i);
        execute format('alter table t%s enable row level security; alter table t%s force row level security', i, i);
        execute format('create policy own on t%s using (org_id = current_setting(''app.org'')::int)', i);
        execute format('grant select, insert, update, delete on t%s to secured_b_role', i);
        execute format('alter table t%s owner to secured_b_owner', i);
        if i % 10 = 0 then
            execute format('create view v%s as select * from t%s; grant select on v%s to secured_b_role', i, i, i);
            execute format('alter view v%s owner to secured_b_owner', i);
        end if;
    end loop;
end $$
"""
_DATABASE = "secured_b"
_CATALOG = Far(probing=False)
_CONVENTION = Convention(name="secured", role="secured_b_role", settings={"app.org": "{org}"})
_LOGINS = ("login", "free")
_DOCTOR = 0.5
_REASON = "each of these tables has three findings, 6,000 in all, and each is put into words and SQL by itself"


def measure(ground: Ground, _peers: Peers) -> Iterator[Figure]:
    server = ground.server
    server.run(_ROLES)
    dsn = server.create(_DATABASE)
    server.run(_MADE, _DATABASE)
    try:
        yield from _measure(ground, dsn)
    finally:
        server.drop(_DATABASE)
        server.run("drop role secured_b_login, secured_b_free, secured_b_role, secured_b_owner")


def _measure(ground: Ground, dsn: str) -> Iterator[Figure]:
    place, free = (Place(Target(ground.server.dsn(_DATABASE, f"secured_b_{who}")), _CONVENTION) for who in _LOGINS)
    wanted = Wanted("1", reason="benchmark")
    times = ground.fewer
    yield _figure("connecting, no seal", lambda: open_session(place, wanted).close(), times)
    with open_session(place, wanted) as session:
        yield _figure(r"`\rls`", lambda: secured(session, None, None, "org_id"), times)
        asked = partial(diagnose, session, place, session.tenant)
        yield _figure(r"`\doctor`, by the catalog", partial(asked, _CATALOG), times, _DOCTOR)
        yield _figure(r"`\doctor`, with its probe", asked, times)
    with admin.connect(dsn) as owner:
        yield _figure("`seal print`", partial(_seal, owner), times)
        yield _figure("installing the seal", partial(owner.script, _seal(owner)), 1)
        yield _figure("`seal verify`", lambda: verify(owner, ["secured_b_login"], "org_id"), times)
    yield _figure("connecting, a sealed login", lambda: open_session(place, wanted).close(), times)
    yield _figure("connecting, beside it one that is not sealed", lambda: open_session(free, wanted).close(), times)


def _seal(owner: AdminConnection) -> str:
    found = look(owner, ["secured_b_login"], "org_id", "secured_b_role")
    return printed(found).replace("\\set ON_ERROR_STOP on\n", "")


def _figure(what: str, do: Callable[[], T], times: int, bar: float = inf) -> Figure:
    took = [_seconds(do) for _ in range(times)]
    beside = f"the first {took[0]:.2f} s"
    return Figure(f"{_TABLES:,} secured tables: {what}", median(took), bar, "s", beside, times, reason=_REASON)


def _seconds(do: Callable[[], T]) -> float:
    began = perf_counter()
    do()
    return perf_counter() - began
