"""One way to read a query into a frame, in a process of its own: `frame_readers.py READER CONNINFO SQL`.

It prints its figures as JSON. Time is from connecting to the frame, after a first small one: imports are not counted.
The whole process' peak is the launcher's to see.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ORG = "42"
_PAIRS = 300
_WAIT = 0.002


def url(conninfo: str) -> str:
    from urllib.parse import quote

    from psycopg.conninfo import conninfo_to_dict

    to = conninfo_to_dict(conninfo)
    return f"postgresql://{to['user']}@/{to['dbname']}?host={quote(str(to['host']), safe='')}&port={to['port']}"


def _ours(conninfo: str, sql: str, params: Any = None, **how: Any) -> Callable[[], Any]:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    import tenantsh
    import tenantsh.db.session

    assert np, pa
    assert pd

    def read() -> Any:
        with tenantsh.connect(conninfo, org=ORG) as session:
            return session.frame(sql, params, **how)

    return read


def ours(conninfo: str, sql: str) -> Callable[[], Any]:
    return _ours(conninfo, sql)


def ours_arrow_backed(conninfo: str, sql: str) -> Callable[[], Any]:
    return _ours(conninfo, sql, dtypes="pyarrow")


def ours_with_a_parameter(conninfo: str, sql: str) -> Callable[[], Any]:
    return _ours(conninfo, f"{sql} where id >= %s", (0,))


def ours_arrow(conninfo: str, sql: str) -> Callable[[], Any]:
    return _ours(conninfo, sql, engine="arrow")


def ours_polars(conninfo: str, sql: str) -> Callable[[], Any]:
    import polars as pl

    assert pl
    return _ours(conninfo, sql, engine="polars")


def read_sql_sqlalchemy(conninfo: str, sql: str) -> Callable[[], Any]:
    import pandas as pd
    import psycopg
    import sqlalchemy

    engine = sqlalchemy.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(conninfo))
    return lambda: pd.read_sql(sql, engine)


def read_sql_psycopg(conninfo: str, sql: str) -> Callable[[], Any]:
    import warnings

    import pandas as pd
    import psycopg

    warnings.simplefilter("ignore")

    def read() -> Any:
        with psycopg.connect(conninfo) as connection:
            return pd.read_sql(sql, connection)  # type: ignore[call-overload,unused-ignore]

    return read


def fetchall(conninfo: str, sql: str) -> Callable[[], Any]:
    import pandas as pd
    import psycopg

    def read() -> Any:
        with psycopg.connect(conninfo) as connection:
            cursor = connection.execute(sql)
            return pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description or ()])

    return read


def adbc(conninfo: str, sql: str) -> Callable[[], Any]:
    import pandas as pd
    from adbc_driver_postgresql import dbapi

    def read() -> Any:
        with dbapi.connect(url(conninfo)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetch_arrow_table().to_pandas(types_mapper=pd.ArrowDtype)

    return read


def connectorx(conninfo: str, sql: str) -> Callable[[], Any]:
    import connectorx as cx
    import pandas as pd

    assert pd
    return lambda: cx.read_sql(socket_url(conninfo), sql, return_type="pandas")


def polars_adbc(conninfo: str, sql: str) -> Callable[[], Any]:
    import adbc_driver_postgresql.dbapi
    import polars as pl

    assert adbc_driver_postgresql
    return lambda: pl.read_database_uri(sql, url(conninfo), engine="adbc")


def duckdb(conninfo: str, sql: str) -> Callable[[], Any]:
    import duckdb as ddb
    import pandas as pd

    assert pd

    def read() -> Any:
        with ddb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
            connection.execute(f"load '{scanner()}'")
            connection.execute(f"attach '{conninfo}' as server (type postgres, read_only)")
            return connection.execute("select * from postgres_query('server', $1)", [sql]).df()

    return read


def socket_url(conninfo: str) -> str:
    """The same as connectorx wants it: the socket's folder in place of the host."""
    from urllib.parse import quote

    from psycopg.conninfo import conninfo_to_dict

    to = conninfo_to_dict(conninfo)
    return f"postgresql://{to['user']}@{quote(str(to['host']), safe='')}:{to['port']}/{to['dbname']}"


def scanner() -> Path:
    import duckdb_extension_postgres_scanner as wheel

    return next(Path(wheel.__file__).parent.rglob("*.duckdb_extension"))


READERS = {
    "tenantsh": ours,
    "tenantsh arrow-backed": ours_arrow_backed,
    "tenantsh with a parameter": ours_with_a_parameter,
    "tenantsh to Arrow": ours_arrow,
    "tenantsh to polars": ours_polars,
    "read_sql over SQLAlchemy": read_sql_sqlalchemy,
    "read_sql over psycopg": read_sql_psycopg,
    "fetchall and DataFrame": fetchall,
    "ADBC arrow-backed": adbc,
    "connectorx": connectorx,
    "polars over ADBC": polars_adbc,
    "DuckDB's scanner": duckdb,
}


def _whole(reader: str, conninfo: str, sql: str) -> dict[str, Any]:
    READERS[reader](conninfo, "select id from (values (1::bigint)) as one (id)")()  # what is imported late is now
    read = READERS[reader](conninfo, sql)
    busy, started = time.process_time(), time.perf_counter()
    frame = read()
    return {"wall": time.perf_counter() - started, "cpu": time.process_time() - busy, "rows": len(frame)}


def _few(conninfo: str, sql: str) -> dict[str, Any]:
    """The same few rows again and again, ours and read_sql over psycopg in turn, on connections that are open."""
    import warnings

    import pandas as pd
    import psycopg

    import tenantsh

    warnings.simplefilter("ignore")
    ours, theirs = [], []
    with tenantsh.connect(conninfo, org=ORG) as session, psycopg.connect(conninfo) as connection:
        for _ in range(_PAIRS):
            started = time.perf_counter()
            session.frame(sql)
            between = time.perf_counter()
            pd.read_sql(sql, connection)  # type: ignore[call-overload,unused-ignore]
            ours.append(between - started)
            theirs.append(time.perf_counter() - between)
            time.sleep(_WAIT)
    ratio = median(mine / other for mine, other in zip(ours, theirs, strict=True))
    return {"ours": median(ours), "theirs": median(theirs), "ratio": ratio}


def _batches(conninfo: str, sql: str) -> dict[str, Any]:
    """Record batches until there are no more: when the first came, and what the process grew by."""
    import tenantsh

    with tenantsh.connect(conninfo, org=ORG) as session:
        with session.batches(f"{sql} limit 20000") as warm:
            for _ in warm:
                pass
        before = _peak()
        started, first, rows = time.perf_counter(), 0.0, 0
        with session.batches(sql) as batches:
            for batch in batches:
                first = first or time.perf_counter() - started
                rows += batch.num_rows
        return {"first": first, "wall": time.perf_counter() - started, "grown": _peak() - before, "rows": rows}


def _peak() -> float:
    """In MiB; of this program alone where the system tells that: rusage counts the launcher's, from before the exec."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def main() -> None:
    reader, conninfo, sql = sys.argv[1:]
    os.environ.setdefault("POLARS_MAX_THREADS", "2")
    special = {"few": _few, "batches": _batches}
    print(json.dumps(special[reader](conninfo, sql) if reader in special else _whole(reader, conninfo, sql)))


if __name__ == "__main__":
    main()
