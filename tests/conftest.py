"""Real PostgreSQL servers for the tests: started when the first test asks, shared by the run, gone at its end.

`--pg=15,18`, `--pg=all` or `--pg=/a/folder/bin` (or TENANTSH_TEST_PG) chooses the versions; without it the newest that
is on the machine. Nothing is imported or started here for tests that ask for no server.
"""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from tests.versions import Recorder, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.pgbin import Choice
    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

_SCALE = 0.2
"""How large the platform's data is in the tests."""

_TEMPLATE = "platform_template"
_names = count(1)
_used = pytest.StashKey[dict[str, str]]()
_recorder = pytest.StashKey[Recorder]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pg",
        default=os.environ.get("TENANTSH_TEST_PG"),
        help="server versions to test on: 15,18 or all or a folder with programs (default: the newest one here)",
    )
    parser.addoption(
        "--citus-dsn",
        default=os.environ.get("TENANTSH_CITUS_DSN"),
        help="the superuser's connection string of a Citus coordinator: python -m tests.citus.cluster up prints one",
    )
    parser.addoption("--versions", metavar="FILE", help="add what ran on which server to the table in this file")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_used] = {}
    config.stash[_recorder] = Recorder(Path(file) if (file := config.getoption("--versions")) else None)
    config.pluginmanager.register(config.stash[_recorder], "versions")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a job in the background is started so; the tests send it
        signal.signal(signal.SIGINT, signal.default_int_handler)
    _keep_state_apart(config)
    config.addinivalue_line("markers", "allow(*rules): what the guard lets through in the sessions of the fixtures")
    config.addinivalue_line("markers", "pg_min(major): needs a server of this major version or newer")
    config.addinivalue_line("markers", "newest: on the newest of the chosen servers is enough")
    config.addinivalue_line("markers", "pool_size(connections): how many server connections `pgbouncer` may hold (1)")
    config.addinivalue_line("markers", "pool_settings(line): a setting of pgbouncer's, instead of the one above it")


def _keep_state_apart(config: pytest.Config) -> None:
    """Histories and evidence logs go to a folder of this run, and not to whoever runs the tests."""
    folder = TemporaryDirectory(prefix="tsh-state-")
    os.environ["XDG_STATE_HOME"] = folder.name
    config.add_cleanup(folder.cleanup)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "pg" in metafunc.fixturenames:
        from tests.pgbin import choices

        chosen = choices(metafunc.config.getoption("--pg"))
        metafunc.parametrize("pg", chosen, indirect=True, scope="session", ids=str)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    newest = max((choice.major for item in items if (choice := _choice(item))), default=0)
    left_out = {item for item in items if item.get_closest_marker("newest") and _major(item) != newest}
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        config.stash[_recorder].left_out(str(_major(item)) for item in left_out)
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        wanted = item.get_closest_marker("pg_min")
        choice = _choice(item)
        mark(item, choice.major if choice else None)
        if wanted and choice and choice.major < wanted.args[0]:
            item.add_marker(pytest.mark.skip(reason=f"needs PostgreSQL {wanted.args[0]}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for version, where in config.stash[_used].items():
        terminalreporter.write_line(f"PostgreSQL {version} from {where}")


def _choice(item: pytest.Item) -> Choice | None:
    found: Choice | None = getattr(item, "callspec", None) and item.callspec.params.get("pg")  # type: ignore[attr-defined]
    return found


def _major(item: pytest.Item) -> int:
    choice = _choice(item)
    assert choice, f"{item.nodeid} needs no server, and `newest` says nothing of it"
    return choice.major


@pytest.fixture(scope="session")
def _clusters() -> Iterator[dict[int, Cluster]]:
    """Every cluster of this run by major version; all are removed at the end, whatever happened."""
    from tests import pgcluster

    clusters: dict[int, Cluster] = {}
    yield clusters
    with ExitStack() as stack:  # one that cannot be removed does not keep the others
        for cluster in clusters.values():
            stack.callback(pgcluster.remove, cluster)


@pytest.fixture(scope="session")
def pg(request: pytest.FixtureRequest, _clusters: dict[int, Cluster]) -> Cluster:
    """A running cluster; a test that uses it runs once for each version chosen by `--pg`."""
    choice: Choice = request.param
    if choice.major not in _clusters:
        _clusters[choice.major] = _started(choice)
        started = _clusters[choice.major]
        request.config.stash[_used][started.version] = str(started.programs.binaries.bin)
        request.config.stash[_recorder].started(choice.major, started.version)
    return _clusters[choice.major]


def _started(choice: Choice) -> Cluster:
    from subprocess import CalledProcessError

    from tests import pgcluster
    from tests.need import unavailable

    from tenantsh.model.errors import ConnectError

    try:
        programs = choice.programs()
    except (ConnectError, CalledProcessError) as e:
        unavailable(f"no PostgreSQL {choice.major} to test on: {e}")
    return pgcluster.start(programs)


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes a line that is to be told at the end of the run: a figure."""
    return request.config.stash[_recorder].said.append


@pytest.fixture
def empty_dsn(pg: Cluster) -> Iterator[str]:
    """A database with nothing in it, for this test alone; as the superuser."""
    name = f"empty_{next(_names)}"
    yield pg.create(name)
    pg.drop(name)


@pytest.fixture(scope="session")
def platform_template(pg: Cluster) -> str:
    """The name of a database with the platform and its data, to be copied and never connected to."""
    pg.once(_TEMPLATE, lambda: _make_platform(pg))
    return _TEMPLATE


@pytest.fixture(scope="session")
def platform_dsn(pg: Cluster, platform_template: str) -> str:
    """The platform with its data, shared by the run: only for tests that leave no trace. As the superuser."""
    pg.once("platform", lambda: pg.create("platform", platform_template))
    return pg.dsn("platform")


@pytest.fixture
def fresh_platform_dsn(pg: Cluster, platform_template: str) -> Iterator[str]:
    """A copy of the platform with its data, for this test alone; as the superuser."""
    name = f"platform_{next(_names)}"
    yield pg.create(name, platform_template)
    pg.drop(name)


@pytest.fixture
def pgbouncer(request: pytest.FixtureRequest, pg: Cluster) -> Iterator[Bouncer]:
    """A pgbouncer in transaction mode before the cluster, with one server connection: clients share it for certain."""
    from tests import pgbouncer as bouncers
    from tests.need import unavailable

    program = bouncers.program()
    if program is None:
        unavailable("no pgbouncer here (Debian: apt-get install pgbouncer)")
    size = request.node.get_closest_marker("pool_size")
    settings = request.node.get_closest_marker("pool_settings")
    bouncer = bouncers.start(
        program, pg, pool_size=size.args[0] if size else 1, settings=settings.args[0] if settings else ""
    )
    yield bouncer
    bouncer.stop()


@pytest.fixture(scope="session")
def standby(pg: Cluster) -> Cluster:
    """A hot standby of the cluster; call `pg.catch_up()` after writing."""
    from tests.need import unavailable

    if not (pg.bin / "pg_basebackup").exists():
        unavailable(f"PostgreSQL {pg.version} came without pg_basebackup")
    return pg.start_standby()


def _make_platform(pg: Cluster) -> None:
    from tenantsh.platform.apply import apply
    from tenantsh.platform.seed import seed

    dsn = pg.create(_TEMPLATE)
    apply(dsn)
    seed(dsn, scale=_SCALE, seed=42)
    pg.run("vacuum analyze", _TEMPLATE)
