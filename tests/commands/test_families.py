"""The table that says in which module a command lives."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from tenantsh.commands import FAMILIES, load_all
from tenantsh.commands.registry import REGISTRY
from tenantsh.model.errors import UsageError


def test_the_table_names_what_each_module_registers() -> None:
    load_all()
    listed = [f"\\{name}" for names in FAMILIES.values() for name in names.split()]
    assert sorted(listed) == sorted(entry.name for entry in REGISTRY)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_registers_its_commands_where_it_is_said_to(family: str) -> None:
    home = importlib.import_module(f"tenantsh.commands.{family}").__name__
    for name in FAMILIES[family].split():
        assert REGISTRY.find(f"\\{name}")[0].handler.__module__.startswith(home.rpartition(".")[0]), name


def test_one_command_does_not_import_the_others() -> None:
    code = (
        "import sys; from tenantsh.commands.registry import REGISTRY; REGISTRY.find(r'\\dn')\n"
        "print([name for name in sys.modules if name.startswith('tenantsh.commands.describe.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_an_unknown_command_has_near_names() -> None:
    with pytest.raises(UsageError) as caught:
        REGISTRY.find(r"\orgss")
    assert r"\orgs" in (caught.value.hint or "")
