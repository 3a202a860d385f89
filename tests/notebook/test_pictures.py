r"""Pictures of what `\partitions`, `\keys`, `\plan` and `\rls` found: drawn by the notebook, with nothing from the web.

Their texts are texts: a name is no HTML.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.notebook.conftest import Notebook

MIME = "application/vnd.vegalite.v5+json"
_COMMANDS = [
    r"\partitions",
    r"\partitions events",
    r"\keys resource_metadata",
    r"\plan select * from events where payload @> '{}'",
    r"\plan+ select * from users where lower(email) = 'x'",
    r"\rls",
    r"\rls users",
]


def drawn(notebook: Notebook, command: str) -> dict[str, Any]:
    """What a notebook is given to draw."""
    notebook.open()
    notebook.value(f"found = %tenantsh {command}")
    seen = notebook.cell("found.picture()")
    assert seen.error is None, seen.out
    bundle = seen.value._repr_mimebundle_()
    assert set(bundle) == {MIME, "text/plain"}
    return dict(bundle[MIME])


@pytest.mark.parametrize("command", _COMMANDS)
def test_what_a_command_found_has_a_picture(command: str, notebook: Notebook) -> None:
    spec = drawn(notebook, command)
    assert spec["data"]["values"]
    assert spec["title"]
    assert spec["encoding"]["color"]["field"] == "what"


@pytest.mark.parametrize("command", _COMMANDS)
def test_a_picture_is_small_and_whole(command: str, notebook: Notebook) -> None:
    spec = json.dumps(drawn(notebook, command), allow_nan=False)
    assert len(spec) < 40_000
    assert "jsdelivr" not in spec
    assert "<script" not in spec


def test_a_plan_s_picture_tells_what_an_index_could_not_do(notebook: Notebook) -> None:
    spec = drawn(notebook, r"""\plan select * from resource_metadata where data @> '{"<b>": 1}'""")
    kinds = {value["what"] for value in spec["data"]["values"]}
    assert "no index could be used" in kinds
    assert "policy" in kinds
    assert "<b>" not in json.dumps(spec)


def test_the_picture_of_row_security_has_a_square_for_each_command(notebook: Notebook) -> None:
    spec = drawn(notebook, r"\rls")
    squares = {(value["relation"], value["command"]): value["what"] for value in spec["data"]["values"]}
    assert squares["public.users", "SELECT"] == "by policy"
    one = drawn(notebook, r"\rls users")
    assert {value["what"] for value in one["data"]["values"]} <= {"permits", "restricts", "no rows"}


def test_other_rows_have_no_picture_and_words_for_it(notebook: Notebook) -> None:
    notebook.open()
    notebook.value("found = %tenantsh select 1 as a, 2 as a")
    error = notebook.cell("found.picture()").error
    assert str(error).splitlines()[0] == "there is no picture of such rows"


def test_without_altair_there_are_words(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook.open()
    notebook.value(r"found = %tenantsh \partitions events")
    monkeypatch.setitem(sys.modules, "altair", None)
    error = notebook.cell("found.picture()").error
    assert "altair is not installed" in str(error)
    assert "tenantsh[pictures]" in str(getattr(error, "hint", ""))


def test_a_plan_is_a_frame_with_its_tree_beneath(notebook: Notebook) -> None:
    notebook.open()
    frame = notebook.value(r"""%tenantsh \plan select * from resource_metadata where data @> '{"<b>": 1}'""")
    assert frame["Policy"].notna().any()
    assert list(frame["Not leakproof"].dropna()) == ["@>"]
    assert list(frame.parts) == ["Conditions"]
    page = frame._repr_html_()
    assert "policy, " in page
    assert '<b>"' not in page
    assert "&lt;b&gt;" in page
