r"""`\dt` and its kin, `\dn` and `\dP` list what the psql of the server's version lists, to the byte."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from tests.commands.psql import Said, ours, psql

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_RELATIONS = [r"\dt", r"\di", r"\dv", r"\dm", r"\ds", r"\dE", r"\dtv", r"\dit", r"\dsE", r"\dtvmsiE"]
_PARTITIONED = [r"\dP", r"\dPt", r"\dPi", r"\dPn", r"\dPtn", r"\dPin"]
_PATTERNS = ["", " r*", " nope", " describe", " describe.*s"]
_SYSTEM_SIZES = [r"\dS+", *(f"{name}S+" for name in _RELATIONS)]
"""Not compared: a catalog's size may grow between the two looks."""

_COMMANDS = [
    command
    for command in (
        *(r"\d", r"\d+", r"\dS"),
        *map("".join, product([*_RELATIONS, r"\dn"], ["", "+", "S"], _PATTERNS)),
        *map("".join, product(_PARTITIONED, ["", "+"], _PATTERNS)),
        *(r"\dn empty_schema", r"\dn no_acl", r"\dnS+", r"\dt *.*", r"\dP *.*", r"\dt second.*"),
    )
    if command not in _SYSTEM_SIZES
]


@pytest.fixture(scope="session")
def said_by_psql(pg: Cluster, described: str) -> dict[str, Said]:
    return psql(pg, described, _COMMANDS)


@pytest.mark.parametrize("command", _COMMANDS)
def test_a_list_is_psqls_to_the_byte(command: str, reader: Session, said_by_psql: dict[str, Said]) -> None:
    assert ours(reader, command) == said_by_psql[command]


@pytest.mark.parametrize("command", [r"\dt nope", r"\di nope", r"\dtv nope", r"\dm", r"\dn nope", r"\dP nope"])
def test_a_quiet_script_gets_an_empty_table(command: str, reader: Session, pg: Cluster, described: str) -> None:
    assert ours(reader, command, quiet=True) == psql(pg, described, [command], quiet=True)[command]


@pytest.mark.parametrize("command", [r"\d", r"\dt+", r"\dn+ describe", r"\dP+"])
def test_a_list_takes_one_round_trip(command: str, reader: Session) -> None:
    before = reader.link.wire.round_trips
    ours(reader, command)
    assert reader.link.wire.round_trips - before == 1
