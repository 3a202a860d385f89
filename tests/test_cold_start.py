"""What `tenantsh -c 'select 1'` loads: little more than psycopg itself, so that it starts as quickly as a script."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from tests.pgcluster import as_user

if TYPE_CHECKING:
    from pathlib import Path

_TENANTSH = """
import sys
from tenantsh.__main__ import main
sys.argv[0] = "tenantsh"
status = main()
print(*sys.modules, sep="\\n", file=sys.stderr)
sys.exit(status)
"""

_PSYCOPG = """
import sys
import psycopg
with psycopg.connect(sys.argv[1]) as connection:
    connection.execute("select 1").fetchall()
print(*sys.modules, sep="\\n", file=sys.stderr)
"""

OUR_OWN_STANDARD_MODULES = {"__future__", "gc", "getopt", "gettext", "importlib", "pwd", "unicodedata"}
OUR_OWN_STANDARD_MODULES |= {"hashlib", "_blake2", "_hashlib"}  # the evidence log's: 2 ms
"""Of the standard library, beyond what psycopg loads. Each took a look at what it costs: tomllib 27 ms, argparse 22."""

FOR_OTHERS = (
    "cold",
    "commands.registry",
    "db.apart",
    "db.catalog",
    "db.cells",
    "db.glances",
    "db.guard.grammar",
    "db.guard.rules",
    "db.jsonb",
    "db.lookup",
    "db.masking.filling",
    "db.masking.harmless",
    "db.masking.trees",
    "db.masking.words",
    "db.onlooker",
    "db.partitions",
    "db.plain",
    "db.plans",
    "db.policies",
    "db.pruning",
    "db.seal",
    "db.survey",
    "db.why",
    "db.whyempty",
    "embedded",
    "lang.copying",
    "lang.filters",
    "lang.skipping",
    "lang.slash",
    "lang.split",
    "model.catalog",
    "model.cells",
    "notebook",
    "platform",
    "render.as_csv",
    "render.as_json",
    "render.expanded",
    "render.frame",
    "repl.app",
    "repl.subcommands",
    "shell.demo",
)
"""Parts of tenantsh that a lone statement has no use for."""


@pytest.fixture(scope="module")
def engineer(platform_dsn: str) -> str:
    return as_user(platform_dsn, "engineer")


@pytest.fixture(scope="module")
def loaded(engineer: str, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules of a whole run of `-c 'select 1'`."""
    home = tmp_path_factory.mktemp("home")
    return modules(home, _TENANTSH, "-d", engineer, "--org", "42", "-c", "select 1")


@pytest.fixture(scope="module")
def added(loaded: set[str], engineer: str, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Those of them that a bare psycopg script does not load."""
    return loaded - modules(tmp_path_factory.mktemp("home"), _PSYCOPG, engineer)


def test_a_lone_statement_loads_no_other_package_than_psycopg(added: set[str]) -> None:
    packages = {name.partition(".")[0] for name in added}
    assert packages - sys.stdlib_module_names == {"tenantsh"}


def test_a_lone_statement_adds_few_of_python_s_own_modules(added: set[str]) -> None:
    assert {name.partition(".")[0] for name in added} & sys.stdlib_module_names <= OUR_OWN_STANDARD_MODULES


@pytest.mark.parametrize("part", FOR_OTHERS)
def test_a_lone_statement_loads_nothing_of(part: str, loaded: set[str]) -> None:
    assert find_spec(f"tenantsh.{part}"), "it has another name now"
    assert [name for name in loaded if f"{name}.".startswith(f"tenantsh.{part}.")] == []


def test_importing_tenantsh_loads_nothing_but_itself(tmp_path: Path) -> None:
    names = modules(tmp_path, "import tenantsh, sys\nprint(*sys.modules, sep='\\n', file=sys.stderr)")
    assert {name for name in names if name.startswith(("tenantsh", "psycopg"))} == {"tenantsh"}


def modules(home: Path, program: str, *arguments: str) -> set[str]:
    """What a program that tells them on standard error has loaded, in a home without any configuration."""
    environment = {"HOME": str(home), "PATH": "", "LC_ALL": "C.UTF-8"}
    done = subprocess.run([sys.executable, "-c", program, *arguments], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines())
