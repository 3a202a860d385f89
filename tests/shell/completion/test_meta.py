r"""Meta-commands as they are typed: what no case of one line can say."""

from __future__ import annotations

import os
import random
import re
import time
from typing import TYPE_CHECKING, Annotated

import pytest
from tests.psql.scripts import SCRIPTS

from tenantsh.commands import kinds
from tenantsh.commands.kinds import Named
from tenantsh.commands.registry import REGISTRY, Reads, command
from tenantsh.model.catalog import Catalog, Column, Function, Key, Organization, Relation, Thing
from tenantsh.model.named import Names
from tenantsh.shell.completion import Candidate, Person, complete
from tenantsh.shell.completion.suggest import suggest
from tenantsh.shell.completion.wanted import Filter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tenantsh.commands.context import Context

SHOP = Catalog(
    database="shop",
    schemas=("public", "billing"),
    relations=Names(
        [
            Relation(1, "public", "orders", "r"),
            Relation(2, "public", "users", "r"),
            Relation(3, "billing", "orders", "r"),
            Relation(4, "public", "users_pkey", "i", 2),
        ]
    ),
    columns={1: (Column("id", "bigint"), Column("data", "jsonb")), 2: (Column("email", "text"),)},
    functions=Names([Function("public", "current_org", "f"), Function("pg_catalog", "now", "f")]),
    things={"role": Names([Thing("app"), Thing("Big Boss")]), "operator": Names([Thing("@>"), Thing("=")])},
    keys={(1, "data"): (Key("tier", ("string",), values=("free", "premium")), Key("seats", ("number",)))},
    organizations=(Organization("42", "Acme"), Organization("43", "Acme Labs"), Organization("44", "It's")),
)


def offered(text: str, person: Person | None = None, catalog: Catalog = SHOP) -> list[Candidate]:
    """The candidates at the bar of a text."""
    cursor = text.index("¦")
    return complete(text.replace("¦", ""), cursor, catalog, person=person or Person())


def texts(text: str, person: Person | None = None, catalog: Catalog = SHOP) -> list[str]:
    return [candidate.text for candidate in offered(text, person, catalog)]


def typed(text: str, person: Person | None = None) -> str:
    """The text up to the cursor, once the first candidate is taken."""
    first = offered(text, person)[0]
    return text[: first.start] + first.text


def test_a_backslash_alone_offers_every_command_the_usual_ones_first() -> None:
    everything = texts("\\¦")
    assert everything[:3] == [r"\d", r"\dt", r"\df"]
    assert set(everything) == {entry.name for entry in REGISTRY}


@pytest.mark.parametrize("before", ["select 1 ", "select 1\n", "select *\nfrom orders\n  "])
def test_behind_a_statement_the_commands_that_send_it_come_first(before: str) -> None:
    assert texts(before + "\\¦")[:2] == [r"\g", r"\gx"]
    for nothing in ("select 1;\n", "\\x\n", "-- a comment\n", "\n"):
        assert texts(nothing + "\\¦")[:2] == [r"\d", r"\dt"]


def test_a_command_is_offered_with_its_arguments_and_what_it_does() -> None:
    first = offered(r"\du¦")[0]
    assert (first.text, first.kind, first.detail) == (r"\du", "command", "[PATTERN] List roles")


def test_a_second_name_comes_behind_the_first_ones() -> None:
    found = texts(r"\co¦")
    assert found.index(r"\connect") > found.index(r"\conninfo")


def test_commands_of_a_newer_psql_are_not_offered() -> None:
    assert r"\bind" not in texts(r"\bi¦", catalog=Catalog(version=150000))
    assert r"\bind" in texts(r"\bi¦", catalog=Catalog(version=160000))


def test_a_lone_command_is_looked_up_without_importing_the_others() -> None:
    assert texts(r"\x ¦") == ["on", "off", "auto"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (r"\dt us¦", r"\dt users"),
        (r"\dt public.us¦", r"\dt public.users"),
        (r'\du "Bi¦', r'\du "Big Boss"'),
        (r"\du Bi¦", r'\du "Big Boss"'),
        (r"select 1 \x \du ap¦", r"select 1 \x \du app"),
        (r"\do @¦", r"\do @>"),
        (r"\h create ta¦", r"\h create table"),
        (r"\g (format=csv footer=o¦", r"\g (format=csv footer=on"),
        (r"\org it¦", r"\org 'It''s'"),
        (r"\org Acme La¦", r"\org 'Acme Labs'"),
        (r"\echo :'DBN¦", r"\echo :'DBNAME'"),
        ("select 1;\n\\dt us¦", "select 1;\n\\dt users"),
        (r"\copy us¦", r"\copy users"),
        (r"\pset null '(n¦", r"\pset null '(null)"),
        ("\\dt us¦ers\nselect 1", "\\dt users"),
    ],
)
def test_a_candidate_stands_where_it_belongs(text: str, wanted: str) -> None:
    assert typed(text) == wanted


def test_organizations_are_offered_by_name_and_by_id() -> None:
    assert texts(r"\org ¦") == ["Acme", "42", "'Acme Labs'", "43", "'It''s'", "44"]
    assert texts(r"\org 4¦") == ["42", "43", "44"]
    assert texts(r"\org 'Acme L¦") == ["Acme Labs"]
    assert [candidate.detail for candidate in offered(r"\org 42¦")] == ["Acme"]
    assert texts(r"\orgs lab¦") == ["'Acme Labs'"]


def test_a_person_s_own_variables_come_before_the_shell_s() -> None:
    person = Person(variables={"customer": "42", "DBNAME": "shop"})
    assert texts(r"\echo :¦", person)[0] == ":customer"
    assert offered(r"\echo :¦", person)[0].detail == "42"
    assert texts("select :'cus¦", person)[0] == ":'customer'"
    assert texts(r"\if ¦", person)[0] == ":customer"


def test_the_value_that_a_variable_has_is_told() -> None:
    person = Person(variables={"VERBOSITY": "terse"})
    now = [candidate.text for candidate in offered(r"\set VERBOSITY ¦", person) if candidate.detail == "as it is now"]
    assert now == ["terse"]


def test_no_variable_is_offered_where_psql_replaces_none() -> None:
    assert texts(r"\echo ':DB¦") == []
    assert texts(r"\! echo :DB¦") == []


# Files.


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with all kinds of names in it."""
    for name in ("load.sql", "list.txt", "it's.sql", "my file.sql", ".hidden.sql", "notes:1.sql", "old.sql~"):
        (tmp_path / name).touch()
    for name in ("scripts", "my folder", "__pycache__"):
        (tmp_path / name).mkdir()
    (tmp_path / "scripts" / "one.sql").touch()
    (tmp_path / "my folder" / "two.sql").touch()
    return tmp_path


def test_scripts_come_first_then_folders_then_other_files(folder: Path) -> None:
    found = texts(r"\i ¦", Person(folder=folder))
    assert set(found[:4]) == {"load.sql", r"'it''s.sql'", "'my file.sql'", "'notes:1.sql'"}
    assert {"scripts/", "'my folder'/"} == set(found[4:6])
    assert found.index("list.txt") > 5
    assert ".hidden.sql" not in found


def test_a_hidden_file_is_offered_once_a_dot_is_typed(folder: Path) -> None:
    assert texts(r"\i .¦", Person(folder=folder)) == [".hidden.sql"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (r"\i lo¦", r"\i load.sql"),
        (r"\i scripts/¦", r"\i scripts/one.sql"),
        (r"\i ./scripts/on¦", r"\i ./scripts/one.sql"),
        (r"\i my¦", r"\i 'my file.sql'"),
        (r"\i 'my fi¦", r"\i 'my file.sql"),
        (r"\i 'my folder'/¦", r"\i 'my folder'/two.sql"),
        (r"\i 'my folder/¦", r"\i 'my folder/two.sql"),
        (r"\i 'it¦", r"\i 'it''s.sql"),
        (r"\i it¦", r"\i 'it''s.sql'"),
        (r"\i not¦", r"\i 'notes:1.sql'"),
        (r"\cd s¦", r"\cd scripts/"),
        (r"\cd 'my¦", r"\cd 'my folder/"),
        (r"\o scr¦", r"\o scripts/"),
        (r"\g (format=csv) lo¦", r"\g (format=csv) load.sql"),
        (r"\! cat scripts/o¦", r"\! cat scripts/one.sql"),
        (r"\! cat *.sql it¦", r"""\! cat *.sql 'it'"'"'s.sql'"""),
        (r"\! cat 'my fi¦", r"\! cat 'my file.sql"),
        (r"\o | cat > scripts/on¦", r"\o | cat > scripts/one.sql"),
        (r"\copy users from lo¦", r"\copy users from load.sql"),
        (r"\copy users from scripts/on¦", r"\copy users from scripts/one.sql"),
        (r"\copy users from 'my fi¦", r"\copy users from 'my file.sql"),
        (r"\copy users from my\ fi¦", None),
        (r"\copy users from it¦", r"\copy users from 'it''s.sql'"),
        (r"\copy (select 1) to 'scripts/on¦", r"\copy (select 1) to 'scripts/one.sql"),
        ("copy users from 'lo¦", "copy users from 'load.sql"),
        ("copy users from 'scripts/on¦", "copy users from 'scripts/one.sql"),
        ("copy users from 'my fo¦", "copy users from 'my folder/"),
        (r"\w lo¦", r"\w load.sql"),
        (r"\e lo¦", r"\e load.sql"),
        (r"\lo_import lo¦", r"\lo_import load.sql"),
        (r"\lo_export 1234 lo¦", r"\lo_export 1234 load.sql"),
        (r"\ir scripts/¦", r"\ir scripts/one.sql"),
        (r'\i "lo¦', None),
    ],
)
def test_a_path_is_completed_in_the_quotes_that_it_needs(folder: Path, text: str, wanted: str | None) -> None:
    if wanted is None:
        assert texts(text, Person(folder=folder)) == []
    else:
        assert typed(text, Person(folder=folder)) == wanted


def test_what_is_typed_in_quotes_is_closed_behind_a_file_and_not_behind_a_folder(folder: Path) -> None:
    found = {candidate.text: candidate.after for candidate in offered(r"\i 'my¦", Person(folder=folder))}
    assert found == {"my file.sql": "'", "my folder/": ""}


def test_only_folders_are_offered_where_one_is_gone_to(folder: Path) -> None:
    assert set(texts(r"\cd ¦", Person(folder=folder))) == {"scripts/", "'my folder'/", "__pycache__/"}


def test_a_home_folder_is_known(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    assert texts(r"\i ~¦", Person(folder=folder))[0] == "~/"
    assert texts(r"\i ~/lo¦")[0] == "load.sql"


@pytest.mark.parametrize("path", ["nowhere/", "load.sql/", "\0/", "x" * 5000 + "/"])
def test_a_folder_that_cannot_be_read_offers_nothing(folder: Path, path: str) -> None:
    assert texts(rf"\i {path}¦", Person(folder=folder)) == []


def test_a_name_that_cannot_be_typed_is_not_offered(tmp_path: Path) -> None:
    for name in (b"bad\xff.sql", b"new\nline.sql", b"good.sql"):
        with open(os.path.join(os.fsencode(tmp_path), name), "wb"):  # noqa: PTH118, PTH123 - no path of Python's
            pass
    assert texts(r"\i ¦", Person(folder=tmp_path)) == ["good.sql"]


def test_a_huge_folder_does_not_hold_up_typing(tmp_path: Path) -> None:
    for number in range(8000):
        (tmp_path / f"file{number:05}").touch()
    complete(r"\i ", 3, SHOP, person=Person(folder=tmp_path))

    def key() -> float:
        before = time.process_time()
        assert complete(r"\i f", 4, SHOP, person=Person(folder=tmp_path))
        return time.process_time() - before

    assert min(key() for _ in range(5)) < 0.1  # 20 ms where nothing else runs; the whole folder would take longer


# Commands that others will register.


@pytest.fixture
def unregistered() -> Iterator[None]:
    """Takes away what a test registers."""
    before = dict(REGISTRY._commands)
    yield
    REGISTRY._commands = before


def test_a_filter_is_wanted_behind_a_table_or_one_of_its_columns() -> None:
    assert texts(r"\filter or¦")[0] == "orders"
    assert texts(r"\filter ¦")[0] == "orders"
    assert "users" not in texts(r"\filter ¦")  # which has no documents
    assert texts(r"\filter orders.¦") == ["data"]
    assert texts(r"\filter public.¦") == ["orders"]
    text = r"\filter orders.data tier=premium se"
    wish = suggest(text, len(text), REGISTRY)
    assert wish is not None
    filters = [kind for kind in wish.wanted if isinstance(kind, Filter)]
    assert [(kind.of.name, kind.of.sources[0].name, kind.text) for kind in filters] == [
        ("data", "orders", "tier=premium se"),
        ("", "data", "tier=premium se"),  # or the table `data` in a schema `orders`
    ]


def test_months_in_a_folder_of_cold_storage_are_offered_the_newest_first(tmp_path: Path) -> None:
    for month in ("public.orders/2024-03", "public.orders/2025-10", "public.users/2020-01"):
        (tmp_path / month).mkdir(parents=True)
        (tmp_path / month / "manifest.json").touch()
    (tmp_path / "public.orders" / "2026-01").mkdir()  # of a run that did not come to its end
    person = Person(storage=str(tmp_path))
    assert texts(r"\cold orders ¦", person) == ["2025-10", "2024-03", "WHERE", "ORDER BY", "LIMIT"]
    assert texts(r"\cold public.orders 2024¦", person) == ["2024-03"]
    assert texts(r"\cold orders 2024-03 ¦", person) == ["WHERE", "ORDER BY", "LIMIT"]
    assert texts(r"\cold billing.orders ¦", person) == texts(r"\cold orders ¦") == ["WHERE", "ORDER BY", "LIMIT"]
    for elsewhere in (str(tmp_path / "missing"), "s3://bucket/cold"):
        assert texts(r"\cold orders 2¦", Person(storage=elsewhere)) == []


def test_archived_rows_are_asked_for_with_the_clauses_of_a_query_on_their_table() -> None:
    assert texts(r"\cold or¦")[0] == "orders"
    assert texts(r"\cold orders 2024-03 ¦") == ["WHERE", "ORDER BY", "LIMIT"]
    assert texts(r"\cold orders wh¦") == ["where"]
    assert texts(r"\cold orders 2024-03 where da¦")[0] == "data"
    assert texts(r"\cold users 2024-03 where email = 'x' order by em¦")[0] == "email"


@pytest.mark.usefixtures("unregistered")
def test_a_filter_may_be_one_of_many_words() -> None:
    @command(r"\keep", "TABLE[.COLUMN] EXPR...", group="General")
    def handler(_ctx: Context, _column: kinds.JsonColumn, *_words: kinds.Filter) -> None:
        """Show the rows that fit a filter."""

    wish = suggest(r"\keep orders a=1 b", 18, REGISTRY)
    assert wish is not None
    assert [kind.text for kind in wish.wanted if isinstance(kind, Filter)] == ["a=1 b"]


Plan = Annotated[str, Named("role")]


@pytest.mark.usefixtures("unregistered")
def test_a_statement_may_follow_a_command_s_other_arguments() -> None:
    @command(r"\as_role", "ROLE STATEMENT", group="General", reads=Reads.ITSELF)
    def handler(_ctx: Context, _role: Plan, _statement: kinds.Statement) -> None:
        """Run a statement as a role."""

    assert texts(r"\as_role ap¦") == ["app"]
    assert "users" in texts(r"\as_role app select * from us¦")
    assert typed(r"\as_role app select * from us¦") == r"\as_role app select * from users"


# Whatever is typed.


def lines() -> list[str]:
    """The lines with meta-commands of the scripts that psql itself is compared on."""
    found = [
        line
        for script in SCRIPTS.glob("*/*.sql")
        for line in script.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        if "\\" in line
    ]
    return sorted(set(found))


def test_nothing_that_scripts_hold_is_too_much() -> None:
    every = random.Random(0).sample(lines(), 150)
    for line in every:
        for cursor in range(len(line) + 1):
            complete(line[:cursor], cursor, SHOP)
        complete(line, len(line) // 2, SHOP)


def test_no_nonsense_is_too_much() -> None:
    chance = random.Random(1)
    pieces = [
        *(f"{entry.name} " for entry in REGISTRY), "'", '"', "`", ":", ":{?", "(", ")", "=", "\\", "\\\\", "|", "\n",
        " ", "users", "é", "\0", "$$", ".", "*", "to ", "from ", "-", "/", "~", "\udc80",
    ]  # fmt: skip
    for _ in range(1500):
        text = "".join(chance.choices(pieces, k=chance.randrange(1, 8)))
        complete(text, chance.randrange(len(text) + 1), SHOP)


def test_a_name_is_never_offered_beyond_what_was_asked_for() -> None:
    assert not any(re.search(r"\s", text) for text in texts(r"\dt ¦"))


def test_help_on_a_command_is_asked_by_its_name_with_the_backslash() -> None:
    assert {r"\d", r"\org"} <= set(texts(r"\? \¦"))
    assert texts(r"\? \filt¦") == [r"\filter"]
