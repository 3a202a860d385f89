"""What filters mean, case by case: docs/jsonb.md's tables, and what random ones have found to be otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from tenantsh.lang.filters import compile as compiled
from tenantsh.lang.filters import parse
from tenantsh.lang.filters.indexes import Gin, Indexes

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_CASES: dict[str, list[tuple[str, str | None, bool]]] = {
    "numbers are numbers however they are written": [
        ("a=1", '{"a": 1.00}', True), ("a=1e2", '{"a": 100}', True), ('a="1"', '{"a": 1}', False),
        ("a=1", '{"a": "1"}', False), ("a=-0", '{"a": 0}', True), ("a in 1,2", '{"a": 2.0}', True),
        ("a=9007199254740993", '{"a": 9007199254740992}', False), ("a<1e400", '{"a": 9e399}', True),
        ("a>=10", '{"a": "9"}', False), ('a>="10"', '{"a": "9"}', True), ("a=02134", '{"a": "02134"}', True),
    ],
    "null, missing and NULL are three things, and a negation is true of all that the term is not": [
        ("a=null", '{"a": null}', True), ("a=null", "{}", False), ("a=null", None, False),
        ("has:a", '{"a": null}', True), ("missing:a", None, True), ("a!=1", None, True), ("a!=1", "{}", True),
        ("a!=1", '{"a": "x"}', True), ("!a>1", '{"a": "x"}', True), ("!archived", '{"archived": null}', True),
        ("!archived", '{"archived": "true"}', True), ("a not in x,y", None, True),
        ("a is not missing", '{"a": null}', True), ("!!a=1", '{"a": 1}', True),
    ],
    "an array is not its element where equality is asked for, and is where anything else is": [
        ("a=x", '{"a": ["x"]}', False), ("a~x", '{"a": ["x"]}', True), ("a~x", '{"a": "x"}', False),
        ("a~x", '{"a": [["x"]]}', False), ("a[]=x", '{"a": ["x"]}', True), ("a*=X", '{"a": ["yx"]}', True),
        ("a>1", '{"a": [[2]]}', True), ("a>1", '{"a": [[[2]]]}', False), ("a is array", '{"a": []}', True),
        ("a[] is string", '{"a": [1, "x"]}', True), ("a.b>1", '{"a": [{"b": 2}]}', True),
        ("a.b=2", '{"a": [{"b": 2}]}', False), ("a[].b=2", '{"a": [{"b": 2}]}', True),
    ],
    "brackets ask one element for all, and mean of it what they would mean of a document": [
        ("a[b=1 c=4]", '{"a": [{"b": 1, "c": 2}, {"b": 3, "c": 4}]}', False),
        ("a[].b=1 a[].c=4", '{"a": [{"b": 1, "c": 2}, {"b": 3, "c": 4}]}', True),
        ("a[b!=1]", '{"a": [{"b": 1}]}', False), ("a[b!=1]", '{"a": [7]}', True),
        ("a[!b>1]", '{"a": [{"b": "x"}]}', True), ("a[b is missing]", '{"a": [[[{"b": 1}]]]}', True),
        ("a[has:b]", '{"a": [[[{"b": 1}]]]}', False), ("a[has:b]", '{"a": [{"b": null}]}', True),
        ("a[!has:b]", '{"a": []}', False),
        ("a[b<2026-01-02 c~x]", '{"a": [{"b": "2026-01-01", "c": ["x"]}]}', True),
        ("a[b<2026-01-02 or has:c]", '{"a": [[[{"c": 1}]]]}', False),
    ],
    "dates are moments, in any spelling and zone, and what is none is never an error": [
        ("a>=2026-01-01", '{"a": "2025-12-31T22:00:00-05:00"}', True),
        ("a>=2026-01-01", '{"a": "2026-01-01T00:00:00Z"}', True),
        ("a<2026-01-01", '{"a": "2026-01-01T00:30:00+01:00"}', True),
        ("a>=2026-01-01", '{"a": "2026-99-99"}', False), ("a>=2026-01-01", '{"a": "2026-02-30"}', False),
        ("a>=2026-01-01", '{"a": "2026-01-01 BC"}', False), ("a>=2026-01-01", '{"a": "infinity"}', False),
        ("a>=2026-01-01", '{"a": [["2026-01-01"]]}', True), ("a>=2026-01-01", '{"a": 2027}', False),
        ("a>=2026-01-01", '{"a": "2026-01-01 00:00"}', True), ('a>="2026-01"', '{"a": "2026-01-01"}', True),
        ("a>2026-01-01T12:00+01:00", '{"a": "2026-01-01T11:00:01"}', True),
    ],
    "a date in a document that the server would not take is none, and no error": [
        ("a>=2026-01-01", '{"a": "2026-01-01T00:00:00.%s"}' % ("0" * 150), False),
        ("a>=2026-01-01", '{"a": "2026-01-01T00:00:00.%s"}' % ("0" * 30), True),
        ("a>=2026-01-01", '{"a": "2026-01-01T23:59:60.5Z"}', False),
        ("a>=2026-01-01", '{"a": "2025-12-31T23:59:60Z"}', True),
        ("a>=0001-01-01", '{"a": "0000-12-31"}', False), ("a<9999-12-31", '{"a": "0001-01-01T00:00+15:59"}', True),
    ],
    "a document that is no object has no keys, and its values are found anywhere": [
        ("has:a", '["a"]', False), ("has:a", '"a"', False), ("any:a", '["a"]', True), ("any:a", '"a"', True),
        ("any:a", '{"a": 1}', False), ("any:1", '{"a": [{"b": 1.0}]}', True), ("a=1", '[{"a": 1}]', False),
        ("missing:a", "7", True), ("!any:a", None, True),
    ],
    "keys are what they are": [
        ('"a.b"=1', '{"a.b": 1}', True), ('"a.b"=1', '{"a": {"b": 1}}', False),
        ('"in"=1 "or"=2', '{"in": 1, "or": 2}', True), ('"é"=1', '{"e\\u0301": 1}', False),
        ('""=1', '{"": 1}', True), ('"0"=1', "[1]", False), ('"0">0', "[1]", False),
        ("'$'=1 '@'=1", '{"$": 1, "@": 1}', True), ('"a\\"b"."\\\\"=1', '{"a\\"b": {"\\\\": 1}}', True),
    ],
    "two terms about one key are two terms": [
        ("a=1 a=2", '{"a": 1}', False), ("a=1 a.b=2", '{"a": {"b": 2}}', False),
        ("a~x a~y", '{"a": ["x", "y"]}', True), ("a[].b=1 a~1", '{"a": [{"b": 1}, 1]}', True),
        ("a=1 a=1.0", '{"a": 1}', True), ("a.b=1 a.c=1", '{"a": {"b": 1}}', False),
    ],
}  # fmt: skip


@pytest.mark.parametrize("meaning", _CASES)
def test_meaning(session: Session, meaning: str) -> None:
    for text, document, answer in _CASES[meaning]:
        condition = compiled(parse(text), "data")
        statement = f"select ({condition.formatted}) is true from (select %s::jsonb as data) as one"
        values = [*(parameter.text for parameter in condition.parameters), document]
        ((found,),) = session.run(statement, values).rows
        assert found is answer, f"{text} of {document}"


@pytest.mark.parametrize("opclass", ["jsonb_ops", "jsonb_path_ops"])
def test_negations_within_brackets_find_the_same_through_an_index(pg: Cluster, empty_dsn: str, opclass: str) -> None:
    # PostgreSQL's GIN takes `b == 1` of !(!(b == 1) && c == 2) for something that has to hold
    with psycopg.connect(empty_dsn, autocommit=True) as connection:
        connection.execute("create table t (data jsonb)")
        connection.execute("""insert into t select '{"a": [{"d": 1}]}' from generate_series(1, 5)""")
        connection.execute(f"create index on t using gin (data {opclass})".encode())
        connection.execute("set enable_seqscan = off")
        for text in (
            "a[!(!b=1 c=2)]",
            "a[!(b is not missing) or !(b!=1 c>2)]",
            "a[!(not (not b=1 d=2))]",
            "a[!!(!b=1)]",
        ):
            condition = compiled(parse(text), "data", Indexes((Gin("t_data_idx", opclass),))).literal
            ((found,),) = connection.execute(f"select count(*) from t where {condition}".encode())
            assert found == (0 if text == "a[!(not (not b=1 d=2))]" else 5), text
