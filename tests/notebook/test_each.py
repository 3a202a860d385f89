r"""`\each` in a cell: a frame of many organizations, who has no answer beside it, and nothing marked in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.notebook.test_masking import cells, everything, marked

if TYPE_CHECKING:
    from tests.notebook.conftest import Notebook

__all__ = ["cells", "marked"]

pytestmark = pytest.mark.newest


def test_a_list_of_python_s_names_them_and_the_frame_says_whose_it_is(acme: Notebook) -> None:
    acme.cell("orgs, least = [42, 43, 7], 5")
    seen = acme.cell(r"%tenantsh \each :orgs select count(*) as n from resources where resource_id > :least")
    assert seen.error is None, seen.err
    assert seen.value.org_id.tolist() == [42, 43, 7]
    assert seen.value.organization.tolist() == ["Acme", "Globex", "Initech"]
    assert str(seen.value.org_id.dtype) == str(seen.value.n.dtype) == "int64"
    assert seen.value.attrs["whose"] == "3 organizations (42,43,7) as org_viewer"


def test_a_frame_s_column_names_them(acme: Notebook) -> None:
    acme.cell("import pandas as pd\norgs = pd.Series([43, 42])")
    assert acme.cell(r"%tenantsh \each :orgs select 1 as one").value.org_id.tolist() == [43, 42]
    acme.cell("orgs = ['Acme', None]")
    seen = acme.cell(r"%tenantsh \each :orgs select 1 as one")
    assert "is no organization" in everything(seen)


def test_the_frame_comes_though_one_has_no_answer_and_says_so(acme: Notebook) -> None:
    seen = acme.cell("%%tenantsh kept\n\\each 42,9999 select 1 as one")
    assert seen.error is None
    assert seen.value.org_id.tolist() == [42]
    assert 'note: 9999: no organization "9999"' in seen.err
    kept = acme.cell("kept.attrs").value
    assert kept["footers"] == ["(1 row)", "1 of 2 organizations has no answer"]
    assert [one["org_id"] for one in kept["parts"]["No answer"]] == ["9999"]


def test_where_nobody_has_an_answer_the_cell_fails(acme: Notebook) -> None:
    assert acme.cell(r"%tenantsh \each 9998,9999 select 1").error is not None


def test_a_comparison_is_of_both(acme: Notebook) -> None:
    frame = acme.value(r"%tenantsh \compare 43 7 select count(*) from users")
    assert frame.attrs["whose"] == "2 organizations (43,7) as org_viewer"


def test_an_organization_that_cannot_be_gone_to_leaves_no_session_behind(acme: Notebook) -> None:
    gone = everything(acme.cell(r"%tenantsh \org 999999"))
    assert "default is closed: what follows was meant for elsewhere" in gone
    assert "%tenantsh --org 42" in everything(acme.cell(r"%tenantsh \each 42,43 select 1"))


def test_what_a_session_has_had_unmasked_is_masked_for_others(cells: Notebook) -> None:
    seen = everything(cells.cell(r"%tenantsh \each (select email from people) select 1"))
    assert "the query that lists organizations is masked" in seen
    cells.cell("%tenantsh \\unmask people.email she has written to us")
    assert "zz9" in everything(cells.cell("%tenantsh select email from people"))
    for asked in ("email", "upper(email)", "people", "profile->>'nick'"):
        assert "zz9" not in everything(cells.cell(rf"%tenantsh \each 42,43 select {asked} from people"))
    assert "zz9" not in everything(cells.cell(r"%tenantsh \each 42 select email::int from people"))
