r"""`\d`, `\sf` and `\sv` on a schema as strange as people's are, and on the whole catalog: psql's bytes."""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from tests.commands.psql import NULL, Said, psql
from tests.need import unavailable

from tenantsh.commands import load_all
from tenantsh.commands.describe.assemble import describe
from tenantsh.commands.registry import REGISTRY, invoke
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import Convention
from tenantsh.model.errors import TenantshError
from tenantsh.model.result import Result
from tenantsh.render import Options, write

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tests.pgcluster import Cluster

    from tenantsh.commands.context import Context
    from tenantsh.db.session import Session

_FILE = Path(__file__).parent / "describe_rich.sql"
_DATABASE = "described_richly"

_WHOLE = [
    *(r"\d a.*", r"\d+ a.*", r'\d "B c".*', r'\d+ "B c".*', r'\d+ "d.e".*', r"\d+ ü.*"),
    *(r"\d+ pg_catalog.*", r"\d+ information_schema.*", r"\d+ pg_toast.*"),
]
_NAMES = [
    *(r'\d "B c"."T t"', r'\d "d.e"."f.g"', r"\d ü.ö", r"\d Ü.Ö", r"\d a.a?b", r'\d a."a?b"', r'\d a."a*b"'),
    *(r"\d a.a$b", r"\d a.a+b", r"\d a.(ab)", r'\d a."(ab)"', r"\d a.[x]", r"\d a.[ab]*", r'\d a."back\slash"'),
    *(r"\d a.A_B", r'\d a."A_B"', r'\d a.""""', '\\d a."tab\ttab"', r"\d a.sel*", r"\d a.k|pk", r"\d a.f1"),
    *(r"\d a.(b", r"\d a.b)", r"\d a.*+*", r"\d a.{2}", r"\d (", r"\d a.fk", r"\dS pg_class"),
]
_SOURCES = [
    *(r"\sf", r"\sv+", r"\sf a.f1", r"\sf a.f1()", r"\sf+ a.f1(int, text[])", r"\sf a.f1(int,variadic text[])"),
    *(r"\sf+ a.pro", r'\sf+ a."F q"', r"\sf A.F Q", r"\sf a.agg", r"\sf+ a.longf", r"\sf+ a.asline", r"\sf+ a.hdr"),
    *(r"\sf+ a.hdr2", r"\sf+ a.trailing", r"\sf+ a.manylines", r'\sf+ a."select"'),
    *(r"\sf nope", r"\sf nope.nope", r"\sf nope(int", r"\sf nope(nosuchtype)", r'\sf "nope', r"\sf a.longf extra"),
    *(r"\sf now;", r"\sf now ;", r"\sf ;", r"\sf 1", r"\sf+ 1", r"\sf a.b.c.d", r"\sf 'now'", r'\sf a."odd(name"'),
    *(r"\sv a.v1", r"\sv+ a.v2", r"\sv a.v3", r"\sv+ a.v_empty", r'\sv+ "B c"."V v"', r"\sv a.mv", r"\sv a.vo1"),
    *(r"\sv a.vo2", r"\sv a.vo3", r'\sv a."select"', r"\sv nope", r"\sv nope.nope", r"\sv 5", r"\sv a.v1 extra"),
    *(r"\sv pg_class_oid_index", r"\sv+ pg_stats", r"\sv a.v1;"),
]
_SINCE_14 = [r"\sf+ a.atomic", r"\sf+ a.ret", r"\sf+ a.atomp"]
_COMMANDS = [*_WHOLE, *_NAMES, *_SOURCES]


@pytest.fixture(scope="session")
def rich(pg: Cluster) -> str:
    """The connection string of a role that may look at the strange schema."""
    pg.once(_DATABASE, lambda: _make(pg))
    return f"{pg.dsn(_DATABASE, 'rich_login')} options='-c role=rich_reader'"


@pytest.fixture(scope="session")
def looker(rich: str) -> Iterator[Session]:
    """A session that assumes the reading role in its scope."""
    with open_session(Place(Target(rich), Convention(name="rich", role="rich_reader")), Wanted("1")) as session:
        yield session


@pytest.fixture(scope="session")
def said_by_psql(pg: Cluster, rich: str) -> dict[str, Said]:
    return psql(pg, rich, [*_COMMANDS, *(_SINCE_14 if pg.major >= 14 else [])])


def _make(pg: Cluster) -> None:
    program = pg.bin / "psql"
    if not program.exists():
        unavailable(f"PostgreSQL {pg.version} came without psql")
    environment = {"PATH": os.environ["PATH"], **pg.programs.environment}
    asked = [str(program), "-Xq", "-f", str(_FILE), pg.create(_DATABASE)]
    done = subprocess.run(asked, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "command", [*_COMMANDS, *(pytest.param(command, marks=pytest.mark.pg_min(14)) for command in _SINCE_14)]
)
def test_what_is_said_is_psqls_to_the_byte(command: str, looker: Session, said_by_psql: dict[str, Said]) -> None:
    assert _ours(looker, command) == said_by_psql[command]


def _ours(session: Session, command: str, *, on: Collection[str] = ()) -> Said:
    """Our answer to a command with one argument; these variables are on."""
    load_all()
    word, _, argument = command.partition(" ")
    out = io.StringIO()
    desk = SimpleNamespace(session=session, variables=SimpleNamespace(on=lambda name: name in on))
    try:
        for result in invoke(cast("Context", desk), *REGISTRY.find(word), [argument] if argument else []):
            assert isinstance(result, Result)
            if result.data is None:
                write(
                    result,
                    Options(
                        null=NULL, psql_major=session.server_version // 10000, psql_minor=session.server_version % 10000
                    ),
                    out,
                )
            else:
                out.write(b"".join(result.data).decode())
    except TenantshError as error:
        return Said(out.getvalue(), error.what)
    return Said(out.getvalue(), "")


def test_many_relations_take_as_many_round_trips_as_one(looker: Session) -> None:
    before = looker.link.wire.round_trips
    assert len(describe(looker, "a.*", verbose=True)) > 150
    assert looker.link.wire.round_trips - before == 2


@pytest.mark.parametrize("command", [r"\d nope", r"\d+ nope.*", r"\d a.fk"])
def test_a_quiet_psql_fails_without_a_word(command: str, looker: Session, pg: Cluster, rich: str) -> None:
    said = psql(pg, rich, [command], quiet=True)[command]
    assert _ours(looker, command, on=["QUIET"]) == said


@pytest.mark.parametrize("hidden", [["HIDE_TABLEAM"], ["HIDE_TABLEAM", "HIDE_TOAST_COMPRESSION"]])
def test_what_is_hidden_is_left_out(hidden: list[str], looker: Session, pg: Cluster, rich: str) -> None:
    command = "\n".join([*(rf"\set {name} on" for name in hidden), r"\d+ a.keys"])
    said = psql(pg, rich, [command])[command]
    assert _ours(looker, r"\d+ a.keys", on=hidden) == said
