r"""`\partitions` of a table with 200 partitions, beside what psql has: `\dP+` and `\d+`; and with one of them locked.

A program's figure is what the command adds to a run that only connects and asks for nothing. What each of them shows
is in docs/partitions.md.
"""

from __future__ import annotations

import subprocess
import time
from math import inf
from statistics import median
from typing import TYPE_CHECKING

import psycopg
from benchmarks.children import in_turn
from benchmarks.figures import Compared, Figure
from benchmarks.ground import DATABASE
from benchmarks.peers import PSQL, TENANTSH
from benchmarks.proxy import Proxy

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import PLATFORM

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.children import Usage
    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_NOTHING = "select 1"
_DATABASE = "partitioned"
_MONTHS = 200
_OURS = r"\partitions bench.months"
_THEIRS = (r"\dP+ bench.months", r"\d+ bench.months")
_LOCKED = "lock table bench.months_2020_03 in access exclusive mode"
_PATIENCE = 5
"""Seconds after which psql is not waited for any longer."""
_AT_LEAST = 20
_AIM = 25.0
"""Milliseconds of the listing itself."""

_TABLE = f"""
    create table bench.months (id bigserial, org_id bigint, at timestamptz, body jsonb, primary key (id, at))
        partition by range (at);
    create index on bench.months (org_id, at);
    alter table bench.months enable row level security, force row level security;
    create policy own on bench.months to org_viewer using (org_id = (select platform.current_user_org_id()));
    grant select on bench.months to org_viewer;
    do $$ declare m date; name text; begin
        for i in 0 .. {_MONTHS - 1} loop
            m := date_trunc('month', now()) - make_interval(months => {_MONTHS - 4} - i);
            name := 'bench.months_' || to_char(m, 'YYYY_MM');
            execute format('create table %s partition of bench.months for values from (%L) to (%L)',
                name, m, m + interval '1 month');
            execute format('alter table %s enable row level security, force row level security', name);
            execute format('create policy own on %s to org_viewer'
                ' using (org_id = (select platform.current_user_org_id()))', name);
        end loop;
    end $$;
    insert into bench.months (org_id, at, body)
    select i % 200, now() - make_interval(hours => i), '{{"a": 1}}' from generate_series(0, 100000) i;
"""


def measure(ground: Ground, peers: Peers) -> list[Figure]:
    ground.server.create(_DATABASE, DATABASE)
    ground.server.run(_TABLE, _DATABASE)
    ground.server.run("vacuum analyze", _DATABASE)
    figures = [_listing(ground)]
    with Proxy(ground.socket) as proxy:
        for delay in (0.0, 0.020):
            proxy.rtt = delay
            near = delay == 0
            conninfo = ground.server.dsn(_DATABASE, "engineer") if near else ground.behind(proxy.port, _DATABASE)
            figures.append(_beside_psql(ground, peers, conninfo, delay))
    return [*figures, _locked(ground, peers)]


def _listing(ground: Ground) -> Figure:
    """The question itself, in a session that is open."""
    place = Place(Target(ground.server.dsn(_DATABASE, "engineer")), PLATFORM)
    with open_session(place, Wanted("42")) as session:
        took = [_seconds(lambda: session.partitions("bench.months")) for _ in range(max(_AT_LEAST, ground.rounds) + 1)]
    what = f"`Session.partitions` of {_MONTHS} partitions, findings and sizes in it"
    first = f"the first one {took[0] * 1000:.0f} ms"
    return Figure(what, median(took[1:]) * 1000, inf, "ms", f"{first}; the aim is {_AIM:.0f}", len(took) - 1)


def _beside_psql(ground: Ground, peers: Peers, conninfo: str, delay: float) -> Figure:
    programs = {"ours": peers.tenantsh(conninfo, "-c", _OURS), "ours without": peers.tenantsh(conninfo, "-c", _NOTHING)}
    if peers.psql:
        both = [word for command in _THEIRS for word in ("-c", command)]
        programs |= {
            "theirs": peers.as_psql(conninfo, *both),
            "theirs without": peers.as_psql(conninfo, "-c", _NOTHING),
        }
    series = in_turn(programs, ground.rounds, ground.folder)
    ours = series["ours"].beyond(series["ours without"], _wall)
    theirs = series["theirs"].beyond(series["theirs without"], _wall) if peers.psql else None
    beside = f"{TENANTSH} {ours * 1000:.0f} ms"
    beside += f", {PSQL} {theirs * 1000:.0f} ms" if theirs is not None else ""
    what = rf"time of `\partitions` with {_MONTHS} at {delay * 1000:.0f} ms, that of psql's `\dP+` and `\d+`"
    side = {TENANTSH: ours * 1000, **({PSQL: theirs * 1000} if theirs else {})}
    compared = Compared("time that it adds", "ms", side)
    return Figure(what, ours / theirs if theirs else None, inf, "x", beside, ground.rounds, compared=compared)


def _wall(run: Usage) -> float:
    return run.wall


def _locked(ground: Ground, peers: Peers) -> Figure:
    """How long an answer takes while one partition is held."""
    conninfo = ground.server.dsn(_DATABASE, "engineer")
    with psycopg.connect(ground.server.dsn(_DATABASE)) as holding:
        holding.execute(_LOCKED)
        began = in_turn({"ours": peers.tenantsh(conninfo, "-c", _OURS)}, ground.rounds, ground.folder)["ours"]
        waits = _waits(peers, conninfo) if peers.psql else {}
        holding.rollback()
    beside = ", ".join(f"{PSQL} `{command}`: {said}" for command, said in waits.items())
    what = rf"a whole run with `\partitions`, one of {_MONTHS} partitions locked"
    return Figure(what, began.wall * 1000, inf, "ms", beside, ground.rounds)


def _waits(peers: Peers, conninfo: str) -> dict[str, str]:
    said = {}
    for command in _THEIRS:
        program = peers.as_psql(conninfo, "-c", command)
        began = time.perf_counter()
        try:
            subprocess.run(
                program.argv, env=dict(program.environment), capture_output=True, timeout=_PATIENCE, check=True
            )
            said[command] = f"{(time.perf_counter() - began) * 1000:.0f} ms"
        except subprocess.TimeoutExpired:
            said[command] = f"no answer within {_PATIENCE} s"
    return said


def _seconds(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began
