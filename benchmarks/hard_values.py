"""What readers make of PostgreSQL's hard values: `hard_values.py [--pg 15] [--readers PYTHON]` writes a table.

Each reader reads each value and a NULL beneath it. What comes back is written as text and given to the server, which
says whether it is what it sent: nobody's own idea of equality decides. docs/dtypes.md has the table.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT)]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ORG = "42"
CASES: dict[str, tuple[str, str]] = {
    "bigint 2^63-1": ("bigint", "9223372036854775807"),
    "smallint": ("smallint", "'-32768'"),
    "oid 2^32-1": ("oid", "4294967295"),
    "boolean": ("boolean", "true"),
    "real 0.1": ("real", "0.1"),
    "double NaN": ("double precision", "'NaN'"),
    "double -0": ("double precision", "'-0'"),
    "numeric(12,2) 1.50": ("numeric(12,2)", "1.50"),
    "numeric of 40 digits": ("numeric", "1234567890123456789012345678901234567890.123"),
    "numeric 1.500": ("numeric", "1.500"),
    "numeric NaN": ("numeric", "'NaN'"),
    "text ''": ("text", "''"),
    "char(4)": ("char(4)", "'a'"),
    "date": ("date", "'2026-01-31'"),
    "date infinity": ("date", "'infinity'"),
    "date BC": ("date", "'0044-03-15 BC'"),
    "timestamp": ("timestamp", "'2026-01-31 23:59:59.999999'"),
    "timestamp of the year 294000": ("timestamp", "'294000-01-01'"),
    "timestamptz": ("timestamptz", "'2026-01-31 23:59:59.999999+05:30'"),
    "timestamptz -infinity": ("timestamptz", "'-infinity'"),
    "time 24:00": ("time", "'24:00'"),
    "timetz": ("timetz", "'12:00+05:30'"),
    "interval 1 year -2 days": ("interval", "'1 year -2 days'"),
    "json, its spelling": ("json", """'{"a" : 1.0, "a": 2}'"""),
    "jsonb, a number of 20 digits": ("jsonb", "'12345678901234567890.10'"),
    "jsonb null": ("jsonb", "'null'"),
    "uuid": ("uuid", "'00000000-0000-4000-8000-000000000001'"),
    "bytea": ("bytea", "'\\x00ff'"),
    "enum": ("hard.tint", "'dark'"),
    "domain over int": ("hard.small", "7"),
    "int[] with NULL": ("int[]", "'{1,NULL,3}'"),
    "text[] of two dimensions": ("text[]", "'{{a,b},{c,d}}'"),
    "int[] from 0 on": ("int[]", "'[0:1]={1,2}'"),
    "composite": ("hard.pair", """'(1,"a ""b"", c")'"""),
    "int4range": ("int4range", "'[1,5)'"),
    "bit varying": ("bit varying", "B'0101'"),
    "inet": ("inet", "'10.0.0.1/8'"),
    "macaddr": ("macaddr", "'08:00:2b:01:02:03'"),
    "money": ("money", "'1234.50'"),
    "point": ("point", "'(1.5,-2)'"),
    "xml": ("xml", "'<a/>'"),
    "tsvector": ("tsvector", "'''a'':1'"),
    "pg_lsn": ("pg_lsn", "'16/B374D848'"),
    "domain over text": ("hard.label", "'a \"b\"'"),
}
_SCHEMA = """
    create schema hard;
    create type hard.tint as enum ('light', 'dark');
    create domain hard.small as int;
    create domain hard.label as text;
    create type hard.pair as (number int, words text);
    grant usage on schema hard to public;
"""


def _ours(**how: Any) -> Callable[[str], Callable[[str], list[Any]]]:
    def connected(conninfo: str) -> Callable[[str], list[Any]]:
        import tenantsh

        session = tenantsh.connect(conninfo, org=ORG)
        return lambda sql: _cells(session.frame(sql, **how))

    return connected


def _psycopg(conninfo: str) -> Callable[[str], list[Any]]:
    import psycopg

    connection = psycopg.connect(conninfo, autocommit=True)
    return lambda sql: [row[0] for row in connection.execute(sql).fetchall()]


def _read_sql(conninfo: str) -> Callable[[str], list[Any]]:
    import pandas as pd
    import psycopg
    import sqlalchemy

    engine = sqlalchemy.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(conninfo))
    return lambda sql: _cells(pd.read_sql(sql, engine))


def _adbc(conninfo: str) -> Callable[[str], list[Any]]:
    from adbc_driver_postgresql import dbapi
    from benchmarks.frame_readers import url

    def read(sql: str) -> list[Any]:
        with dbapi.connect(url(conninfo)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return _arrow(cursor.fetch_arrow_table())

    return read


def _connectorx(conninfo: str) -> Callable[[str], list[Any]]:
    import connectorx as cx
    from benchmarks.frame_readers import socket_url

    return lambda sql: _cells(cx.read_sql(socket_url(conninfo), sql, return_type="pandas"))


def _duckdb(conninfo: str) -> Callable[[str], list[Any]]:
    import duckdb
    from benchmarks.frame_readers import scanner

    connection = duckdb.connect()
    connection.execute(f"load '{scanner()}'")
    connection.execute(f"attach '{conninfo}' as server (type postgres, read_only)")
    return lambda sql: _arrow(connection.execute("select * from postgres_query('server', $1)", [sql]).to_arrow_table())


READERS: dict[str, Callable[[str], Callable[[str], list[Any]]]] = {
    "tenantsh": _ours(),
    'tenantsh, dtypes="pyarrow"': _ours(dtypes="pyarrow"),
    "psycopg's objects": _psycopg,
    "read_sql, SQLAlchemy": _read_sql,
    "ADBC": _adbc,
    "connectorx": _connectorx,
    "DuckDB": _duckdb,
}


def _cells(frame: Any) -> list[Any]:

    values = [frame.iloc[at, 0] for at in range(len(frame))]
    return [None if _is_missing(frame, value) else value for value in values]


def _is_missing(frame: Any, value: Any) -> bool:
    """Whether pandas says that there is no value: NaN, too, where the column has nothing else to say it with."""
    if type(value).__name__.startswith("float") and value != value:
        return str(frame.dtypes.iloc[0]) in ("float64", "float32", "object")
    return value is None or type(value).__name__ in ("NAType", "NaTType")


def _arrow(table: Any) -> list[Any]:
    return [_plain(value) for value in table.column(0)]


def _plain(value: Any) -> Any:
    try:
        return value.as_py()
    except (OverflowError, ValueError):  # of a year that Python has not, or Arrow neither
        raw = f"{value.type} {value.value}"
        try:
            text = _moment(value)
        except (OverflowError, TypeError):  # nor numpy
            text = raw
        return Beyond(raw if "infinity" in text else text, raw)  # nobody knows that this number shall be infinity


class Beyond(str):
    """A date or timestamp that only Arrow holds, as the server would write it."""

    __slots__ = ("raw",)
    raw: str

    def __new__(cls, text: str, raw: str) -> Beyond:
        made = super().__new__(cls, text)
        made.raw = raw
        return made


def _moment(value: Any) -> str:
    import numpy as np

    from tenantsh.arrow.moments import dates_text, timestamps_text

    if str(value.type).startswith("date32"):
        return next(iter(dates_text(np.array([value.value - 10_957]))))
    zone = "+00" if value.type.tz else ""
    return next(iter(timestamps_text(np.array([value.value - 946_684_800_000_000]), zone)))


# -- one reader ----------------------------------------------------------------------------------------------------


def _read(reader: str, conninfo: str) -> None:
    """Print what one reader makes of each value, a line of JSON each."""
    warnings.simplefilter("ignore")
    import psycopg

    judge = psycopg.connect(conninfo, autocommit=True)
    judge.execute("set timezone to 'UTC'")
    read = READERS[reader](conninfo)
    for name, (kind, value) in CASES.items():
        try:
            found = _judged(judge, read, kind, value)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            found = "error"
        print(json.dumps([name, found]), flush=True)


def _judged(judge: Any, read: Callable[[str], list[Any]], kind: str, value: str) -> str:
    cells = read(f"select v from (values ({value}::{kind}), (null)) as given (v)")
    first, second = cells
    if second is not None and not (isinstance(second, float) and second != second):
        return f"**NULL became {second!r}**"
    if first is None:
        return "**became missing**"
    if isinstance(first, float) and first != first and "NaN" not in value:
        return "**became NaN**"
    sent, kept = kind, _written(first, kind)
    shown = "Arrow" if isinstance(first, Beyond) else type(first).__name__
    kind = kind.partition("(")[0] if kind.startswith("numeric") else kind  # the cast would make up for lost digits
    try:
        same, equal = judge.execute(
            f"select %s::text::{kind}::text = ({value}::{sent})::text, {_equality(kind, sent, value)}", (kept, kept)
        ).fetchone()
    except Exception:  # noqa: BLE001 - the server does not take it for a value of the type
        judge.rollback()
        return f"**{_short(first)}**"
    if kind == "timestamptz" and hasattr(first, "tzinfo") and first.tzinfo is None:
        return f"{shown}, **without its zone**"
    if same:
        return f"{shown}, exact"
    return f"{shown}, equal: {_short(first)}" if equal else f"**{_short(first)}**"


def _equality(kind: str, sent: str, value: str) -> str:
    if kind in ("json", "xml", "point"):
        return f"%s::text = ({value}::{sent})::text"
    return f"%s::text::{kind} = {value}::{sent}"


def _short(value: Any) -> str:
    if isinstance(value, bytes):
        return "the wire's bytes, unread"
    text = value.raw if isinstance(value, Beyond) else value if isinstance(value, str) else repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _written(value: Any, kind: str) -> str:
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "\\x" + bytes(value).hex()
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if hasattr(value, "nanoseconds") and hasattr(value, "months"):
        return f"{value.months} months {value.days} days {value.nanoseconds / 1000} microseconds"
    if hasattr(value, "total_seconds"):
        return f"{value.total_seconds()} seconds"
    if kind in ("json", "jsonb"):
        return value if isinstance(value, str) else json.dumps(value)
    if hasattr(value, "tolist") and hasattr(value, "shape"):
        return _written(value.tolist(), kind)
    if isinstance(value, list):
        return "{" + ",".join("NULL" if each is None else _element(each, kind) for each in value) + "}"
    if isinstance(value, dict):
        return "(" + ",".join(_field(each) for each in value.values()) + ")"
    if isinstance(value, tuple):
        return "(" + ",".join(_field(each) for each in value) + ")"
    return str(value)


def _element(value: Any, kind: str) -> str:
    if isinstance(value, list) or hasattr(value, "shape"):
        return _written(value, kind)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _field(value: Any) -> str:
    return "" if value is None else '"' + str(value).replace('"', '""') + '"' if isinstance(value, str) else str(value)


# -- all of them ---------------------------------------------------------------------------------------------------


def table(conninfo: str, python: str) -> Iterator[str]:
    """The table's lines."""
    found = {reader: _said(python, reader, conninfo) for reader in READERS}
    yield f"| value | {' | '.join(READERS)} |"
    yield "|---" * (len(READERS) + 1) + "|"
    for name in CASES:
        yield f"| {name} | {' | '.join(_cell(found[reader].get(name, '-')) for reader in READERS)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _said(python: str, reader: str, conninfo: str) -> dict[str, str]:
    said = subprocess.run(
        [python, __file__, "--read", reader, conninfo], capture_output=True, text=True, check=False, timeout=300
    )
    if not said.stdout:
        print(f"{reader}: {said.stderr.strip().splitlines()[-1]}", file=sys.stderr)
    return dict(json.loads(line) for line in said.stdout.splitlines() if line.startswith("["))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pg", help="version of the server (default: the newest here)")
    parser.add_argument("--readers", default=sys.executable, help="Python with tenantsh[bench] (default: this one)")
    parser.add_argument("--read", nargs=2, metavar=("READER", "CONNINFO"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        _read(*asked.read)
        return
    from benchmarks.ground import DATABASE, Sizes, ground

    with ground(pg=asked.pg, sizes=Sizes.usual().changed(rows=10, rounds=1)) as here:
        here.server.run(_SCHEMA, DATABASE)
        print(f"PostgreSQL {here.server.version}")
        print(*table(here.conninfo, asked.readers), sep="\n")


if __name__ == "__main__":
    main()
