"""Frames of several organizations: each row keeps its organization, or a warning is given."""

from __future__ import annotations

import pickle
import subprocess
import sys
import warnings
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tenantsh
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Column, Result, Table
from tenantsh.model.tenant import Tenant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ACME, GLOBEX = Tenant("42", "Acme", "org_viewer"), Tenant("43", "Globex", "org_viewer")
BIG = 2**62 + 1


def frame(tenant: Tenant, rows: list[tuple[Any, ...]] | None = None, engine: str = "pandas") -> Any:
    columns = (Column("n", 20), Column("t"))
    return Result(columns, Table([(BIG, "a"), (2, None)] if rows is None else rows), tenant=tenant).frame(engine)


def rows(made: Any) -> list[tuple[Any, ...]]:
    if isinstance(made, pl.DataFrame):
        return made.rows()
    table = made if isinstance(made, pa.Table) else pa.Table.from_pandas(made, preserve_index=False)
    return [tuple(row.values()) for row in table.to_pylist()]


@pytest.mark.parametrize("engine", ["pandas", "polars", "arrow"])
def test_each_row_keeps_its_organization(engine: str) -> None:
    one, other = frame(ACME, engine=engine), frame(GLOBEX, [(None, "b")], engine)
    together = [("42", BIG, "a"), ("42", 2, None), ("43", None, "b")]
    assert rows(tenantsh.concat([one, other])) == together
    assert rows(tenantsh.concat({"42": one, "43": other})) == together


def test_what_comes_of_it_says_whose_it_is() -> None:
    made = tenantsh.concat([frame(ACME), frame(GLOBEX)])
    assert made.caption == "Acme (42) and Globex (43) · 4 rows · verified"
    assert [tenant["org"] for tenant in made.attrs["tenants"]] == ["42", "43"]
    assert made[made["org"] == "42"].caption == "derived from Acme (42) and Globex (43) · 2 rows"


def test_many_organizations_are_counted() -> None:
    made = tenantsh.concat([frame(Tenant(str(org), f"Org {org}")) for org in range(20)])
    assert made.caption == "20 organizations · 40 rows · verified"


def test_rows_of_changed_frames_are_not_called_verified() -> None:
    assert "verified" not in tenantsh.concat([frame(ACME).head(1), frame(GLOBEX)]).caption


def test_an_index_that_says_something_is_kept() -> None:
    made = tenantsh.concat([frame(ACME).groupby("t")["n"].sum().to_frame(), frame(GLOBEX).groupby("t").sum()])
    assert list(made.index) == ["a", "a"]
    assert list(made.columns) == ["org", "n"]


def test_polars_frames_that_were_changed_are_told_apart_by_keys() -> None:
    changed = {"42": frame(ACME, engine="polars").filter(pl.col("n") > 2), "43": frame(GLOBEX, engine="polars").head(1)}
    made = tenantsh.concat(changed)
    assert rows(made) == [("42", BIG, "a"), ("43", BIG, "a")]
    assert made.attrs["whose"] == "42 and 43"
    assert not made.attrs["verified"]


def test_the_frames_themselves_stay_as_they_were() -> None:
    one, other = frame(ACME), frame(GLOBEX)
    tenantsh.concat([one, other])
    assert list(one.columns) == ["n", "t"]
    assert one.caption.endswith("verified")


def test_values_without_a_type_in_common_are_told() -> None:
    made = tenantsh.concat(
        [frame(ACME), Result((Column("n"), Column("t")), Table([("x", "y")]), tenant=GLOBEX).frame()]
    )
    assert made["n"].tolist() == [BIG, 2, "x"]
    assert made.attrs["told"] == ['column "n" has values of several types: int64, str']


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (list, "there are no frames to put together"),
        (dict, "there are no frames to put together"),
        (lambda: frame(ACME), "one frame is nothing to put together"),
        (lambda: frame(ACME, engine="polars"), "one frame is nothing to put together"),
        (lambda: 5, "int is no frame"),
        (lambda: ["x"], "str is no frame"),
        (lambda: {"42": None}, "NoneType is no frame"),
        (lambda: [pd.DataFrame({"n": [1]})], "a frame does not say whose rows it has"),
        (lambda: {"42": pd.DataFrame({"n": [1]})}, "a frame does not say whose rows it has"),
        (lambda: [pa.table({"n": [1]})], "a frame does not say whose rows it has"),
        (lambda: [frame(ACME, engine="polars").head()], "polars keeps no attributes: give a dict"),
        (lambda: {"43": frame(ACME)}, r'the frame under "43" has rows of Acme \(42\)'),
        (lambda: [frame(ACME), frame(GLOBEX)[["n"]]], "the frames of 42 and 43 do not have the same columns"),
        (lambda: [frame(ACME), frame(GLOBEX, engine="polars")], "frames of pandas and polars do not go together"),
        (lambda: [tenantsh.concat([frame(ACME), frame(GLOBEX)])], r"has rows of Acme \(42\) and Globex \(43\) already"),
        (lambda: [frame(ACME).rename(columns={"t": "org"})], 'the frames have a column "org"'),
    ],
)
def test_what_cannot_be_put_together_is_refused_with_words(given: Callable[[], Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        tenantsh.concat(given())


def test_the_column_can_have_another_name() -> None:
    given = frame(ACME).rename(columns={"t": "org"})
    assert list(tenantsh.concat([given], column="whose").columns) == ["whose", "n", "org"]


MIXTURES: list[Callable[[Any, Any], Any]] = [
    lambda one, other: pd.concat([one, other]),
    lambda one, other: pd.concat([one[one["n"] == 2], other]),
    lambda one, other: one.merge(other, on="n"),
    lambda one, other: one.join(other[["n"]].rename(columns={"n": "m"})),
    lambda one, other: one[["n"]] + other[["n"]],
    lambda one, other: (one["n"] + other["n"]).to_frame(),
    lambda one, other: one.assign(m=other["n"]),
    lambda one, other: pd.concat([one["n"], other["n"]]).to_frame(),
]


@pytest.mark.parametrize("mix", MIXTURES)
def test_rows_of_two_organizations_that_meet_otherwise_are_warned_of(mix: Callable[[Any, Any], Any]) -> None:
    with pytest.warns(
        tenantsh.MixedTenantsWarning, match=r"rows of Acme \(42\) and Globex \(43\) come together"
    ) as seen:
        mixed = mix(frame(ACME), frame(GLOBEX))
    assert seen[0].filename == __file__
    assert mixed.caption.startswith("mixed from Acme (42) and Globex (43) · ")
    assert "tenant" not in mixed.attrs
    with pytest.raises(UsageError, match="already"):
        tenantsh.concat([mixed])


@pytest.mark.parametrize("mix", MIXTURES)
def test_frames_of_one_organization_come_together_without_a_word(mix: Callable[[Any, Any], Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert mix(frame(ACME), frame(ACME)).caption.startswith("derived from Acme (42) as org_viewer · ")


def _set(frame: Any) -> None:
    frame["n"] = 1


def _loc(frame: Any) -> None:
    frame.loc[0, "n"] = 1


def _iloc(frame: Any) -> None:
    frame.iloc[0, 0] = 1


def _at(frame: Any) -> None:
    frame.at[0, "n"] = 1


def _iat(frame: Any) -> None:
    frame.iat[0, 0] = 1


def _insert(frame: Any) -> None:
    frame.insert(0, "m", 1)


def _isetitem(frame: Any) -> None:
    frame.isetitem(0, [1, 1])


def _attribute(frame: Any) -> None:
    frame.n = 1


def _update(frame: Any) -> None:
    frame.update(pd.DataFrame({"n": [1]}))


def _delete(frame: Any) -> None:
    del frame["n"]


def _pop(frame: Any) -> None:
    frame.pop("n")


def _columns(frame: Any) -> None:
    frame.columns = frame.columns[::-1]


def _index(frame: Any) -> None:
    frame.index = [2, 1]


CHANGES = [_set, _loc, _iloc, _at, _iat, _insert, _isetitem, _attribute, _update, _delete, _pop, _columns, _index]


@pytest.mark.parametrize("change", CHANGES)
def test_rows_that_somebody_changed_are_not_called_verified(change: Callable[[Any], None]) -> None:
    changed = frame(ACME)
    change(changed)
    assert changed.caption == "derived from Acme (42) as org_viewer · 2 rows"


def test_looking_changes_nothing() -> None:
    seen = frame(ACME)
    _ = (
        repr(seen),
        seen._repr_html_(),
        seen.head(),
        seen["n"].iloc[0],
        seen.loc[0],
        seen.describe(),
        seen.sort_values("n"),
    )
    assert seen.caption.endswith("verified")


DERIVED: list[Callable[[Any], Any]] = [
    lambda f: f[f["n"] > 2],
    lambda f: f.head(1),
    lambda f: f.assign(m=1),
    lambda f: f.groupby("t").sum(),
    lambda f: f.groupby("t")["n"].sum().to_frame(),
    lambda f: f.sort_values("n"),
    lambda f: f.copy(),
    lambda f: f.melt(),
    lambda f: f.pivot_table(index="t", values="n"),
    lambda f: f.T,
    lambda f: f["n"].to_frame(),
    lambda f: f.describe(),
    lambda f: f["n"].describe().to_frame(),
]


@pytest.mark.parametrize("derive", DERIVED)
def test_what_is_derived_says_of_whom_and_not_that_it_is_verified(derive: Callable[[Any], Any]) -> None:
    made = derive(frame(ACME))
    assert made.caption.startswith("derived from Acme (42) as org_viewer · ")
    assert made.attrs["tenant"]["org"] == "42"
    assert made.attrs["verified"] is False


@pytest.mark.parametrize("engine", ["pandas", "arrow"])
def test_whose_rows_they_are_survives_parquet(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    given = frame(ACME, engine=engine)
    if engine == "pandas":
        given.to_parquet(path)
    else:
        pq.write_table(given, path)
    assert pd.read_parquet(path).attrs["whose"] == "Acme (42) as org_viewer"
    assert rows(tenantsh.concat([pd.read_parquet(path), frame(GLOBEX, [])]))[0] == ("42", BIG, "a")
    assert rows(tenantsh.concat([pq.read_table(path)]))[0] == ("42", BIG, "a")


def test_a_pickled_frame_is_the_same_frame() -> None:
    again = pickle.loads(pickle.dumps(frame(ACME)))
    assert again.attrs == frame(ACME).attrs
    assert again.caption == frame(ACME).caption


@pytest.mark.parametrize(
    ("engine", "dtypes", "words"),
    [
        ("numpy", "pandas", "engine 'numpy' is not known"),
        ("pandas", "numpy", "dtypes 'numpy' is not known"),
        ("polars", "pyarrow", "polars has its own types"),
    ],
)
def test_an_engine_that_is_not_known_is_told(engine: str, dtypes: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Result().frame(engine, dtypes)


@pytest.mark.parametrize("missing", ["pandas", "polars", "pyarrow"])
def test_a_library_that_is_missing_is_told(missing: str) -> None:
    engine = "arrow" if missing == "pyarrow" else missing
    code = f"""
import sys
sys.modules[{missing!r}] = None
from tenantsh.model.result import Result
Result().frame({engine!r})
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    extra = "polars" if missing == "polars" else "notebook"
    assert ran.stderr.splitlines()[-2:] == [
        f"tenantsh.model.errors.UsageError: {missing} is not installed",
        f"  hint: pip install 'tenantsh[{extra}]'",
    ]
