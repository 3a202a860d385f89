r"""A person who goes elsewhere, or whose scripts do: what happens next happens where the prompt says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.repl.typing import Typing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PROMPT = "Acme (42) org_viewer ro=>"


@pytest.fixture
def shell(demo_environment: dict[str, str], tmp_path: Path) -> Iterator[Typing]:
    environment = {**demo_environment, "XDG_STATE_HOME": str(tmp_path), "PAGER": "cat"}
    with Typing("--demo", "--org", "42", "-X", env=environment) as typing:
        typing.sees(_PROMPT)
        yield typing


@pytest.mark.parametrize("line", [r"\c nosuch", r"\org nosuch"])
def test_a_script_that_could_not_go_elsewhere_leaves_nobody_where_she_was(
    shell: Typing, tmp_path: Path, line: str
) -> None:
    path, whole = tmp_path / "elsewhere.sql", tmp_path / "whole.sql"
    path.write_text(f"{line}\nselect 'it ' || 'ran';\n")
    whole.write_text("select 'first';\nselect 'se' || 'cond';\n")
    shell.enter(f"\\i {path}")
    assert "it ran" not in shell.sees("disconnected=>")
    shell.enter("select 1;")
    shell.sees("this session is closed")
    shell.enter(r"\org 43")
    shell.sees("Globex (43) org_viewer ro=>")
    shell.enter(f"\\i {whole}")  # what was lost before is nothing to this script
    shell.sees("second")


def test_a_prompt_that_only_seems_to_show_the_organization_has_it_in_front(shell: Typing) -> None:
    for prompt, shown in [("%%O> ", "Acme (42) %O> "), ("%`echo %O`# ", "Acme (42) %O# "), ("%O: ", "Acme (42): ")]:
        shell.enter(rf"\set PROMPT1 '{prompt}'")
        shell.sees(f"\r{shown.rstrip()}")
