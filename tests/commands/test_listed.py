r"""The lists of relations, types, databases, publications and so on are those of the server's own psql, to the byte."""

from __future__ import annotations

import io
import os
import re
import subprocess
from contextlib import closing
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from tests.commands.psql import NULL, Said, ours, psql
from tests.db.plainly import Data
from tests.need import unavailable

from tenantsh.commands.registry import REGISTRY, invoke
from tenantsh.db.ask import Ask
from tenantsh.db.connect import Target
from tenantsh.db.plain import open_plain_session
from tenantsh.model.errors import TenantshError
from tenantsh.render import Options, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.commands.context import Context
    from tenantsh.db.session import Session

_DATABASE = "listed"
_OTHERS = ("listed_other", "Listed Database")

_RELATIONS = (r"\d", r"\dt", r"\di", r"\dv", r"\dm", r"\ds", r"\dE", r"\dvt", r"\dEt", r"\dti", r"\dEimsvt", r"\dms")
_PATTERNS = (
    *("", " *", " l*", " L*", " listed.*", ' "Listed Schema".*', ' "L"*.*', " *.plain", " nope", " nope.nope"),
    *(" p????", " [pk]*", " plain|kept", ' "a|b"', " ta*b", " 日*", ' "We""ird"*', " WE*", " x.y.z", " *.*.*", " ."),
    *(" listed.listed.plain", " nope.listed.plain", " a.b.c.d", ' ""', " %", " $", " (", " [", " p.l*", " far*"),
)
_OBJECTS = {
    r"\dn": (
        "S+x",
        ("", " l*", ' "L"*', " listed", " listed_closed", ' "Listed Schema"', " *", " x.y", " x.y.z", " nope"),
    ),
    r"\l": ("+x", (" listed_o*", ' "Listed D"*', " listed_other", " x.y", " nope", " template?")),
    r"\list": ("+", (" listed_other",)),
    r"\dL": ("S+x", ("", " *", " l*", ' "L"*', " plpgsql", " nope", " x.y", " x.y.z")),
    r"\dO": ("S+x", ("", " *", " l*", ' "L"*', " listed.*", ' "C"', " pg_catalog.POSIX", " nope", " x.y.z")),
    r"\dRp": ("+x", ("", " *", " l*", ' "L"*', " listed_filtered", " listed_mixed", " nope", " x.y")),
    r"\dRs": ("+x", ("", " *", " l*", ' "L"*', " nope", " x.y")),
    r"\dT": (
        "S+x",
        (
            *(
                "",
                " *",
                " l*",
                " listed.*",
                ' "Listed Schema".*',
                " *.positive",
                " mood",
                ' "Odd type"',
                " int",
                " int?",
            ),
            *(" int8", " INT", " decimal", " float", ' "int8[]"', " pg_catalog.int", " nope", " x.y.z", " _int8"),
            *(" timestamp*", " double*", ' "double precision"', " pg_catalog.*t2"),
        ),
    ),
    r"\dx": ("+x", ("", " *", " hs*", " plpgsql", " uuid*", ' "uuid-ossp"', " nope", " x.y")),
    r"\dX": (
        "+x",
        ("", " *", " l*", ' "L"*', " *.*", " listed.*", ' "Listed Schema".*', ' """Listed Schema""".*', " nope"),
    ),
    r"\dy": ("+x", ("", " *", " l*", ' "L"*', " nope", " x.y")),
    r"\des": ("+x", ("", " *", " l*", ' "L"*', " nope", " x.y")),
    r"\deu": ("+x", ("", " *", " l*", ' "L"*', " public", " postgres", " nope", " x.y")),
    r"\dew": ("+x", ("", " *", " l*", ' "L"*', " nope", " x.y")),
    r"\det": ("+x", ("", " *", " f*", ' "F"*', " *.*", ' "Listed Schema".*', " nope", " x.y.z")),
    r"\dl": ("+x", ("", " 42")),
    r"\lo_list": ("+x", ("",)),
}
_PLACE = re.compile(r"^psql:<stdin>:\d+: ", re.MULTILINE)
_SINCE_14 = (r"\dT int[]", r"\dT+ varchar[]", r"\dT x*[]", r"\dT []", r"\dT timetz[]", r"\dT listed.mood[]", r"\dTx []")


def _modified(name: str, modifiers: str) -> list[str]:
    """A command with each of its modifiers, with all, and with all the other way round."""
    every = {"", *modifiers, modifiers, modifiers[::-1]}
    return [name + letters for letters in sorted(every)]


_COMMANDS = [
    *map("".join, product(_RELATIONS[1:], ("", "+"), _PATTERNS[1:])),
    *(f"{name}{letters}" for name in _RELATIONS for letters in ("", "+", "S", "x", "+x", "Sx")),
    *map("".join, product((r"\dt", r"\dvt"), ("x", "x+", "S+x"), (" p*", " nope", " 日*"))),
    *map(
        "".join, product(_modified(r"\dP", "tin+x"), ("", " p*", " *", ' "Listed Schema".*', " nope", " *.*", " x.y.z"))
    ),
    *map("".join, product((r"\dPt", r"\dPi", r"\dPn", r"\dPtn", r"\dPin+", r"\dPt+"), ("", " p*", " *.*", " nope"))),
    *(
        f"{name}{text}"
        for base, (letters, texts) in _OBJECTS.items()
        for name in _modified(base, letters)
        for text in texts
    ),
    r"\lx",
    r"\dTS pg_catalog.*",
    r"\dTS+ pg_catalog.x*",
]


def _dsn(pg: Cluster, user: str, options: str) -> str:
    return f"{pg.dsn(_DATABASE, user)} options='{options}'"


@pytest.fixture(scope="session")
def listed(pg: Cluster) -> str:
    """A database with one or more of everything that can be listed: leave no trace. As the superuser."""
    pg.once(_DATABASE, lambda: _make(pg))
    return f"{pg.dsn(_DATABASE)} options='-c search_path=listed'"


@pytest.fixture(scope="session")
def listed_reader(listed: str, pg: Cluster) -> str:
    """The same as somebody who may do nothing but read."""
    return f"{pg.dsn(_DATABASE, 'listed_login')} options='-c search_path=listed -c role=listed_reader'"


@pytest.fixture(scope="session", params=["superuser", "reader"])
def who(request: pytest.FixtureRequest, listed: str, listed_reader: str) -> str:
    """The connection string of either."""
    return listed if request.param == "superuser" else listed_reader


@pytest.fixture(scope="session")
def session(listed: str) -> Iterator[Session]:
    with _open(listed, "postgres") as session:
        yield session


@pytest.fixture(scope="session")
def somebody(who: str, listed: str) -> Iterator[Session]:
    with _open(who, "postgres" if who == listed else "listed_reader") as session:
        yield session


@pytest.fixture(scope="session")
def said(who: str, pg: Cluster) -> dict[str, Said]:
    found = psql(pg, who, [*_COMMANDS, *_SINCE_14])
    return {command: Said(said.out, _PLACE.sub("", said.error)) for command, said in found.items()}


def test_every_list_is_psqls_to_the_byte(somebody: Session, said: dict[str, Said], pg: Cluster) -> None:
    """One test for all of them: thousands of test cases would take longer than what they look at."""
    commands = [*_COMMANDS, *(_SINCE_14 if pg.major >= 14 else ())]
    different = [command for command in commands if ours(somebody, command) != said[command]]
    assert not different, "\n".join(_both(command, said[command], ours(somebody, command)) for command in different[:9])


_SHAPES: dict[str, Options] = {
    r"\pset format unaligned": Options(format="unaligned"),
    r"\pset format csv": Options(format="csv"),
    r"\pset format wrapped \pset columns 40": Options(format="wrapped", columns=40),
    r"\pset expanded on": Options(expanded="on"),
    r"\pset expanded auto \pset columns 60": Options(expanded="auto", columns=60),
    r"\pset tuples_only on": Options(tuples_only=True),
    r"\pset footer off \pset border 2 \pset title Mine": Options(footer=False, border=2, title="Mine"),
}
_SHAPED = [
    *(
        r"\dt",
        r"\dt+ plain",
        r"\dtx nope",
        r"\d",
        r"\dn+ listed",
        r"\dn listed",
        r"\dP+",
        r"\dT",
        r"\dT+ mood",
        r"\dL+",
    ),
    *(
        r"\dt nope",
        r"\dT nope",
        r"\dRp+ nope",
        r"\dx+ nope",
        r"\dRp+",
        r"\dRp",
        r"\dx+ plpgsql",
        r"\des+",
        r"\dy",
        r"\dO",
    ),
    *(r"\dt nope.*", r"\di nope", r"\dm nope", r"\dEsv nope", r"\dn nope", r"\l nope", r"\dX", r"\dRpx+", r"\dtx p*"),
]
r"""With `-q`, so that what is not found is an empty table."""


@pytest.mark.parametrize("shape", _SHAPES)
def test_a_list_takes_every_shape_as_psqls_does(shape: str, listed: str, session: Session, pg: Cluster) -> None:
    commands = [*shape.replace(r" \pset", "\n\\pset").split("\n"), *_SHAPED]
    said = psql(pg, listed, commands, quiet=True)
    options = replace(_SHAPES[shape], null=NULL, psql_major=pg.major, psql_minor=pg.minor)
    found = {command: _said(session, command, options) for command in _SHAPED}
    different = [command for command in _SHAPED if found[command] != Said(said[command].out, said[command].error)]
    assert not different, "\n".join(_both(command, said[command], found[command]) for command in different)


@pytest.mark.parametrize(
    "command",
    [r"\dt; p*", r"\dn;", r"\d+;", r"\dtq", r"\dSq nope", r"\dT;", r"\dnSS", r"\dttt", r"\d; x", r"\dP;", r"\l;"],
)
def test_letters_that_psql_does_not_know_are_overlooked_where_it_does(
    command: str, listed: str, session: Session, pg: Cluster
) -> None:
    assert ours(session, command) == psql(pg, listed, [command])[command]


def test_a_name_that_is_no_text_is_refused_in_the_servers_words(session: Session) -> None:
    assert ours(session, "\\dt zo\udce9").error == 'ERROR:  invalid byte sequence for encoding "UTF8": 0xc0 0x20'


def test_a_plain_session_lists_as_much_after_a_statement_whose_rows_came_in_chunks(listed: str) -> None:
    with closing(open_plain_session(Target(listed))) as plain:
        before = ours(cast("Session", plain), r"\dt")
        assert list(plain.send(Ask("select 1"), Data()))
        assert ours(cast("Session", plain), r"\dt") == before


def _said(session: Session, command: str, options: Options) -> Said:
    """What our command says where QUIET is on."""
    word, *arguments = command.split(" ")
    out = io.StringIO()
    desk = SimpleNamespace(session=session, warn=None, variables=SimpleNamespace(on=lambda name: name == "QUIET"))
    try:
        for result in invoke(cast("Context", desk), *REGISTRY.find(word), arguments):
            assert not isinstance(result, TenantshError)
            write(result, options, out)
    except TenantshError as error:
        return Said(out.getvalue(), error.what)
    return Said(out.getvalue(), "")


def _both(command: str, expected: Said, found: Said) -> str:
    return f"{command}\n--- psql\n{expected.out}{expected.error}\n--- ours\n{found.out}{found.error}"


def _open(dsn: str, role: str) -> Session:
    from tenantsh.db.opening import Place, Wanted, open_session
    from tenantsh.model.convention import Convention

    return open_session(Place(Target(dsn), Convention(name="reader", role=role), i_know=True), Wanted("1"))


def _make(pg: Cluster) -> None:
    program = pg.bin / "psql"
    if not program.exists():
        unavailable(f"PostgreSQL {pg.version} came without psql")
    environment = {"PATH": os.environ["PATH"], **pg.programs.environment}
    dsn = pg.create(_DATABASE)
    file = Path(__file__).with_name("listed.sql")
    done = subprocess.run([program, "-Xq", "-f", file, dsn], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    for name in _OTHERS:
        pg.run(f'create database "{name}"')
        pg.run(f'comment on database "{name}" is \'other\nthan "listed"\'')
    pg.run('revoke all on database "Listed Database" from public')
    pg.run("grant connect on database listed_other to listed_reader with grant option")
