"""Load what completion answers from, step by step, and say in JSON what each took. `catalog_loader.py CONNINFO ORG`

With `nothing` behind it, all is imported and opened, and nothing loaded.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from typing import TYPE_CHECKING

import tenantsh
from tenantsh.db import catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.model.catalog import Catalog

took: dict[str, tuple[float, float]] = {}


def timed(name: str, step: Callable[[], Catalog]) -> Catalog:
    wall, cpu = time.perf_counter(), time.process_time()
    found = step()
    took[name] = (time.perf_counter() - wall, time.process_time() - cpu)
    return found


with tenantsh.connect(sys.argv[1], org=sys.argv[2]) as session:
    if sys.argv[3:] != ["nothing"]:
        found = timed("names", lambda: catalog.names(session))
        few = [relation.oid for relation in found.relations.starting("orders")[:1]]
        timed("columns of one", lambda: catalog.columns(session, found, few))
        found = timed("columns", lambda: catalog.columns(session, found))
        found = timed("rest", lambda: catalog.rest(session, found))
        found = timed("warm", lambda: catalog.warm(found))
        gc.collect()
        took["relations"] = (len(found.relations), sum(map(len, map(found.columns_of, found.relations))))
json.dump(took, sys.stdout)
