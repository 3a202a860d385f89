r"""`\\h`: every command of every major is there, and what is said of it can be said to the server."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import psycopg
import pytest
from tests.commands.psql import psql
from tests.commands.sentences import sentences

from tenantsh.commands.sqlhelp.command import catalogue, help_on_sql
from tenantsh.commands.sqlhelp.synopses import Topic, topics

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.pgcluster import Cluster

    from tenantsh.commands.context import Context

MAJORS = (13, 14, 15, 16, 17, 18)

_NUMBERS = (
    "count", "number", "bytes", "expression", "default_expression", "condition", "predicate", "value",
    "bound_value", "seed", "start", "offset", "column_number", "mark_value", "mark_default", "size",
)  # fmt: skip

_VALUES = {
    "data_type": "int",
    "argument_type": "int",
    "source_type": "int",
    "target_type": "text",
    "left_type": "int",
    "right_type": "int",
    "operator": "+",
    "sort_operator": "<",
    "query": "SELECT 1",
    "statement": "SELECT 1",
    "values": "VALUES (1)",
    "insert": "INSERT INTO t DEFAULT VALUES",
    "update": "UPDATE t SET a = 1",
    "delete": "DELETE FROM t",
    "merge": "MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE",
    "privileges": "GRANT SELECT ON TABLES TO r",
    "schema_element": "CREATE TABLE t ()",
    "event": "INSERT",
    "boolean": "true",
    "collation": '"C"',
    "direction": "NEXT",
    **dict.fromkeys(_NUMBERS, "1"),
}
"""What stands for a name where a plain identifier will not do."""


def filled(sentence: str) -> str:
    """A sentence with something in place of its names."""
    text = " ".join(_filled(word) for word in sentence.split(" "))
    return text.replace("FETCH FIRST ROW WITH TIES", "ORDER BY 1 FETCH FIRST ROW WITH TIES")


def _filled(word: str) -> str:
    if re.fullmatch(r"[a-z][\w.]*", word):
        return _VALUES.get(word, word)
    return word


def ours(line: str, major: int) -> str:
    ctx = cast("Context", SimpleNamespace(session=SimpleNamespace(server_version=major * 10_000)))
    data = help_on_sql(ctx, line).data
    assert data is not None
    return b"".join(data).decode()


def test_the_list_of_commands_is_psql_s(pg: Cluster) -> None:
    assert ours("", pg.major) == psql(pg, pg.dsn(), [r"\h"])[r"\h"].out


ASKED = (
    "*", "* x", ";", ";;", "abort", "ABORT", "aBoRt;", "abort ; ;", "ab ; x", "ab  x", "a", "alter", "alter t",
    "alter  table", "alter user mapping foo", "alter text search parser x", "begin work", "commit",
    "commit prepared  ;", "CoMMit   prepared",
    "cr ta", "create", "create table a", "create table as select", "create table  as", "create t",
    "drop\ttable", "drop table\tx", "drop table", "drop table foo bar", "drop ta x", "e", "end", "nope", "nope nope",
    "xyz  foo   bar ;", "r e", "reindex (verbose)", "rol to sav", "roll", "rollback to x", "s", "s x y", "select 1",
    "select*", "set", "set  x", "set x", "set x y", "set role x", "\"drop\" table", "'drop'", ":x", "`echo drop`", "-x",
    "éa", "ta bar baz", "merge", "with", "drop table \\echo hi", "drop table \\\\ select 1;", "table\t", "; close",
)  # fmt: skip
"""What somebody may want help on; a line of its own each."""


def test_a_name_finds_the_commands_that_psql_finds(pg: Cluster) -> None:
    said = psql(pg, pg.dsn(), [rf"\h {asked}" for asked in ASKED])
    for asked in ASKED:
        assert outline(ours(asked, pg.major)) == outline(said[rf"\h {asked}"].out), asked


def outline(text: str) -> list[str]:
    """What is said beside descriptions and syntax, which are our own."""
    kept = re.compile(r"^(?:Command: .*|Syntax:|URL: .*|No help .*|Try .*|Available .*|Description:)", re.MULTILINE)
    return kept.findall(text)


def test_a_command_s_help_is_laid_out_as_in_psql(pg: Cluster) -> None:
    """Apart from the description the two agree for a command that can be written in one way only."""
    said = psql(pg, pg.dsn(), [r"\h checkpoint", r"\h savepoint"])[r"\h savepoint"].out
    text = ours("savepoint", pg.major)
    assert without_description(text) == without_description(said)


def without_description(text: str) -> str:
    return re.sub(r"^Description: .*$", "", text, flags=re.MULTILINE)


def test_the_server_can_parse_what_a_synopsis_says(pg: Cluster) -> None:
    with psycopg.connect(pg.dsn(), autocommit=True) as connection:
        wrong = [
            (topic.title, statement)
            for topic in topics(pg.major)
            for statement in map(filled, sentences(topic))
            if not parses(connection, statement)
        ]
    assert wrong == []


def parses(connection: psycopg.Connection[tuple[object, ...]], statement: str) -> bool:
    """Whether the grammar takes a statement, which is not run: the server parses all before it divides by zero."""
    answer = connection.pgconn.exec_(f"SELECT 1/0; {statement}".encode())
    return answer.error_field(psycopg.pq.DiagnosticField.SQLSTATE) != b"42601"


def test_a_slip_in_a_synopsis_would_be_found(pg: Cluster) -> None:
    with psycopg.connect(pg.dsn(), autocommit=True) as connection:
        slip = Topic("DROP TABLE", "", "", "DROP TABLE [ IF EXISTS ] name [ NOWAIT ]", ())
        assert [parses(connection, sentence) for sentence in sentences(slip)] == [True, True, False]


def test_no_keyword_that_psql_shows_is_missing(pg: Cluster) -> None:
    theirs = keywords(psql(pg, pg.dsn(), [r"\h *"])[r"\h *"].out)
    ours_ = keywords(ours("*", pg.major))
    assert set(theirs) == set(ours_)
    missing = {title: words - ours_[title] for title, words in theirs.items()}
    assert {title: words - {"SELECT"} for title, words in missing.items() if words - {"SELECT"}} == {}


def keywords(text: str) -> Mapping[str, set[str]]:
    """The words in capitals of each command's synopsis."""
    pages = [page.partition("\n") for page in re.split(r"^Command: +", text, flags=re.MULTILINE)[1:]]
    return {title: set(re.findall(r"\b[A-Z][A-Z_\d]+\b", re.sub(r"'.*?'", "", body))) for title, _, body in pages}


@pytest.mark.parametrize("major", MAJORS)
def test_every_command_has_its_page_and_fits_the_screen(major: int) -> None:
    for topic in topics(major):
        assert re.fullmatch(r"sql-[a-z-]+\.html", topic.page), topic
        assert re.fullmatch(r"[a-z].*[^.]", topic.description), topic
        assert max(map(len, topic.synopsis.splitlines())) <= 100, topic.title


@pytest.mark.parametrize("major", MAJORS)
def test_every_name_in_capitals_or_with_a_block_of_its_own_is_used(major: int) -> None:
    for topic in topics(major):
        for name, _ in topic.blocks:
            elsewhere = "\n".join([topic.statements, *(text for other, text in topic.blocks if other != name)])
            assert re.search(rf"\b{name}\b", elsewhere), (topic.title, name)


def test_what_came_later_is_not_shown_for_older_servers() -> None:
    assert "No help available" in ours("merge", 14)
    assert "RETURNING" not in ours("merge", 16)
    assert "RETURNING" in ours("merge", 17)
    assert "VIRTUAL" not in ours("create table", 17)
    assert "https://www.postgresql.org/docs/13/" in ours("vacuum", 13)


def test_a_wide_screen_takes_more_columns() -> None:
    titles = ["ABORT", "BEGIN", "CALL", "DO", "END"]
    assert catalogue(titles, 16).splitlines()[1:] == ["  ABORT DO", "  BEGIN END", "  CALL  "]
    assert catalogue(titles, 8).splitlines()[1:] == [f"  {title}" for title in titles]
