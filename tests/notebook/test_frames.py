"""A frame that a cell gives, as it is shown and as it travels."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import tenantsh
from tenantsh.model.result import Column, Result, Table
from tenantsh.model.tenant import Person, Tenant
from tenantsh.notebook.frames import framed
from tenantsh.render.frame.tenant import TenantFrame

if TYPE_CHECKING:
    from pathlib import Path

    from tests.notebook.conftest import Notebook

ACME = Tenant("42", "Acme", "org_viewer")


def _frame(rows: int = 2, tenant: Tenant = ACME) -> TenantFrame:
    frame = framed(Result(columns=(Column("n", 20),), cells=Table([(n,) for n in range(rows)])), tenant)
    assert isinstance(frame, TenantFrame)
    return frame


def test_it_says_whose_rows_and_how_many() -> None:
    assert repr(_frame(2)).splitlines()[0] == "Acme (42) as org_viewer · 2 rows · verified"
    assert _frame(1).caption == "Acme (42) as org_viewer · 1 row · verified"
    assert _frame(0).caption == "Acme (42) as org_viewer · 0 rows · verified"
    assert _frame(12345).caption == "Acme (42) as org_viewer · 12,345 rows · verified"


def test_it_says_as_whom_and_that_she_may_write() -> None:
    tenant = Tenant("42", "Acme", "org_member", Person("7", "alice@acme.com"), write=True)
    assert _frame(tenant=tenant).attrs["whose"] == "Acme (42) as alice@acme.com, org_member, read and write"
    assert _frame(tenant=Tenant("42")).attrs["whose"] == "42"


def test_html_is_escaped_everywhere() -> None:
    hostile = "<script>alert(1)</script>"
    result = Result(
        columns=(Column(hostile),), cells=Table([(hostile,)]), title=hostile, footers=(hostile,), tenant=Tenant(hostile)
    )
    html = framed(result, ACME)._repr_html_()
    assert html is not None
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 5


def test_dollar_signs_are_no_formula() -> None:
    assert "tex2jax_ignore" in (_frame()._repr_html_() or "")


def test_html_is_left_out_where_pandas_is_told_to() -> None:
    with pd.option_context("display.notebook_repr_html", False):
        assert _frame()._repr_html_() is None


def test_a_description_shows_title_and_footers(acme: Notebook) -> None:
    (shown,) = acme.cell(r"%tenantsh \d users").shown
    for kind in ("text/plain", "text/html"):
        assert "public.users" in shown[kind]
        assert "POLICY" in shown[kind]


def test_what_is_derived_keeps_the_attributes_but_does_not_call_its_rows_verified(acme: Notebook) -> None:
    frame = acme.value(r"%tenantsh \d users")
    derived = frame[frame["Column"] == "email"]
    assert derived.attrs == {**frame.attrs, "verified": False}
    assert derived.caption == "derived from Acme (42) as org_viewer · 1 row"
    assert "POLICY" not in repr(derived)


def test_two_descriptions_can_be_concatenated(acme: Notebook) -> None:
    one, other = acme.value(r"%tenantsh \d users"), acme.value(r"%tenantsh \d resources")
    assert len(pd.concat([one, other])) == len(one) + len(other)


def test_frames_and_their_attributes_survive_parquet_and_pickle(acme: Notebook, tmp_path: Path) -> None:
    frame = acme.value(r"%tenantsh \d users")
    frame.to_parquet(tmp_path / "frame.parquet")
    read = pd.read_parquet(tmp_path / "frame.parquet")
    assert read.attrs["whose"] == "Acme (42) as org_viewer"
    assert read.attrs["parts"] == frame.attrs["parts"]
    assert pickle.loads(pickle.dumps(frame)).attrs == frame.attrs


def test_a_moment_that_no_frame_can_hold_makes_exact_text_of_its_column_and_is_told(acme: Notebook) -> None:
    frame = acme.value(
        "%tenantsh select t from (values (timestamptz '2026-01-31 12:00+00'), ('infinity'), (null)) as v(t)"
    )
    assert list(frame["t"].dropna()) == ["2026-01-31 12:00:00+00", "infinity"]
    assert frame["t"].isna().tolist() == [False, False, True]
    assert frame.attrs["told"] == ['column "t" is exact text: infinity is outside the years 1 to 9999']


def test_two_sessions_frames_come_together_with_their_organizations(acme: Notebook) -> None:
    acme.open("43", "--name other")
    one = acme.value("%tenantsh select org_id, name from resources")
    other = acme.value("%tenantsh --name other select org_id, name from resources")
    made = tenantsh.concat([one, other])
    assert (made["org"] == made["org_id"].astype(str)).all()
    assert set(made["org"]) == {"42", "43"}
    with pytest.warns(tenantsh.MixedTenantsWarning):
        assert pd.concat([one, other]).caption.startswith("mixed from ")
