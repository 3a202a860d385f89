"""What a look for a support case costs beside the statement itself: medians of runs in turn, in one session."""

from __future__ import annotations

from functools import partial
from math import inf
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.figures import Figure
from benchmarks.ground import LOGIN, ORG

import tenantsh
from benchmarks import support
from tenantsh.db.looks import look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_STATEMENTS = {
    "100 rows": "select resource_id, name, type from resources order by resource_id limit 100",
    "all wide rows": "select * from resource_metadata",
    "a count over 36 partitions": "select count(*) from events",
}
_TIMES = 15


def measure(ground: Ground, _peers: Peers) -> Iterator[Figure]:
    support.database(ground)
    with tenantsh.connect(ground.server.dsn(support.DATABASE, LOGIN), org=ORG) as session:
        for name, sql in _STATEMENTS.items():
            alone, looked = [], []
            for _ in range(_TIMES):
                alone.append(support.seconds(partial(session.run, sql)))
                looked.append(support.seconds(partial(look, session, sql, key=b"measured")))
            statement, more = median(alone) * 1000, median(looked) * 1000
            beside = f"{len(session.run(sql)):,} rows, the statement itself {statement:.1f} ms"
            yield Figure(f"a case's look at {name}", more, inf, "ms", beside, _TIMES)
