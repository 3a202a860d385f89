"""Parquet files of results: the types of `frame("arrow")`, and whose rows they are."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenantsh.arrow.gathering import Gatherer
from tenantsh.arrow.pgtype import PgColumn, PgType
from tenantsh.arrow.raw import from_cells
from tenantsh.model.errors import UsageError
from tenantsh.model.provenance import Provenance
from tenantsh.model.result import Column, Result, Table
from tenantsh.model.tenant import Tenant

if TYPE_CHECKING:
    from pathlib import Path

    from tenantsh.arrow.gathered import Gathered

ACME = Tenant("42", "Acme", "org_viewer", settings=(("app.current_org_id", "42"),))
ASKED = Provenance(
    "select v from t where id = any($1)",
    datetime(2026, 1, 31, 12, tzinfo=UTC),
    "PostgreSQL 18.6, app on db1:5432",
    (("ids", "list of 3 int"),),
)


def gathered(*columns: tuple[str, int, list[bytes | None]]) -> Gathered:
    gatherer = Gatherer([PgColumn(name, PgType(oid)) for name, oid, _ in columns])
    gatherer.take(from_cells([cells for _, _, cells in columns]), len(columns[0][2]))
    return gatherer.done()


def result(cells: Gathered, **about: Any) -> Result:
    return Result(tuple(Column(column.name, column.type.oid) for column in cells.columns), cells, tenant=ACME, **about)


BIG = (2**62 + 1).to_bytes(8, "big")


def test_types_and_values_are_those_of_the_arrow_table(tmp_path: Path) -> None:
    asked = result(gathered(("n", 20, [BIG, None]), ("j", 3802, [b'\1{"a": 1.10}', None])))
    asked.to_parquet(tmp_path / "rows.parquet")
    read = pq.read_table(tmp_path / "rows.parquet")
    assert read.schema.types == [pa.int64(), pa.large_string()]
    assert read.to_pylist() == [{"n": 2**62 + 1, "j": '{"a": 1.10}'}, {"n": None, "j": None}]
    assert read.cast(pa.schema(read.schema)).equals(asked.frame("arrow"))


def test_pandas_finds_whose_rows_they_are_and_what_was_asked(tmp_path: Path) -> None:
    asked = result(gathered(("n", 20, [BIG])), provenance=ASKED)
    asked.to_parquet(str(tmp_path / "rows.parquet"))
    read = pd.read_parquet(tmp_path / "rows.parquet", dtype_backend="pyarrow")
    assert read.attrs == asked.frame().attrs
    assert read.attrs["whose"] == "Acme (42) as org_viewer"
    assert read.attrs["parameters"] == {"ids": "list of 3 int"}
    assert read.attrs["time"] == "2026-01-31T12:00:00+00:00"
    assert read.attrs["server"] == "PostgreSQL 18.6, app on db1:5432"
    assert read.attrs["tenant"]["settings"] == [["app.current_org_id", "42"]]
    assert read["n"].tolist() == [2**62 + 1]


def test_a_command_s_rows_can_be_kept_too(tmp_path: Path) -> None:
    Result((Column("n", 20), Column("n", 1700)), Table([(1, Decimal("1.10"))])).to_parquet(tmp_path / "rows.parquet")
    assert pq.read_table(tmp_path / "rows.parquet").to_pylist() == [{"n": 1, "n_2": "1.10"}]


def test_what_cannot_be_written_leaves_nothing_and_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    path.write_bytes(b"before")
    with pytest.raises(UsageError, match='column "n" has values'):
        Result((Column("n", 20),), Table([("many",)])).to_parquet(path)
    assert [found.name for found in tmp_path.iterdir()] == ["rows.parquet"]
    assert path.read_bytes() == b"before"


def test_a_path_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no/rows\.parquet cannot be written: No such file or directory"):
        result(gathered(("n", 20, [BIG]))).to_parquet(tmp_path / "no" / "rows.parquet")


def test_without_rows_there_is_nothing_to_write(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are no rows to write"):
        Result(status="CREATE TABLE").to_parquet(tmp_path / "rows.parquet")


def test_a_command_is_an_empty_frame_in_every_engine() -> None:
    for engine in ("pandas", "polars", "arrow"):
        assert Result(status="CREATE TABLE").frame(engine).shape == (0, 0)


def test_frames_of_as_many_columns_as_postgresql_has_come_without_a_warning() -> None:
    import tenantsh

    wide = result(gathered(*[(f"c{at}", 25, [b"x", None]) for at in range(1664)]))
    assert wide.frame().shape == (2, 1664)
    assert tenantsh.concat([wide.frame(), wide.frame()]).shape == (4, 1665)
    assert wide.frame("polars").shape == (2, 1664)
