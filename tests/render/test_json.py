"""--json is always valid JSON, and loses no digit of what the server sent."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render.capture import HERE, QUERIES, as_result

from tenantsh.model.result import Column, Result, Table
from tenantsh.render import Options, write

ANSWERS: dict[str, dict[str, Any]] = json.loads((HERE / "like_psql.json").read_text(encoding="utf-8"))["answers"]

TEXT, INT, NUMERIC, FLOAT, BOOL, JSON, OID = 25, 23, 1700, 701, 16, 114, 26


def rendered(result: Result) -> str:
    out = io.StringIO()
    write(result, Options(format="json"), out)
    return out.getvalue()


def cells(oid: int, *texts: str | None) -> str:
    return rendered(Result(columns=(Column("v", oid),), cells=Table([(text,) for text in texts])))


@pytest.mark.parametrize("name", [name for name in QUERIES if as_result(ANSWERS[name]).cells is not None])
def test_is_an_array_of_objects_with_a_key_per_column_on_a_line_per_row(name: str) -> None:
    result = as_result(ANSWERS[name])
    rows = json.loads(rendered(result))
    assert [len(row) for row in rows] == [len(result.columns)] * len(result)
    assert rendered(result).count("\n") == (len(result) + 2 if len(result) else 1)


def test_a_command_without_a_table_writes_nothing() -> None:
    assert rendered(Result(status="CREATE TABLE")) == ""


def test_no_rows_are_an_empty_array() -> None:
    assert cells(INT) == "[]\n"


def test_rows_without_columns_are_empty_objects() -> None:
    assert json.loads(rendered(Result(cells=Table([(), ()])))) == [{}, {}]


def test_digits_are_the_servers_own() -> None:
    digits = ["12345678901234567890.12345678901234567890", "1e+100", "-0", "0.10", "-5.00"]
    loaded = json.loads(cells(NUMERIC, *digits), parse_float=str, parse_int=str)
    assert [row["v"] for row in loaded] == digits


def test_what_is_no_json_number_is_a_string() -> None:
    assert json.loads(cells(FLOAT, "NaN", "1.5", "-Infinity", None)) == [
        {"v": "NaN"},
        {"v": 1.5},
        {"v": "-Infinity"},
        {"v": None},
    ]


def test_booleans_and_null_are_jsons_own() -> None:
    assert cells(BOOL, "t", "f", None) == '[\n{"v": true},\n{"v": false},\n{"v": null}\n]\n'


def test_oids_are_strings_as_the_server_writes_them() -> None:
    assert json.loads(cells(OID, "26")) == [{"v": "26"}]


def test_documents_are_embedded_with_all_their_digits() -> None:
    document = '{"n": 1.00000000000000000000001, "a": [true, null]}'
    assert cells(JSON, document) == f'[\n{{"v": {document}}}\n]\n'


def test_documents_of_several_lines_are_put_on_one() -> None:
    assert json.loads(cells(JSON, '{\n  "a":\r\n 1}').split("\n")[1]) == {"v": {"a": 1}}


@pytest.mark.parametrize(
    ("document", "value"),
    [
        (r'"\ud83d\ude00"', "😀"),
        (r'"\ud83d"', "\ufffd"),
        (r'"\ude00\ud83d"', "\ufffd\ufffd"),
        (r'"\ud83d\ud83d\ude00"', "\ufffd😀"),
        (r'"\\ud83d"', r"\ud83d"),
        (r'"\\\ud83d"', "\\\ufffd"),
        (r'"\u0041\n"', "A\n"),
    ],
)
def test_lone_surrogates_in_documents_are_replaced_and_nothing_else(document: str, value: str) -> None:
    assert json.loads(cells(JSON, document)) == [{"v": value}]


def test_bytes_that_are_no_text_are_replaced() -> None:
    assert json.loads(cells(TEXT, b"a\xff".decode(errors="surrogateescape"))) == [{"v": "a\ufffd"}]


def test_columns_of_one_name_are_told_apart() -> None:
    columns = tuple(Column(name) for name in ("id", "id", "id_2", "id", '"'))
    assert list(json.loads(rendered(Result(columns=columns, cells=Table([range(5)]))))[0]) == [
        "id",
        "id_3",
        "id_2",
        "id_4",
        '"',
    ]


@given(st.lists(st.tuples(st.text(), st.none() | st.text())), st.text())
def test_any_text_comes_back_as_it_was(rows: list[tuple[str, str | None]], name: str) -> None:
    columns = (Column(name), Column(f"{name} too"))
    loaded = json.loads(rendered(Result(columns=columns, cells=Table(rows))))
    assert [tuple(row.values()) for row in loaded] == rows
