"""docs/architecture.md is a map of the house: whatever stands there is on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.docs.walking import ROOT

from tenantsh.commands import FAMILIES

if TYPE_CHECKING:
    from pathlib import Path

HOUSE = ROOT / "src" / "tenantsh"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
_DRAWN = re.findall(r"^```\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
NAMED = {word for text in (*re.findall(r"`([^`\n]+)`", PAGE), *_DRAWN) for word in re.findall(r"\w+", text)}


def _packages() -> list[Path]:
    return [made.parent for made in sorted(HOUSE.rglob("__init__.py")) if made.parent != HOUSE]


@pytest.mark.parametrize("package", _packages(), ids=lambda package: str(package.relative_to(HOUSE)))
def test_each_folder_is_on_the_map(package: Path) -> None:
    assert package.name in NAMED


@pytest.mark.parametrize("floor", [made for made in _packages() if made.parent == HOUSE], ids=lambda floor: floor.name)
def test_each_module_of_a_floor_is_on_the_map(floor: Path) -> None:
    there = {module.stem for module in floor.glob("*.py")} - {"__init__"}
    families = FAMILIES if floor.name == "commands" else {}  # these are named there, with their commands
    assert sorted(there - NAMED - {*families}) == []
