"""Retention's questions and the dataclasses that their columns fill belong together, on every server version."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

import tenantsh.db
import tenantsh.db.retention
from tenantsh.db.params import question
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

_FOLDER = Path(tenantsh.db.__file__).parent / "queries"
_VALUES: dict[str, object] = {
    "names": ["events"],
    "tenant_column": "org_id",
    "relations": [1259],
    "relation": 1259,
    "parent": 1259,
    "exact": True,
    "newest": 1,
    "key": 1,
    "schema": "public",
    "name": "events",
    "bound": "",
}
QUERIES: dict[str, Query[Any]] = {
    value.name: value for value in vars(tenantsh.db.retention).values() if isinstance(value, Query)
}


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_querys_columns_are_its_dataclasss_fields(name: str, pg: Cluster, platform_dsn: str) -> None:
    query = QUERIES[name]
    with psycopg.connect(platform_dsn) as connection:
        params = {key: value for key, value in _VALUES.items() if f":{key}::" in query.text(pg.major)}
        step = question(connection, query.ask(**params), pg.major)
        result = connection.pgconn.exec_params(step.sql, step.params, step.types)
    assert not result.error_message
    names = [(result.fname(i) or b"").decode() for i in range(result.nfields)]
    assert names == [field.name for field in dataclasses.fields(query.row)]


def test_every_file_belongs_to_a_query() -> None:
    assert {f"retention/{path.stem}" for path in (_FOLDER / "retention").glob("*.sql")} == set(QUERIES)


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_opens_with_a_sentence_and_trusts_no_search_path(name: str) -> None:
    text = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    assert re.match(r"-- [A-Z].*[^.]\.\n", text)
    functions = r"(?<![\w.])(?:pg_\w+|format|sum|count|max|to_char|now|btrim|date_trunc|regexp_match|host)\("
    assert not re.findall(functions, text)
    assert not re.search(r"::(?!pg_catalog\.)", text)
    assert not re.search(r"(?:from|join) pg_(?!catalog\.)", text)
