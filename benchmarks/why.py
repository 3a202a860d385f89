r"""What `\why` and `\why-empty` take to explain a row that is seen, one that is not, and an answer without rows."""

from __future__ import annotations

from functools import partial
from math import inf
from typing import TYPE_CHECKING

from benchmarks.figures import Figure
from benchmarks.ground import LOGIN, ORG

from benchmarks import support
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import PLATFORM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_TIMES = 15
_KEYS = {
    "that is seen": f"select min(resource_id) from resources where org_id = {ORG} and deleted_at is null",
    "of another organization": f"select min(resource_id) from resources where org_id <> {ORG} and deleted_at is null",
    "that is nowhere": "select 1 + max(resource_id) from resources",
}
_EMPTY = "select * from resources where type = 'nothing' and name like 'a%'"


def measure(ground: Ground, _peers: Peers) -> Iterator[Figure]:
    owner = support.database(ground)
    place = Place(Target(ground.server.dsn(support.DATABASE, LOGIN)), PLATFORM, admin=Target(owner))
    with open_session(place, Wanted(ORG)) as session:
        for which, sql in _KEYS.items():
            ((key,),) = ground.server.run(sql, support.DATABASE)
            took = support.milliseconds(partial(session.why, "resources", key), _TIMES)
            verdict = session.why("resources", key).rows[-1][1]
            yield Figure(rf"`\why` of a row {which}", took, inf, "ms", f"its verdict: {verdict}", _TIMES)
        took = support.milliseconds(partial(session.why_empty, _EMPTY), _TIMES)
        yield Figure(r"`\why-empty` of a query with two conditions", took, inf, "ms", "counts alone", _TIMES)
