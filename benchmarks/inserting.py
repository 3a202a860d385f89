"""A frame's rows written under row security: `Session.insert`, and the other ways that there are, in turn.

COPY stands beside them as the owner's way, whom row security does not hold: the server refuses it to a tenant.
"""

from __future__ import annotations

import json
import time
from math import inf
from statistics import median
from typing import TYPE_CHECKING, Any

import psycopg
import pyarrow as pa
from benchmarks.figures import Compared, Figure
from benchmarks.ground import DATABASE, ORG

import tenantsh

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

    from tenantsh.db.session import Session

_COLUMNS = (
    "id bigint, org_id bigint, qty int, note text, created_at timestamptz, meta jsonb, ref uuid, amount numeric(12,2),"
    " is_paid bool, day date"
)
_TABLE = f"""
    create schema if not exists bench;
    create table bench.inserted ({_COLUMNS});
    alter table bench.inserted enable row level security, force row level security;
    create policy ours on bench.inserted using (org_id = current_setting('app.current_org_id')::bigint);
    grant usage on schema bench to org_viewer, org_member, org_admin, engineer;
    grant select, insert on bench.inserted to org_viewer, org_member, org_admin, engineer;
"""
_BATCH = 5000


def measure(ground: Ground, _peers: Peers) -> list[Figure]:
    """Every way, into an empty table each time."""
    ground.server.run(_TABLE, DATABASE)
    frame = _frame(ground.few)
    rows = [tuple(row.values()) for row in frame.to_pylist()]
    with (
        tenantsh.connect(ground.conninfo, org=ORG, write=True) as session,
        psycopg.connect(ground.server.dsn(DATABASE), autocommit=True) as owner,
    ):
        ways: dict[str, Callable[[], Any]] = {
            "Session.insert, unnest": lambda: session.insert("bench.inserted", frame),
            "jsonb_to_recordset": lambda: _in_batches(session, _recordset, rows),
            "multi-row VALUES": lambda: _in_batches(session, _values, rows),
            "COPY as the owner, write_row": lambda: _copy(owner, rows),
        }
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ground.fewer):
            for name, write in ways.items():
                owner.execute("truncate bench.inserted")
                started = time.perf_counter()
                write()
                taken[name].append(time.perf_counter() - started)
                assert owner.execute("select count(*) from bench.inserted").fetchall() == [(len(rows),)]
    medians = ", ".join(f"{name} {median(runs):.2f} s" for name, runs in taken.items())
    side = Compared("time", "s", {name: median(runs) for name, runs in taken.items()})
    ours, *others = taken
    return [
        Figure(
            f"{len(rows):,} rows x 10 inserted under row security, against {name}",
            median(mine / other for mine, other in zip(taken[ours], taken[name], strict=True)),
            inf,
            "x",
            medians,
            ground.fewer,
            compared=side if name == others[0] else None,
        )
        for name in others
    ]


def _frame(rows: int) -> pa.Table:
    numbers = pa.array(range(rows), pa.int64())
    texts = numbers.cast(pa.string())
    return pa.table(
        {
            "id": numbers,
            "org_id": pa.array([int(ORG)] * rows),
            "qty": pa.array([None if at % 10 == 0 else at % 100 for at in range(rows)], pa.int32()),
            "note": pa.array([None if at % 20 == 0 else f"note {at} é" for at in range(rows)]),
            "created_at": pa.array([at * 1_000_003 for at in range(rows)], pa.timestamp("us", "UTC")),
            "meta": pa.array([f'{{"n": {at}, "tags": ["a", "b"]}}' for at in range(rows)]),
            "ref": pa.array([f"00000000-0000-4000-8000-{at:012x}" for at in range(rows)]),
            "amount": texts.cast(pa.decimal128(12, 2)),
            "is_paid": pa.array([at % 3 == 0 for at in range(rows)]),
            "day": numbers.cast(pa.int32()).cast(pa.date32()),
        }
    )


def _in_batches(session: Session, write: Callable[[Session, list[Any]], Any], rows: list[Any]) -> None:
    session.run("begin")
    for at in range(0, len(rows), _BATCH):
        write(session, rows[at : at + _BATCH])
    session.run("commit")


def _recordset(session: Session, rows: list[Any]) -> None:
    names = [column.split()[0] for column in _COLUMNS.split(", ")]
    documents = [
        {name: json.loads(value) if name == "meta" else value for name, value in zip(names, row, strict=True)}
        for row in rows
    ]
    text = json.dumps(documents, default=str)
    session.run(f"insert into bench.inserted select * from jsonb_to_recordset(%s::jsonb) as r ({_COLUMNS})", (text,))


def _values(session: Session, rows: list[Any]) -> None:
    row = f"({', '.join(['%s'] * 10)})"
    session.run(
        f"insert into bench.inserted values {', '.join([row] * len(rows))}", [value for row in rows for value in row]
    )


def _copy(owner: psycopg.Connection[Any], rows: list[Any]) -> None:
    with owner.cursor() as cursor, cursor.copy("copy bench.inserted from stdin") as copy:
        for row in rows:
            copy.write_row(row)
