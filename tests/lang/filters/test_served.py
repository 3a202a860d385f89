"""What a condition says could serve it does: the index finds what the filter is about, and not every document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from tenantsh.lang.filters import compile as compiled
from tenantsh.lang.filters import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

_DOCUMENTS = """
create table {table} as
select jsonb_build_object(
    'ref', 'r' || i, 'n', i, 'owner', jsonb_build_object('email', 'u' || i), 'rare', i = 77,
    'items', jsonb_build_array(
        jsonb_build_object('sku', 's' || i, 'qty', i % 5, 'tags', jsonb_build_array('t' || i), 'at', '2026-01-01'),
        jsonb_build_object('sku', 'k' || i % 7, 'qty', 3)
    )
) as data
from generate_series(1, 1000) as i;
create index on {table} using gin (data {opclass});
"""


@pytest.fixture(scope="module")
def connection(pg: Cluster) -> Iterator[psycopg.Connection]:
    name = f"served_{pg.version}".replace(".", "_")
    with psycopg.connect(pg.create(name), autocommit=True) as connection:
        for opclass in ("jsonb_ops", "jsonb_path_ops"):
            connection.execute(_DOCUMENTS.format(table=f"with_{opclass}", opclass=opclass))
        connection.execute("set enable_seqscan = off")
        yield connection
    pg.drop(name)


def found_by_index(connection: psycopg.Connection, table: str, condition: str) -> float | None:
    """How many rows the index finds, before they are looked at; None where it is not used."""
    [(plans,)] = connection.execute(f"explain (analyze, format json) select from {table} where {condition}").fetchall()
    waiting = [plans[0]["Plan"]]
    found = [node["Actual Rows"] for node in _all(waiting) if node["Node Type"] == "Bitmap Index Scan"]
    return sum(found) if found else None


def _all(nodes: list[dict]) -> Iterator[dict]:  # type: ignore[type-arg]
    for node in nodes:
        yield node
        yield from _all(node.get("Plans", []))


@pytest.mark.parametrize("opclass", ["jsonb_ops", "jsonb_path_ops"])
@pytest.mark.parametrize(
    "text",
    [
        "ref=r5", "n=77", "ref in r5,r6", "owner.email=u9", "rare", "items[].sku=s10", "items[].tags~t10", "has:nope",
        "has:nope.deep", "any:u9", "any:77", "any:-1", "items[sku=s10 qty>=0]", "items[sku in s10,s11]",
        "items[tags~t10]", "items[sku=s10 at<2027-01-01]", "items[sku=s10 or sku=s11]", "items[sku=s10 or qty>9]",
        "items[any:t9]", "items[qty=-9]", "items[!(sku=s10)]", "items[has:nope]", "ref=r5 or n=77", "rare or has:nope",
        "ref=r5 or n>2000", "n>2000", "ref*=nope", "ref is number", "!rare", "missing:ref", "items[].at>2027-01-01",
    ],
)  # fmt: skip
def test_an_index_finds_what_it_is_said_to_serve(connection: psycopg.Connection, opclass: str, text: str) -> None:
    [conjunct] = (condition := compiled(parse(text), "data")).conjuncts
    found = found_by_index(connection, f"with_{opclass}", condition.literal)
    if opclass in conjunct.served_by:
        assert found is not None
        assert found <= 2
    else:
        assert found is None or found > 100
