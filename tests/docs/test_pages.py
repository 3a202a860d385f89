"""Every page's commands do what the page says, and the reference is what the shell says of itself."""

from __future__ import annotations

import dataclasses
import doctest
import importlib.util
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.docs.walking import ROOT, WALKS, runs

from tenantsh.commands import load_all
from tenantsh.commands.groups import Group
from tenantsh.commands.psets import SETTINGS
from tenantsh.commands.registry import REGISTRY
from tenantsh.model.errors import UsageError
from tenantsh.render.options import Options
from tenantsh.shell.command_line import FLAGS, help_text
from tenantsh.shell.manual import page as manual
from tenantsh.shell.settings import ENVIRONMENT, display
from tenantsh.shell.special import SPECIAL

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

ELSEWHERE = {*WALKS, "pgbouncer", "citus"}
"""The pages whose commands run on another database, in a test of their own."""
PAGES = [ROOT / "README.md", *(page for page in sorted((ROOT / "docs").glob("*.md")) if page.stem not in ELSEWHERE)]
CONSOLE = re.compile(r"^```console\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)
CELL = re.compile(r"^```\n(?P<text>%.*?)^```", re.MULTILINE | re.DOTALL)
IPYTHON = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for cell in sys.stdin.read().split("\\0"):
    shell.run_cell(cell).raise_error()
"""
PYTHON = re.compile(r"^```python\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)


def consoles() -> list[object]:
    found = [(page, block["text"]) for page in PAGES for block in CONSOLE.finditer(page.read_text(encoding="utf-8"))]
    return [pytest.param(text, id=f"{page.name}-{number}") for number, (page, text) in enumerate(found)]


@pytest.mark.parametrize("text", consoles())
def test_a_page_s_console_shows_what_happens(text: str, demo_environment: dict[str, str]) -> None:
    for command, expected in runs(text):
        done = subprocess.run(
            shlex.split(command, posix=True), env=demo_environment, capture_output=True, text=True, encoding="utf-8"
        )
        got = (done.stdout + done.stderr).rstrip("\n")
        matches = doctest.OutputChecker().check_output(expected + "\n", got + "\n", doctest.ELLIPSIS)
        assert matches, f"$ {command}\nexpected:\n{expected}\ngot:\n{got}"


def test_a_page_s_python_shows_what_happens(demo_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENANTSH_DEMO_DIR", demo_environment["TENANTSH_DEMO_DIR"])
    blocks = [block["text"] for page in PAGES for block in PYTHON.finditer(page.read_text(encoding="utf-8"))]
    text = "\n".join(blocks)
    assert ">>>" in text
    test = doctest.DocTestParser().get_doctest(text, {}, "pages", None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    assert runner.run(test).failed == 0


@pytest.mark.parametrize("page", [page for page in PAGES if CELL.search(page.read_text(encoding="utf-8"))])
def test_a_page_s_cells_run(page: Path, demo_environment: dict[str, str]) -> None:
    cells = [block["text"] for block in CELL.finditer(page.read_text(encoding="utf-8"))]
    done = subprocess.run(
        [sys.executable, "-c", IPYTHON],
        input="\0".join(cells),
        env=demo_environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_reference_is_up_to_date() -> None:
    for path, text in maker().pages().items():
        assert path.read_text(encoding="utf-8") == text, "run python docs/make_commands.py"


def test_every_command_says_what_it_is_for() -> None:
    load_all()
    assert [command.name for command in REGISTRY if not command.summary] == []


def test_each_command_has_a_page_of_its_own() -> None:
    load_all()
    for entry in REGISTRY:
        page = manual(entry.name.removeprefix("\\"))
        assert all(example in page for example in entry.examples)
    assert r"\filter[+] TABLE[.COLUMN] EXPR" in manual("filter")
    assert "    tags~beta  " in manual("filter")
    with pytest.raises(UsageError, match='no command "fliter"') as caught:
        manual("fliter")
    assert "did you mean \\filter" in str(caught.value.hint)


def test_every_command_is_in_the_help() -> None:
    load_all()
    page = manual("commands")
    names = [command.name for command in REGISTRY if command.alias_of is None]
    assert [name for name in names if not re.search(rf"^  {re.escape(name)}[\[ \n]", page, re.MULTILINE)] == []


def test_every_group_of_commands_is_one_that_the_help_knows() -> None:
    load_all()
    assert {command.group for command in REGISTRY} <= set(Group)


def test_every_option_is_in_the_help() -> None:
    assert [option.name for option in FLAGS if f"--{option.name}" not in help_text() or not option.help] == []
    assert manual("options") == help_text()


def test_every_variable_is_in_the_help_with_its_meaning() -> None:
    page = manual("variables")
    known = {special.name: special.help for special in SPECIAL.values()}
    known |= {setting.name: setting.help for setting in [*display(), *ENVIRONMENT]}
    assert [name for name, meaning in known.items() if f"\n  {name}\n" not in page or not meaning] == []


def test_every_output_option_can_be_set() -> None:
    inner = {"status", "drawn", "psql_major", "psql_minor"}
    assert {field.name for field in dataclasses.fields(Options)} - inner <= set(SETTINGS)


def test_every_variable_of_the_environment_that_is_read_is_explained() -> None:
    reads = re.compile(r"""(?:environ(?:\.get)?[(\[]|getenv\(|_base\()\s*"([A-Z_]+)\"""")
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py")]
    read = {name for source in sources for name in reads.findall(source)} - {"SUDO_UID"}
    assert read - {setting.name for setting in ENVIRONMENT} == set()


@pytest.mark.parametrize("group", Group)
def test_the_examples_of_commands_run(group: Group, demo_environment: dict[str, str]) -> None:
    load_all()
    examples = [example for command in REGISTRY if command.group == group for example in command.examples]
    done = subprocess.run(
        [sys.executable, "-m", "tenantsh", "--demo", "--org", "42", "-v", "ON_ERROR_STOP=1", "-f", "-"],
        input="\n\\r\n".join([*examples, r"\echo all of them"]),
        env=demo_environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("all of them\n"), done.stderr


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_commands", ROOT / "docs" / "make_commands.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
