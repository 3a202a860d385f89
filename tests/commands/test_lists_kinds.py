r"""The lists of what is no relation are the psql's of the server's version, to the byte: `\da` to `\drg`."""

from __future__ import annotations

import os
import subprocess
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.commands.psql import Said, ours, psql
from tests.need import unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_DATABASE = "kinds"
_NAMES = ("", " *", " kinds.*", ' "Odd Schema".*', ' "Odd*"', " nope", " *.*.*")
_BAD_NAMES = (" a.b.c", " a.b.c.d", " kinds.pg_catalog.x", ' "a"".b".c', ' ""', " .", " a..b")
_BAD_WORDS = (" a.b", " a.b.c", ' "a.b"', ' ""', " .")
_METHODS = ("", " *", " kind*", ' "Odd*"', " gi?t", " hash|gin", " nope")
_TYPES = (" *", " int", " int4", " mood", " *.mood", " kinds.*", " kinds.mood", " _text", " text[]", " nope", " *.*")
_FAMILIES = (" *", " *_ops", " points", ' "Odd Family"', " kinds.*", " hidden.*", " nope")
_ROLES = (" kind*", ' "Kind*"', " kind_five|kind_one", ' "kind_""q\'"', " KIND_ONE", ' "KIND_ONE"', " nope")
_FUNCTION_LETTERS = ("", "a", "n", "p", "t", "w", "an", "pt", "aw", "nptw", "anptw", "wtp", "nn")
_ARGUMENTS = (
    *(" add int", " add integer", " add int4", " add numeric", " add decimal", " add * *", " add *.* *.* *.*"),
    *(" add int -", " add int int -", " add int int int", " add -", " nothing -", " * -", " *.* - -", " * - int"),
    *(" *.* * -", " * int[]", " * int4[] text[]", " * _int4", " * mood", " * kinds.mood", " * hidden.*", " * kinds.*"),
    *(" * pair", " rows_of secret", " rows_of hidden.secret kinds.pair", ' * "Odd*"', ' * text "Odd Dömain" -'),
    *(" times time timetz timestamp timestamptz float real bool int8 int2 decimal varbit", " times tim* tim*"),
    *(" names text varchar char name bpchar", ' names text varchar "char" name character', " * anyelement"),
    *(
        " add a.b.c",
        " add int a.b.c.d",
        " add kinds.pg_catalog.int4",
        " times double*",
        ' times * * * "timestamp with*"',
    ),
    *(
        " * INT",
        ' * "INT"',
        " * any*",
        ' * ""',
        " add nope",
        " *ad* int|numeric",
        " * float8[] -",
        " array_agg anyarray",
    ),
)
_OPERATORS = (
    *(
        " ===",
        " |*|",
        " @#@",
        " <?>",
        " *.+?",
        ' "Odd Schema".*',
        " hidden.*",
        " *.@-",
        " kinds.*",
        " *",
        " nope",
        " =",
    ),
    *(
        " === int int",
        " === int4 integer",
        " === int -",
        " === text",
        " @#@ mood",
        " @#@ - mood",
        " @#@ kinds.*",
        " + point *",
    ),
    *(
        " * mood",
        " * mood mood",
        " * int mood",
        " *.* kinds.mood",
        " - int",
        " - int int",
        " - - int",
        " ! -",
        " ! int8",
    ),
    *(
        " | int int",
        " ^ numeric",
        " @> anyarray *",
        " * a.b.c",
        " * int a.b.c.d",
        " a.b.c",
        ' "===" int * text',
        " || text[] *",
    ),
)
_COMMANDS = list(
    dict.fromkeys(
        command
        for command in (
            *map("".join, product([r"\da", r"\da+"], [*_NAMES, *_BAD_NAMES, " total", " *.unseen"])),
            *(r"\daS", r"\daS total", r"\daS array_agg|avg", r"\dax kinds.*", r"\daS+x total"),
            *map("".join, product([r"\dA", r"\dA+"], [*_METHODS, *_BAD_WORDS])),
            *(r"\dAx", r"\dA+x", r"\dA+x kind*"),
            *map("".join, product([r"\dAc", r"\dAc+", r"\dAf", r"\dAf+"], _METHODS)),
            *map("".join, product([r"\dAc", r"\dAc+", r"\dAf", r"\dAf+"], [" *", " hash"], [*_TYPES, *_BAD_NAMES])),
            *map("".join, product([r"\dAo", r"\dAo+", r"\dAp", r"\dAp+"], [" kind*", " gist", " nope", *_BAD_WORDS])),
            *map("".join, product([r"\dAo", r"\dAo+", r"\dAp", r"\dAp+"], [" *", " btree"], _FAMILIES)),
            *map("".join, product([r"\dAo", r"\dAp"], [" *"], _BAD_NAMES)),
            *(r"\dAo", r"\dAp", r"\dAcx hash", r"\dAfx+ gist", r"\dAox gist points", r"\dAp+x gist points"),
            *map("".join, product([r"\db"], ["", " kind*", ' "Kind Space"', " pg_*", " nope", *_BAD_WORDS])),
            *(r"\db+ pg_global", r"\db+ kind_space", r"\db+ kind*", r"\dbx kind_space"),
            *map("".join, product([r"\dc", r"\dc+"], [*_NAMES, *_BAD_NAMES, " kind_latin", " *latin*"])),
            *(r"\dcS", r"\dcS+", r"\dcx", r"\dcSx+ kind*"),
            *map("".join, product([r"\dC", r"\dC+"], ["", *_TYPES, *_BAD_NAMES, " hidden.*", " stand_in", " pair"])),
            *(r"\dCx mood", r"\dC+x mood", r"\dC hidden.secret"),
            *map(
                "".join,
                product([r"\dconfig", r"\dconfig+"], [" work_mem", " DateStyle", ' "DateStyle"', " *_mem", " nope"]),
            ),
            *(
                r"\dconfig log_min_*",
                r"\dconfig+ log_min_duration_statement",
                r"\dconfigx work_mem",
                r"\dconfig a.b.c.d",
            ),
            *(r'\dconfig ""', r"\dconfig WORK_MEM"),
            *map(
                "".join,
                product([r"\dd", r"\ddS"], [*_NAMES, *_BAD_NAMES, " *check*", " int_*", " hidden.*", " *.int_hidden"]),
            ),
            *(r"\ddx", r"\ddSx kind*"),
            *map(
                "".join,
                product([r"\dD", r"\dD+"], [*_NAMES, *_BAD_NAMES, " word", " *.word", " positive", ' "Odd Dömain"']),
            ),
            *(r"\dDS", r"\dDS+", r"\dDx", r"\dD+x of_domain"),
            *map(
                "".join,
                product([r"\ddp"], ["", " kind*", " kinds", ' "Odd*"', ' "Kind*"', " k.nds", *_BAD_NAMES, " nope"]),
            ),
            r"\ddpx",
            *map(
                "".join,
                product([r"\dp", r"\z"], [*_NAMES, *_BAD_NAMES, " plain", " nobodys", ' "Odd ""*"', " *.elsewhere"]),
            ),
            *(
                r"\dp pg_catalog.pg_class",
                r"\dp pg_class",
                r"\dpS pg_auth*",
                r"\dpS pg_toast.*",
                r"\dp pg_*.pg_am*",
                r"\dp *.tables",
            ),
            *(r"\zS pg_authid", r"\zx plain", r"\zSx pg_authid", r"\zxS pg_authid", r"\dpx", r"\dpSx pg_authid"),
            *map("".join, product([r"\df"], _FUNCTION_LETTERS, ["", "+", "S+"], [" kinds.*"])),
            *map("".join, product([r"\df"], _FUNCTION_LETTERS, ["", "+"])),
            *map(
                "".join,
                product([r"\df", r"\df+"], [*_NAMES[2:], *_BAD_NAMES, " add", " *d*", " *.unseen", ' "Odd Function"']),
            ),
            *map("".join, product([r"\df", r"\df+"], _ARGUMENTS)),
            *(
                r"\dfS sum",
                r"\dfS+ lower",
                r"\dfanS sum",
                r"\dfS+a avg",
                r"\dfx add",
                r"\dfx+ add",
                r"\dfxn+ add int",
                r"\dfnx",
            ),
            *(
                r"\dfaq",
                r"\dfSz+",
                r"\dfax kinds.*",
                r"\df nope (",
                r"\df nope int [",
                r"\do nope (",
                r"\do === int (",
                r"\df (",
            ),
            *(r"\dfwS", r"\dftS", r"\dfpS", r"\dfS lower text", r"\dfaS min int4[]", r"\dfS numeric_* numeric numeric"),
            *map("".join, product([r"\do", r"\do+"], _OPERATORS)),
            *(r"\do", r"\do+", r"\doS =", r"\doS+ ~~*", r"\dox ===", r"\do+x @#@"),
            *map(
                "".join,
                product(
                    [r"\dF", r"\dF+"],
                    [*_NAMES, *_BAD_NAMES, " kind_config", " *.kind_config", " *.unseen", ' "Odd Config"'],
                ),
            ),
            *map("".join, product([r"\dFd", r"\dFd+"], [*_NAMES, *_BAD_NAMES, " kind*", " *.unseen", " simple"])),
            *map("".join, product([r"\dFp", r"\dFp+"], [*_NAMES, *_BAD_NAMES, " kind*", " default", ' "Odd Parser"'])),
            *map("".join, product([r"\dFt", r"\dFt+"], [*_NAMES, *_BAD_NAMES, " kind*", " simple"])),
            *(
                r"\dFx",
                r"\dFx kind*",
                r"\dFx+ kind*",
                r"\dF+x kind*",
                r"\dFdx kind*",
                r"\dFpx",
                r"\dFp+x kind*",
                r"\dFtx kind*",
            ),
            *map("".join, product([r"\du", r"\du+", r"\dg", r"\dgS+", r"\drg", r"\drgS"], [*_ROLES, *_BAD_WORDS])),
            *(
                r"\du pg_monitor",
                r"\duS pg_r*",
                r"\dux kind_five",
                r"\dg+x kind_one",
                r"\drgx kind_one",
                r"\drg pg_monitor",
            ),
            *map("".join, product([r"\drds"], [*_ROLES, *_BAD_WORDS], ["", " *", " kinds", " nope", " a.b"])),
            *(r"\drds * kinds",),
        )
    )
)


@pytest.fixture(scope="session")
def kinds(pg: Cluster) -> str:
    """The connection string of a role that may read, in a database with every kind of object: leave no trace."""
    pg.once(_DATABASE, lambda: _make(pg))
    return f"{pg.dsn(_DATABASE, 'kind_login')} options='-c search_path=kinds,public -c role=kind_reader'"


@pytest.fixture(scope="session")
def said_by_psql(pg: Cluster, kinds: str) -> dict[str, Said]:
    return psql(pg, kinds, _COMMANDS)


@pytest.fixture(scope="session")
def reader(kinds: str) -> Iterator[Session]:
    """A session that assumes the reading role in its scope, as one on an organization does."""
    from tenantsh.db.connect import Target
    from tenantsh.db.opening import Place, Wanted, open_session
    from tenantsh.model.convention import Convention

    with open_session(Place(Target(kinds), Convention(name="reader", role="kind_reader")), Wanted("1")) as session:
        yield session


@pytest.mark.parametrize("command", _COMMANDS)
def test_a_list_is_psqls_to_the_byte(command: str, reader: Session, said_by_psql: dict[str, Said]) -> None:
    assert ours(reader, command) == said_by_psql[command]


@pytest.mark.parametrize(
    "command", [r"\drds nope", r"\drds nope nope", r"\da nope", r"\dF+ nope", r"\dFp+ nope", r"\dF+ a.b.c"]
)
def test_a_quiet_script_hears_no_more_than_psql_says(command: str, reader: Session, pg: Cluster, kinds: str) -> None:
    assert ours(reader, command, quiet=True) == psql(pg, kinds, [command], quiet=True)[command]


@pytest.mark.parametrize("command", [r"\df+ add int", r"\dF+", r"\dFp+", r"\drds kind*", r"\dAc+ hash int4", r"\du"])
def test_a_list_takes_one_round_trip(command: str, reader: Session) -> None:
    before = reader.link.wire.round_trips
    ours(reader, command)
    assert reader.link.wire.round_trips - before == 1


def _make(pg: Cluster) -> None:
    program = pg.bin / "psql"
    if not program.exists():
        unavailable(f"PostgreSQL {pg.version} came without psql")
    file = Path(__file__).with_name("kinds.sql")
    environment = {"PATH": os.environ["PATH"], **pg.programs.environment}
    done = subprocess.run(
        [program, "-Xq", "-f", file, pg.create(_DATABASE)], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
