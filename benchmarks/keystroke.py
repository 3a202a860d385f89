"""What a key press costs on 10,000 tables of ten columns: statements typed key by key, and pgcli's completer beside it.

CPU time, because that is what a person waits for: nothing is asked of the server meanwhile.
"""

from __future__ import annotations

import json
import subprocess
import time
from math import inf
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from benchmarks.figures import Compared, Figure
from benchmarks.ground import LOGIN, ORG
from benchmarks.peers import PGCLI

import tenantsh
from benchmarks import many
from tenantsh.db import catalog
from tenantsh.shell.completion import Person, complete
from tenantsh.shell.knowing.ready import make_ready

if TYPE_CHECKING:
    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

    from tenantsh.model.catalog import Catalog

_BAR = 10.0
"""Milliseconds of CPU that all but one key press of a hundred may take: the issue's bar."""
_EVERY = 9
"""Of pgcli, which takes a third of a second for some keys, each ninth is enough."""

_TYPED = r"""
select * from s3.orders_1 where status = 'new';
SELECT o.id, o.amount, u.name FROM s1.orders AS o JOIN s1.users AS u ON u.id = o.user_id WHERE o.amount > 10 ORDER BY 1;
select name, count(*) from s0.events_1 group by name having count(*) > 1 order by 2 desc
with recent as (select id, name from s5.events) select r.name from recent r where r.id in (select id from s5.users)
insert into s4.carts (id, org_id, name) values (1, 42, 'a') on conflict (id) do update set name = excluded.name
update s2.products set status = 'sold', updated_at = now() where id = 7 returning id
delete from s9.payments using s9.orders where orders.id = payments.id
select data->>'tier' from s1.audits where data @> '{"tier": "premium"}'
select resource_id, name from resources r join organizations o on o.org_id = r.org_id where r.type = 'x'
select * from t where upper(
create index concurrently on s7.shipments (created_at, status)
alter table s7.sessions drop column note
grant select on s2.invoices to org_viewer
\d s3.orders_1
\dt+ s1.use
select * from xyzzy_not_there where qwer = 1
select * from order_items_of_nobody join _
"""
_WORN = {f"{name}{number}": 1.0 + number for name in ("orders_", "name", "users_", "status") for number in range(200)}
"""What somebody has used who works here for long."""


def measure(ground: Ground, peers: Peers) -> list[Figure]:
    figures = []
    for schemas in ground.sizes.schemas:
        database = many.database(ground, schemas)
        theirs = _pgcli(ground, peers, database) if peers.pgcli and schemas == ground.sizes.schemas[0] else []
        figures += _figures(f"{schemas:,} schemas", _ours(ground, database), theirs)
    return figures


def _keys() -> list[tuple[str, int]]:
    """Each text as it stands after a key, and the cursor behind it."""
    return [(typed[:end], end) for typed in _TYPED.split("\n") for end in range(1, len(typed) + 1)]


def _ours(ground: Ground, database: str) -> list[float]:
    with tenantsh.connect(ground.server.dsn(database, LOGIN), org=ORG) as session:
        known = catalog.load(session)
    catalog.warm(known)
    make_ready()  # both are done in the background before a person types
    person = Person(used=_WORN)
    return [_milliseconds(text, cursor, known, person) for text, cursor in _keys()]


def _milliseconds(text: str, cursor: int, known: Catalog, person: Person) -> float:
    began = time.process_time()
    complete(text, cursor, known, person=person)
    return (time.process_time() - began) * 1000


def _pgcli(ground: Ground, peers: Peers, database: str) -> list[float]:
    assert peers.pgcli is not None
    dsn = {"host": ground.server.host, "port": ground.server.port, "user": LOGIN, "database": database}
    argv = [peers.pgcli.with_name("python"), Path(__file__).with_name("pgcli_completer.py")]
    request = json.dumps({"dsn": dsn, "asked": _keys()[::_EVERY]})
    done = subprocess.run(argv, input=request, env=peers.environment, capture_output=True, text=True, check=True)
    return [answer["cpu"] * 1000 for answer in json.loads(done.stdout)["answers"]]


def _figures(where: str, ours: list[float], theirs: list[float]) -> list[Figure]:
    what = f"a key press, CPU, on {many.TABLES:,} tables in {where}"
    told = f"median {median(ours):.2f} ms, longest {max(ours):.1f} ms"
    if theirs:
        told += f"; {PGCLI} median {median(theirs):.1f} ms, 99 of 100 {_most(theirs):.0f} ms"
    most = {"tenantsh": _most(ours), **({PGCLI: _most(theirs)} if theirs else {})}
    side = Compared("CPU that 99 of 100 keys stay below", "ms", most)
    figures = [Figure(f"{what}: 99 of 100 take less than", _most(ours), _BAR, "ms", told, len(ours), compared=side)]
    if theirs:
        beside = (
            f"the same keys, mean {sum(ours[::_EVERY]) / len(theirs):.2f} ms and {sum(theirs) / len(theirs):.1f} ms"
        )
        ratio = sum(ours[::_EVERY]) / sum(theirs)
        figures.append(Figure(f"{what}, beside {PGCLI}", ratio, inf, "x", beside, len(theirs)))
    return figures


def _most(milliseconds: list[float]) -> float:
    """What 99 of 100 take less than."""
    return quantiles(milliseconds, n=100)[-1]
