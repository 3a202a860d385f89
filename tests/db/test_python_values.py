"""Values of Python's beside a statement: what a notebook's variables may be, the API's parameters may be too."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from tests.db.python_values import TYPED

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from tenantsh.db.session import Session


def test_a_parameter_has_the_type_of_its_value(session: Session) -> None:
    session.run("set timezone = 'UTC'")
    for value, type_, text in TYPED:
        sql = "select pg_typeof(%(v)s)::text, (%(v)s)::text"
        assert session.run(sql, {"v": value, "unused": print}).rows == [(type_, text)], repr(value)
        assert session.run("select pg_typeof(%s)::text", [value]).rows == [(type_,)], repr(value)


def test_frames_and_batches_take_the_same(session: Session) -> None:
    ids = pd.Series([3, 1])
    sql = "select n from generate_series(1, 4) as n where n = any(%(ids)s) and %(filter)s @> '{\"a\": 1}'"
    params = {"ids": ids, "filter": {"a": 1, "b": None}, "unused": print}
    frame = session.frame(sql, params)
    assert list(frame["n"]) == [1, 3]
    assert frame.attrs["parameters"].keys() == {"ids", "filter"}
    with session.batches(sql, params) as batches:
        assert [row for batch in batches for row in batch["n"].to_pylist()] == [1, 3]
    assert session.plan(sql, params)["Plan"]


class _Shade(enum.Enum):
    DARK = 1


REFUSED: list[tuple[Any, str, str]] = [
    ([pd.DataFrame({"a": [1]})], "parameter 1 is a DataFrame", 'give one column: frame["a"]'),
    ({"v": [1, "a"]}, "%(v)s is a list of mixed types", "make them one in Python; psycopg's Jsonb"),
    ([_Shade.DARK], "parameter 1 is a _Shade", "take its .value or its .name"),
    ("x", "params is a str", "a list for %s, also of one value"),
    ({1, 2}, "params is a set", "a list for %s"),
]


@pytest.mark.newest
@pytest.mark.parametrize(("params", "what", "hint"), REFUSED)
def test_a_value_that_cannot_be_a_parameter_is_told(session: Session, params: Any, what: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        session.run("select %(v)s" if isinstance(params, dict) else "select %s", params)
    assert caught.value.what.startswith(what)
    assert str(caught.value.hint).startswith(hint)
