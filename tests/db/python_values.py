"""Python's values, the types that they have on the server, and their text there."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from ipaddress import IPv4Interface
from typing import Any
from uuid import UUID

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from psycopg.types.json import Jsonb
from psycopg.types.numeric import Int2
from psycopg.types.range import Int4Range

DAY, MOMENT = dt.date(2024, 2, 29), dt.datetime(2024, 2, 29, 12, 30, 0, 1, tzinfo=dt.UTC)
SOME = UUID("12345678-1234-5678-1234-567812345678")

TYPED: list[tuple[Any, str, str]] = [
    (5, "integer", "5"),
    (2**40, "bigint", str(2**40)),
    (2**70, "numeric", str(2**70)),
    (True, "boolean", "true"),
    (1.5, "double precision", "1.5"),
    (float("nan"), "double precision", "NaN"),
    (Decimal("1.50"), "numeric", "1.50"),
    (b"\x00\xff", "bytea", "\\x00ff"),
    (DAY, "date", "2024-02-29"),
    (MOMENT, "timestamp with time zone", "2024-02-29 12:30:00.000001+00"),
    (dt.timedelta(days=1), "interval", "1 day"),
    (SOME, "uuid", str(SOME)),
    ({"a": [1, None]}, "jsonb", '{"a": [1, null]}'),
    ([3, 1, 2**40], "bigint[]", f"{{3,1,{2**40}}}"),
    ((1, 2.5), "double precision[]", "{1,2.5}"),
    ({2, 1}, "integer[]", "{1,2}"),
    (range(3), "integer[]", "{0,1,2}"),
    ([DAY, None], "date[]", "{2024-02-29,NULL}"),
    ([[1, 2], [3, 4]], "integer[]", "{{1,2},{3,4}}"),
    ([{"a": 1}], "jsonb[]", '{"{\\"a\\": 1}"}'),
    (np.int64(7), "integer", "7"),
    (np.float32(0.5), "double precision", "0.5"),
    (np.bool_(False), "boolean", "false"),
    (np.array([1, 2]), "integer[]", "{1,2}"),
    (np.ma.array([1, 2], mask=[False, True]), "integer[]", "{1,NULL}"),
    (list(np.ma.array([1, 2], mask=[False, True])), "integer[]", "{1,NULL}"),
    (np.datetime64("2024-02-29"), "date", "2024-02-29"),
    (pd.Timestamp(MOMENT), "timestamp with time zone", "2024-02-29 12:30:00.000001+00"),
    (pd.Timedelta("1 day"), "interval", "1 day"),
    (pd.Series([1, None], dtype="Int64"), "integer[]", "{1,NULL}"),
    (pd.Series([1.5, None]), "double precision[]", "{1.5,NULL}"),
    (pd.Series([DAY, None], dtype=pd.ArrowDtype(pa.date32())), "date[]", "{2024-02-29,NULL}"),
    (pd.Index([1, 2]), "integer[]", "{1,2}"),
    (pl.Series([1, None]), "integer[]", "{1,NULL}"),
    (pa.chunked_array([[1], [2]]), "integer[]", "{1,2}"),
    (Jsonb([1, "a"]), "jsonb", '[1, "a"]'),
    (Int2(5), "smallint", "5"),
    ([Int4Range(1, 5)], "int4range[]", '{"[1,5)"}'),
    (IPv4Interface("10.0.0.1/8"), "inet", "10.0.0.1/8"),
]
