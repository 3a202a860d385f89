"""Databases of 10,000 tables of ten columns each, in few schemas or in many: one for each organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.ground import DATABASE, LOGIN

if TYPE_CHECKING:
    from benchmarks.ground import Ground

TABLES = 10_000
COLUMNS = 10
READERS = f"org_viewer, {LOGIN}"
_AT_ONCE = 1_000
"""Tables made in one transaction: each holds a lock until its end."""
_NAMES = "orders users events invoices products carts shipments payments sessions audits".split()  # noqa: SIM905

_TABLE = """
    create table {schema}.{name} (
        id bigint primary key, org_id bigint not null, user_id bigint, name text, status text, data jsonb,
        amount numeric(10, 2) default 0, created_at timestamptz default now(), updated_at timestamptz, note varchar(50)
    );
"""


def database(ground: Ground, schemas: int) -> str:
    """The name of a copy of the platform with so many schemas more (`s0`, …); made once in a run."""
    name = f"many_{schemas}"
    ground.server.once(name, lambda: _make(ground, name, schemas))
    return name


def _make(ground: Ground, name: str, schemas: int) -> None:
    server = ground.server
    server.create(name, DATABASE)
    server.run("".join(f"create schema s{i}; grant usage on schema s{i} to {READERS};" for i in range(schemas)), name)
    of_each = TABLES // schemas
    tables = [_TABLE.format(schema=f"s{i}", name=_name(at)) for i in range(schemas) for at in range(of_each)]
    for first in range(0, TABLES, _AT_ONCE):
        server.run("".join(tables[first : first + _AT_ONCE]), name)
    for first in range(0, schemas, _AT_ONCE // 10):
        some = ", ".join(f"s{i}" for i in range(first, min(first + _AT_ONCE // 10, schemas)))
        server.run(f"grant select on all tables in schema {some} to {READERS}", name)
    server.run("vacuum analyze", name)


def _name(at: int) -> str:
    kind = _NAMES[at % len(_NAMES)]
    return f"{kind}_{at // len(_NAMES)}" if at >= len(_NAMES) else kind
