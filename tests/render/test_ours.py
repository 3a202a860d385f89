"""The formats that psql lacks: jsonl, markdown and parquet (json has a file of its own)."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tenantsh.model.errors import UsageError
from tenantsh.model.result import Column, Result, Table
from tenantsh.render import Options, write

if TYPE_CHECKING:
    from pathlib import Path

    from tenantsh.render.options import Format

PLACES = Result(
    (Column("id", 23), Column("name"), Column("open", 16)),
    Table([(1, "東|京", True), (2, "two\nlines", None), (3, None, False)]),
)
EMPTY = Result((Column("id", 23),), Table([]))


def rendered(result: Result, form: Format, **options: Any) -> str:
    out = io.StringIO(newline="")
    write(result, Options(format=form, **options), out)
    return out.getvalue()


def test_jsonl_is_an_object_per_line() -> None:
    lines = rendered(PLACES, "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == [
        {"id": 1, "name": "東|京", "open": True},
        {"id": 2, "name": "two\nlines", "open": None},
        {"id": 3, "name": None, "open": False},
    ]


def test_jsonl_of_nothing_is_nothing() -> None:
    assert rendered(EMPTY, "jsonl") == ""


def test_formats_for_programs_have_no_command_tags() -> None:
    for form in ("json", "jsonl", "parquet"):
        assert rendered(Result(status="CREATE TABLE"), form) == ""
    assert rendered(Result(status="CREATE TABLE"), "markdown") == "CREATE TABLE\n"


def test_what_a_command_says_is_said_in_every_format() -> None:
    for form in ("json", "html", "parquet"):
        assert rendered(Result(status="Border style is 2.", direct=True), form) == "Border style is 2.\n"


def test_html_dresses_command_tags() -> None:
    assert rendered(Result(status="CREATE TABLE"), "html") == "<p>CREATE TABLE</p>\n"


def test_markdown_is_a_table_that_github_reads() -> None:
    assert rendered(PLACES, "markdown", title="Places") == (
        "**Places**\n\n"
        "| id | name | open |\n"
        "|--:|:--|:--|\n"
        "| 1 | 東\\|京 | t |\n"
        "| 2 | two<br>lines |  |\n"
        "| 3 |  | f |\n"
    )


def test_markdown_has_records_too() -> None:
    assert rendered(PLACES, "markdown", expanded="on", null="-").split("\n\n")[2] == (
        "| | |\n|:--|:--|\n| **id** | 3 |\n| **name** | - |\n| **open** | f |\n"
    )


def test_markdown_keeps_a_tables_own_footers() -> None:
    table = Result((Column("a"),), Table([]), footers=("Indexes:", "    one"))
    assert rendered(table, "markdown") == "| a |\n|:--|\n\nIndexes:  \n    one\n"


def test_markdown_of_tuples_only_has_an_empty_head() -> None:
    assert rendered(PLACES, "markdown", tuples_only=True).startswith("|  |  |  |\n|--:|:--|:--|\n| 1 |")


def written(result: Result, path: Path) -> Any:
    pq = pytest.importorskip("pyarrow.parquet")
    with path.open("w", encoding="utf-8") as out:
        write(result, Options(format="parquet"), out)
    return pq.read_table(path)


def test_parquet_keeps_types_and_nulls(tmp_path: Path) -> None:
    row = (1, 2.5, Decimal("1.50"), "x", True, date(2026, 1, 31), datetime(2026, 1, 31, tzinfo=UTC), b"\xff", None)
    oids = (20, 701, 1700, 25, 16, 1082, 1184, 17, 23)
    columns = tuple(
        Column(f"c{at}", oid, type_modifier=(10 << 16 | 2) + 4 if oid == 1700 else -1) for at, oid in enumerate(oids)
    )
    table = written(Result(columns, Table([row, (None,) * 9])), tmp_path / "out.parquet")
    types = ["int64", "double", "decimal128(10, 2)", "large_string", "bool", "date32[day]", "timestamp[us, tz=UTC]"]
    assert [str(field.type) for field in table.schema] == [*types, "large_binary", "int32"]
    assert [tuple(found.values()) for found in table.to_pylist()] == [row, (None,) * 9]


def test_parquet_writes_what_it_has_no_type_for_as_text(tmp_path: Path) -> None:
    columns = (Column("j", 3802), Column("n", 1700), Column("l"))
    table = written(Result(columns, Table([({"k": [1]}, Decimal("1.10"), ["a", None])])), tmp_path / "out.parquet")
    assert table.to_pylist() == [{"j": '{"k": [1]}', "n": "1.10", "l": '["a", null]'}]


def test_parquet_tells_columns_of_one_name_apart(tmp_path: Path) -> None:
    table = written(Result((Column("a", 23), Column("a", 23)), Table([(1, 2)])), tmp_path / "out.parquet")
    assert table.to_pylist() == [{"a": 1, "a_2": 2}]


def test_an_empty_parquet_has_its_columns(tmp_path: Path) -> None:
    assert written(EMPTY, tmp_path / "out.parquet").schema.names == ["id"]


def test_a_long_parquet_has_all_rows(tmp_path: Path) -> None:
    rows = Result((Column("n", 23),), Table([(number,) for number in range(120_000)]))
    table = written(rows, tmp_path / "out.parquet")
    assert table["n"].to_pylist() == list(range(120_000))


def test_parquet_is_refused_where_no_bytes_can_go() -> None:
    with pytest.raises(UsageError, match="parquet is binary"):
        rendered(PLACES, "parquet")


def test_parquet_says_what_it_cannot_hold(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match='column "at" has values that parquet\'s timestamp'):
        written(Result((Column("at", 1114),), Table([("infinity",)])), tmp_path / "out.parquet")
