r"""`\d` says what the psql of the server's version says, to the byte, and in at most two round trips."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.commands.psql import Said, ours, psql

from tenantsh.commands.describe.assemble import describe

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session
    from tenantsh.model.result import Result

_HERE = Path(__file__).parent
_CREATE = re.compile(
    r"""^create\ (?:unlogged\ |foreign\ |recursive\ |materialized\ |unique\ )*
        (?:table|view|index|sequence|type)\ (?P<name>"(?:[^"]|"")*"|[\w.]+)(?!.*\bas\ enum\b)""",
    re.MULTILINE | re.VERBOSE,
)


def _created(since: int) -> list[str]:
    text = (_HERE / f"describe_{since}.sql").read_text(encoding="utf-8")
    return [found["name"] for found in _CREATE.finditer(text)]


_BY_THE_SYSTEM = [
    *("keys_pk", "keys_b", "keys_no_overlap", "columns_id_seq", "orgs_org_id_seq", "ranges_pkey"),
    *("ranges_2026_02_pkey", "ranges_2026_01_org_id_idx", "pg_catalog.pg_class", "pg_catalog.pg_auth_members"),
    *("pg_catalog.pg_class_oid_index", "pg_catalog.pg_stats", "pg_toast.pg_toast_1255", "information_schema.tables"),
]
_PATTERNS = ["*", "*.ranges", "describe.r*", "k?ys", "describe.*s", '"describe"."keys"', "KEYS"]
_NOT_THERE = ["nope", "nope.*", '"KEYS"', "mood"]
_NAMES = [
    *((name, since) for since in (13, 15, 18) for name in _created(since)),
    *((name, 13) for name in (*_BY_THE_SYSTEM, *_PATTERNS, *_NOT_THERE)),
]
_COMMANDS = [
    pytest.param(f"{command} {name}", marks=pytest.mark.pg_min(since))
    for name, since in _NAMES
    for command in (r"\d", r"\d+")
]


@pytest.fixture(scope="session")
def said_by_psql(pg: Cluster, described: str) -> dict[str, Said]:
    wanted = [rf"{command} {name}" for name, since in _NAMES if since <= pg.major for command in (r"\d", r"\d+")]
    return psql(pg, described, wanted)


@pytest.mark.parametrize("command", _COMMANDS)
def test_a_description_is_psqls_to_the_byte(command: str, reader: Session, said_by_psql: dict[str, Said]) -> None:
    assert ours(reader, command) == said_by_psql[command]


def test_every_relation_of_the_test_schema_is_described_alone_too(pg: Cluster, described: str) -> None:
    made = pg.run(
        """
        select c.oid::regclass::text
          from pg_class c
         where c.relnamespace = 'describe'::regnamespace and c.relkind not in ('i', 'I')
           and not exists (select from pg_depend d
                            where d.objid = c.oid and d.deptype in ('a', 'i') and d.refobjsubid > 0)
        """,
        "described",
    )
    names = {name.replace("describe.", "") for (name,) in made if isinstance(name, str)}
    assert names <= {name for name, _ in _NAMES}


@pytest.mark.parametrize("pattern", ["a.b.c.d", "other.describe.keys"])
def test_too_many_names_are_refused_in_psqls_words(pattern: str, reader: Session, pg: Cluster, described: str) -> None:
    if pg.version == "13.4":
        pytest.skip("psql 13.4 took any number of names; 13.7 and later say what we say")
    command = rf"\d {pattern}"
    assert ours(reader, command) == psql(pg, described, [command])[command]


def test_this_databases_name_may_come_before_the_schema(reader: Session) -> None:
    assert ours(reader, r"\d described.describe.keys") == ours(reader, r"\d keys")


@pytest.mark.parametrize("name", ["keys", "ranges", "plain_view", "free_sequence", "keys_pk", "foreign_one", "*"])
def test_a_description_takes_two_round_trips(name: str, reader: Session) -> None:
    before = reader.link.wire.round_trips
    describe(reader, name if name != "*" else "describe.k*", verbose=True)
    assert reader.link.wire.round_trips - before == 2


def test_what_is_not_there_takes_one_round_trip(reader: Session) -> None:
    before = reader.link.wire.round_trips
    assert describe(reader, "nope") == []
    assert reader.link.wire.round_trips - before == 1


def test_a_temporary_table_is_described_inside_its_transaction(writer: Session) -> None:
    writer.run("begin")
    writer.run("create temp table passing (i int)")
    (result,) = describe(writer, "passing")
    assert re.fullmatch(r'Table "pg_temp_\d+\.passing"', result.title or "")


def _part(reader: Session, name: str, title: str, *, verbose: bool = False) -> Result:
    (result,) = describe(reader, name, verbose=verbose)
    return next(part for part in result.parts if part.title == title)


def test_policies_come_as_a_table(reader: Session) -> None:
    part = _part(reader, "policies", "Policies")
    rows = {row[0]: dict(zip([column.name for column in part.columns], row, strict=True)) for row in part.rows}
    assert rows["Others'"]["Permissive"] is False
    assert rows["mine"]["Roles"] == ["describe_reader", "postgres"]
    assert rows["removing"]["Command"] == "DELETE"


@pytest.mark.parametrize(
    ("name", "title", "count"),
    [
        ("keys", "Indexes", 9),
        ("keys", "Check constraints", 4),
        ("refers", "Foreign keys", 3),
        ("keys", "Referenced by", 1),
        ("ranges", "Partitions", 3),
        ("ranges_2026_01", "Partition of", 1),
        ("ancestor", "Child tables", 2),
        ("child", "Inherits", 2),
        ("triggered", "Triggers", 7),
        ("ruled", "Rules", 5),
    ],
)
def test_what_a_footer_tells_is_a_part_too(name: str, title: str, count: int, pg: Cluster, reader: Session) -> None:
    added = {("ranges", "Partitions"): 15, ("ancestor", "Child tables"): 18}
    more = {15: 1, 18: 2}
    since = added.get((name, title), 99)
    assert len(_part(reader, name, title)) == count + (more[since] if pg.major >= since else 0)
