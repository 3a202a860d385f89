r"""Statements by the grammar of `\\h`: where they are in it, what comes next, and that nothing breaks it."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.commands.sentences import sentences
from tests.commands.test_sqlhelp import filled, parses
from tests.shell.completion.case import cases

from tenantsh.commands.registry import REGISTRY
from tenantsh.commands.sqlhelp.synopses import Topic, topic, topics
from tenantsh.lang.lexemes import lex
from tenantsh.shell.completion.suggest import suggest
from tenantsh.shell.completion.suggest.grammar.notation import Slot, Word
from tenantsh.shell.completion.suggest.grammar.titles import MAJOR, QUERIES, also, arrive
from tenantsh.shell.completion.wanted import Columns, Parts, Relations, SettingValues, Texts, Things, Wanted, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

OTHERS = [topic.title for topic in topics(MAJOR) if topic.title not in QUERIES]


def wanted(text: str) -> list[Wanted]:
    """What is wanted at a text's `|`, or its end."""
    cursor = text.index("|") if "|" in text else len(text)
    wish = suggest(text.replace("|", "", 1), cursor, REGISTRY)
    return list(wish.wanted) if wish else []


def words(found: list[Wanted]) -> set[str]:
    """The keywords among what is wanted, of phrases the first one."""
    spoken = {word.split()[0] for kind in found if isinstance(kind, Words) for word in kind.words}
    return spoken | {text.upper() for kind in found if isinstance(kind, Texts) for text, _ in kind.texts}


def next_of(text: str) -> set[str]:
    """The words and slots that a statement's grammar expects."""
    steps = [step for step, _ in arrive(lex(text)).state.steps]
    return {step.text if isinstance(step, Word) else step.name for step in steps if isinstance(step, (Word, Slot))}


def test_a_name_may_have_dots() -> None:
    assert next_of("drop table a.b.c") == {",", "CASCADE", "RESTRICT"}


def test_a_type_may_have_several_words_a_modifier_and_brackets() -> None:
    after = next_of("alter table t add x int")
    for spelled in ("double precision", "numeric(10, 2)", "timestamp(3) with time zone", "text[]", "int[3][]", "s.t"):
        assert next_of(f"alter table t add x {spelled}") == after, spelled


def test_an_expression_ends_where_the_grammar_goes_on() -> None:
    for value in ("1", "now()", "a + b", "'x'::text", "coalesce(a, (select 1))", "array[1, 2]", "-1", "a and not b"):
        assert {"NOT", "UNIQUE", ","} <= next_of(f"alter table t add x int default {value}"), value


def test_an_expression_does_not_end_behind_an_operator() -> None:
    assert next_of("alter table t add x int default a +") == set()


def test_a_keyword_that_is_expected_is_no_name() -> None:
    assert next_of("drop table if") == {"EXISTS"}


def test_a_name_that_looks_like_a_keyword_is_one_where_nothing_else_helps() -> None:
    assert "ADD" in next_of("alter table only add")  # strictly: the word ONLY, then a table called add
    assert "new_name" in next_of("alter table if rename to")


def test_what_is_not_expected_is_passed_over() -> None:
    assert "COLUMN" in next_of("alter table users foo (bar baz) qux add")


def test_an_open_parenthesis_in_an_expression_is_part_of_it() -> None:
    inside = arrive(lex("create table t (a int default coalesce(1, ")).inside
    assert [within.slot.name for within in inside] == ["default_expression"]


def test_a_query_within_a_statement_is_found_by_its_first_word() -> None:
    inside = arrive(lex("create view v as select 1, 2 from")).inside
    assert [(within.slot.name, within.start) for within in inside] == [("query", 4)]


@pytest.mark.parametrize("title", OTHERS)
def test_every_keyword_of_a_synopsis_is_offered_at_its_place(title: str) -> None:
    missing = [
        (text, keyword) for text, keyword in _keywords(topic(title, MAJOR)) if keyword not in words(wanted(text))
    ]
    assert missing == []


def _keywords(of: Topic) -> Iterator[tuple[str, str]]:
    """Each keyword of the sentences that a synopsis makes, with what stands before it."""
    seen = set()
    for sentence in sentences(of):
        spoken = sentence.split(" ")
        for at, word in enumerate(spoken):
            text = "".join(f"{before} " for before in filled(" ".join(spoken[:at])).split(" ") if before)
            if word.isupper() and word[0].isalpha() and (text, word) not in seen:
                seen.add((text, word))
                yield text, word


@pytest.mark.pg_min(15)  # what is said there is the newest server's
def test_the_server_can_parse_what_is_said_beside_the_synopses(pg: Cluster) -> None:
    with psycopg.connect(pg.dsn(), autocommit=True) as connection:
        wrong = [
            statement
            for title, notation in also().items()
            for statement in map(filled, sentences(_also(title, notation, pg.major)))
            if not parses(connection, statement)
        ]
    assert wrong == []


def _also(title: str, notation: str, major: int) -> Topic:
    text, *blocks = notation.split("\n:: ")
    own = tuple((block.partition("\n")[0], block.partition("\n")[2]) for block in blocks)
    return Topic(title, "", "", text.strip(), (*topic(title, major).blocks, *own))


def test_phrases_are_said_whole_where_one_word_leads_to_the_next() -> None:
    phrases = {word for kind in wanted("alter table t enable ") if isinstance(kind, Words) for word in kind.words}
    assert "ROW LEVEL SECURITY" in phrases


def test_columns_are_those_of_the_table_that_is_named_before() -> None:
    for text in (
        "alter table s.t drop column ",
        "create index on s.t (",
        "create index concurrently i on only s.t using gist (a, ",
        "create policy p on s.t for select using (",
        "comment on column s.t.",
        "copy s.t (",
        "vacuum (full) s.t (a, ",
        "create publication p for table x, s.t (",
        "alter table x add foreign key (a) references s.t (",
        "create table x partition of s.t (",
        "create trigger g before update of | on s.t",
        "grant select (|) on s.t to r",
        "create statistics x on | from s.t",
    ):
        sources = [kind.sources for kind in wanted(text) if isinstance(kind, Columns)]
        assert sources, text
        assert (sources[0][0].schema, sources[0][0].name) == ("s", "t"), text


def test_columns_that_a_statement_makes_can_be_named_in_it() -> None:
    found = next(
        kind for kind in wanted("create table x (a int, b numeric(1, 2), primary key (") if isinstance(kind, Columns)
    )
    assert [output.name for output in found.sources[0].outputs or ()] == ["a", "b"]


def test_columns_that_stand_in_a_list_are_taken() -> None:
    found = next(kind for kind in wanted("copy t (a, b, ") if isinstance(kind, Columns))
    assert set(found.taken) == {"a", "b"}


def test_what_belongs_to_a_table_is_wanted_of_that_one() -> None:
    for text, kind in (
        ("alter table s.t drop constraint ", "constraint"),
        ("drop policy | on s.t", "policy"),
        ("drop trigger if exists | on s.t cascade", "trigger"),
        ("comment on rule | on s.t is 'x'", "rule"),
    ):
        things = [found for found in wanted(text) if isinstance(found, Things)]
        assert things, text
        of = things[0].of
        assert of, text
        assert (things[0].kind, of.schema, of.name) == (kind, "s", "t"), text


def test_a_new_name_is_nobody_s() -> None:
    for text in (
        "create view ",
        "create table ",
        "alter table t rename to ",
        "alter table t add constraint ",
        "savepoint ",
    ):
        assert not [kind for kind in wanted(text) if not isinstance(kind, Words)], text


def test_the_partitions_of_a_table_can_be_detached_and_others_attached() -> None:
    assert [type(kind) for kind in wanted("alter table t detach partition ")] == [Parts]
    assert [type(kind) for kind in wanted("alter table t attach partition ")] == [Relations]


def test_values_are_those_of_the_setting_that_is_named() -> None:
    for text in ("set work_mem to ", "set local work_mem = ", "alter role r in database d set work_mem to ",
        "alter function f() set work_mem = ", "alter system set work_mem to "):  # fmt: skip
        assert SettingValues("work_mem") in wanted(text), text
    assert SettingValues("search_path") in wanted("set search_path to a, b, ")
    assert SettingValues("timezone") in wanted("set time zone ")
    assert SettingValues("app.org_id") in wanted("set app.org_id to ")


def test_statements_within_statements_are_completed_as_themselves() -> None:
    for text in (
        "explain (analyze, buffers) ",
        "explain analyze verbose ",
        "prepare p (int, text) as ",
        "create materialized view if not exists m as ",
        "declare c no scroll cursor with hold for ",
        "copy (",
        "create table x as ",
    ):
        assert [Relations()] == [kind for kind in wanted(f"{text}select * from ") if isinstance(kind, Relations)], text
    assert wanted("explain alter table t ") == wanted("alter table t ")


def test_nothing_that_is_typed_breaks_it() -> None:
    random_ = random.Random(4)
    strange = [*"(),;.'$=*[]:-", '"', "\n", "é", "\0", "select", "on", "to", "alter", "table", "as", "$$"]
    for case in cases("statements*.txt"):
        for cursor in range(len(case.text) + 1):
            suggest(case.text[:cursor], cursor, REGISTRY)
        lexemes = case.text.split(" ")
        for _ in range(4):
            shaken = random_.sample(lexemes, len(lexemes))
            shaken.insert(random_.randint(0, len(shaken)), random_.choice(strange))
            text = random_.choice((" ", "")).join(shaken)
            suggest(text, random_.randint(0, len(text)), REGISTRY)


def test_a_key_takes_no_time_however_long_the_statement() -> None:
    columns = ", ".join(f"column_{number} numeric(10, 2) not null default 0" for number in range(400))
    for text in (
        f"create table x ({columns}, primary key (",
        "grant select on " + "a, " * 2000,
        "drop " * 5000,
        "(" * 5000,
    ):
        wanted(text)
        start = time.process_time()
        wanted(text)
        assert time.process_time() - start < 0.1, text[:20]


def test_a_statement_that_never_fits_is_given_up_gracefully() -> None:
    assert wanted("frobnicate the ") == []
    assert wanted("frobnicate the widgets from ") == [Relations()]
