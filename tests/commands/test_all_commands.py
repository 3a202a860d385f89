"""Every meta-command of psql is here, or docs/psql.md says that it is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.commands.psql import psql

from tenantsh.commands import load_all
from tenantsh.commands.registry import REGISTRY

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

PAGE = Path(__file__).parents[2] / "docs" / "psql.md"

PSQL_18 = frozenset(
    r"""
    \copyright \crosstabview \errverbose \g \gdesc \gexec \gset \gx \q \restrict \unrestrict \watch \? \h \e \ef
    \ev \p \r \w \copy \echo \i \ir \o \qecho \warn \if \elif \else \endif \d \da \dA \dAc \dAf \dAo \dAp \db \dc
    \dconfig \dC \dd \dD \ddp \dE \des \det \deu \dew \df \dF \dFd \dFp \dFt \dg \di \dl \dL \dm \dn \do \dO \dp
    \dP \drds \drg \dRp \dRs \ds \dt \dT \du \dv \dx \dX \dy \l \sf \sv \z \lo_export \lo_import \lo_list
    \lo_unlink \a \C \f \H \pset \t \T \x \c \conninfo \encoding \password \cd \getenv \setenv \timing \! \prompt
    \set \unset \bind \bind_named \close_prepared \endpipeline \flush \flushrequest \getresults \parse
    \sendpipeline \startpipeline \syncpipeline
    """.split()  # noqa: SIM905 - a list of names reads better without their quotes
)
"""What psql 18 lists when it is built without an editor of lines."""

SECOND_NAMES = frozenset(
    r"\connect \edit \help \html \include \include_relative \list \out \print \quit \reset \write".split()  # noqa: SIM905 - as above
)
"""Names that psql takes without listing them."""

OURS = frozenset(
    {
        r"\as",
        r"\case",
        r"\cold",
        r"\compare",
        r"\each",
        r"\filter",
        r"\keys",
        r"\org",
        r"\orgs",
        r"\partitions",
        r"\plan",
        r"\doctor",
        r"\prune",
        r"\route",
        r"\retention",
        r"\rls",
        r"\unmask",
        r"\whoami",
        r"\why",
        r"\why-empty",
    }
)

BAR = 105
"""So many of psql 18's commands have to work."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the page says of a command."""

    state: str
    how: str


def rows() -> dict[str, Row]:
    found = re.findall(r"^\| `(\\[^`]+)` \| (\w+) \| (.*) \| .* \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: Row(state, how) for name, state, how in found}


def names() -> set[str]:
    load_all()
    return {command.name for command in REGISTRY}


def test_the_page_speaks_of_every_command_of_psql_18() -> None:
    assert set(rows()) == PSQL_18
    assert len(PSQL_18) == 116


def test_the_page_tells_the_truth_of_what_is_missing() -> None:
    missing = {name for name, row in rows().items() if row.state == "missing"}
    assert PSQL_18 - names() == missing


def test_the_page_says_how_a_command_differs() -> None:
    assert {row.state for row in rows().values()} <= {"works", "differs", "missing"}
    assert [name for name, row in rows().items() if (row.state == "differs") != bool(row.how)] == []


def test_enough_of_psql_s_commands_work() -> None:
    assert sum(row.state == "works" for row in rows().values()) >= BAR


def test_psql_s_second_names_are_understood() -> None:
    assert SECOND_NAMES - names() == set()


def test_what_psql_does_not_have_is_known_to_be_ours() -> None:
    assert names() - PSQL_18 - SECOND_NAMES - {r"\s"} == OURS


def test_no_psql_lists_a_command_that_is_not_here(pg: Cluster) -> None:
    listed = psql(pg, pg.dsn(), [r"\?"])[r"\?"].out
    theirs = set(re.findall(r"^  (\\[^\s\[]+)", listed, re.MULTILINE))
    assert theirs - {r"\s"} <= PSQL_18
    assert r"\copyright" in theirs
    assert {name for name, row in rows().items() if row.state == "missing"} >= theirs - names()
