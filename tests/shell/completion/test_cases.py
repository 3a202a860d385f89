"""What is wanted at a cursor is among the first ten candidates, and what must not be offered is nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.shell.completion.case import Case, cases

from tenantsh.commands.registry import REGISTRY
from tenantsh.shell.completion import complete

if TYPE_CHECKING:
    from tenantsh.model.catalog import Catalog


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.place)
def test_what_is_wanted_comes_first(case: Case, shop_catalog: Catalog) -> None:
    if shop_catalog.version // 10000 < case.since:
        pytest.skip(f"needs PostgreSQL {case.since}")
    offered = [candidate.text for candidate in complete(case.text, case.cursor, shop_catalog)]
    assert not case.missing(offered), offered[:15]


def test_commands_may_be_any_that_are_given() -> None:
    some = [command for command in REGISTRY if command.name in (r"\dt", r"\dv")]
    assert {found.text for found in complete("\\d", commands=some)} == {r"\dt", r"\dv"}
