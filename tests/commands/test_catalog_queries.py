"""Each question to the catalog and the rows that its columns fill belong together, on every server version."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

import tenantsh.commands
import tenantsh.db.catalog
import tenantsh.db.doctor
import tenantsh.db.frames
import tenantsh.db.inserting
import tenantsh.db.jsonb
import tenantsh.db.partitions
import tenantsh.db.plans
import tenantsh.db.policies
import tenantsh.db.pruning
import tenantsh.db.whyempty
from tenantsh.db.params import field_names, question
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

_FOLDER = Path(tenantsh.commands.__file__).parents[1] / "db" / "queries"
_OURS = (
    "catalog",
    "compare",
    "describe",
    "doctor",
    "frames",
    "insert",
    "jsonb",
    "list",
    "partitions",
    "plans",
    "policies",
    "pruning",
    "whyempty",
)
VALUES: dict[str, object] = {
    "relation": 1259,
    "relations": [1259],
    "tenant_column": "org_id",
    "function": "pg_catalog.now()",
    "with_types": True,
    "view": "pg_catalog.pg_stats",
    "verbose": True,
    "system": True,
    "nested": True,
    "arrays": True,
    "indexes": True,
    "visible_only": True,
    "kinds": ["r", "i"],
    "name": "^(pg_class)$",
    "schema": "^(pg_catalog)$",
    "access_method": "^(btree)$",
    "typed": True,
    "argument_names": ["^(integer)$", None],
    "argument_schemas": [None, None],
    "arguments_visible": [True, True],
    "arguments_missing": [False, True],
    "types_overlooked": False,
    "prefix": False,
    "defaults": False,
    "role": None,
    "database": None,
    "milliseconds": "1000",
    "sizes": True,
    "conditions": True,
    "lock_timeout": "100ms",
    "relation_schemas": [None],
    "relation_names": ["pg_class"],
    "named": ["pg_class"],
    "scanned_schemas": ["pg_catalog"],
    "scanned_relations": ["pg_class"],
    "moment_ats": [0],
    "moment_values": ["2025-03-09"],
    "moment_types": ["date"],
    "moment_spaces": ["tz"],
    "moment_zones": ["America/New_York"],
    "moment_units": ["month"],
    "intervals": ["1 day"],
    "table_schema": "pg_catalog",
    "table_name": "pg_class",
    "called_names": ["lower"],
    "called_operators": [False],
    "oids": [23],
    "seeds": ["pg_monitor"],
    "login": None,
    "names": ["pg_class"],
    "functions": ["lower"],
    "operators": ["="],
    "columns": ["oid"],
    "every": False,
    "types": ["int4"],
}


def _queries() -> dict[str, Query[Any]]:
    """The queries of commands, those in sections too, and of the snapshot that completion answers from; by file."""
    found: dict[str, Query[Any]] = {}
    for package in (
        tenantsh.commands,
        tenantsh.db.catalog,
        tenantsh.db.doctor,
        tenantsh.db.frames,
        tenantsh.db.inserting,
        tenantsh.db.jsonb,
        tenantsh.db.partitions,
        tenantsh.db.plans,
        tenantsh.db.policies,
        tenantsh.db.pruning,
        tenantsh.db.whyempty,
    ):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for value in vars(importlib.import_module(module.name)).values():
                query = getattr(value, "query", value)
                if isinstance(query, Query) and query.name.split("/")[0] in _OURS:
                    found[query.name] = query
    return found


QUERIES = _queries()


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_querys_columns_are_its_rows_fields(name: str, pg: Cluster) -> None:
    query = QUERIES[name]
    with psycopg.connect(pg.dsn()) as connection:
        step = question(connection, query.ask(**VALUES), pg.major)
        result = connection.pgconn.exec_params(step.sql, step.params, step.types)
    assert not result.error_message
    names = tuple((result.fname(i) or b"").decode() for i in range(result.nfields))
    assert names == field_names(query.row)


def test_every_file_belongs_to_a_query() -> None:
    files = {f"{folder}/{path.stem}" for folder in _OURS for path in (_FOLDER / folder).glob("*.sql")}
    assert files == set(QUERIES)


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_opens_with_a_sentence_and_trusts_no_search_path(name: str) -> None:
    text = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    assert re.match(r"-- [A-Z].*[^.]\.\n", text)
    unqualified = re.findall(
        r"(?<![\w.])(?:pg_\w+|array_to_string|quote_ident|unnest|string_agg|obj_description)\(", text
    )
    assert not unqualified
    assert not re.search(r"::(?!pg_catalog\.)", text)
    assert not re.search(r"(?:FROM|JOIN) pg_(?!catalog\.)", text)
