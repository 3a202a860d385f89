"""What stands behind the magics, read."""

from __future__ import annotations

import pytest
from psycopg.conninfo import conninfo_to_dict

from tenantsh.model.errors import UsageError
from tenantsh.notebook.asked import Opening, Run, Shown, Using, read_cell, read_line


@pytest.mark.parametrize(
    "line",
    [
        r"\d users",
        r"\d+ users;",
        r"\?",
        "select 1",
        "select 'a' -- '",
        "with x as (select 1) select * from x",
        "(select 1)",
        "select '{\"a\": 1}'::jsonb ? 'a', $$x$$",
    ],
)
def test_sql_and_commands_arrive_as_they_stand(line: str) -> None:
    assert read_line(f"  {line} ") == Run("default", line)
    assert read_line(f"--name support {line}") == Run("support", line)
    assert read_line(f"--name=support {line}") == Run("support", line)


@pytest.mark.parametrize(
    "line",
    [
        "--org 42 host=/tmp port=5432 user=eng",
        "host=/tmp port=5432 user=eng --org 42",
        "'host=/tmp port=5432 user=eng' --org=42",
        "--org 42 -h /tmp -p 5432 -U eng",
    ],
)
def test_a_connection_string_needs_no_quotes(line: str) -> None:
    asked = read_line(line)
    assert isinstance(asked, Opening)
    given = dict(part.split("=") for part in asked.options.conninfo.replace("'", "").split())
    assert given == {"host": "/tmp", "port": "5432", "user": "eng"}
    assert asked.options.org == "42"


def test_a_uri_opens_a_session() -> None:
    asked = read_line("postgresql://eng@localhost/db --org Acme")
    assert isinstance(asked, Opening)
    assert (asked.options.org, "localhost" in asked.options.conninfo) == ("Acme", True)


def test_every_flag_of_a_session_is_understood() -> None:
    asked = read_line(
        "--demo --org 42 --user a@b.c --role org_admin --write --reason 'case 12' --profile p --convention c --i-know"
    )
    assert isinstance(asked, Opening)
    options = asked.options
    assert (options.demo, options.user, options.role, options.write) == (True, "a@b.c", "org_admin", True)
    assert (options.reason, options.profile, options.convention, options.i_know) == ("case 12", "p", "c", True)


def test_a_value_with_a_blank_and_a_quote_reaches_libpq_whole() -> None:
    asked = read_line(r"""host=/tmp password="it's \\ me" --org 42""")
    assert isinstance(asked, Opening)
    assert conninfo_to_dict(asked.options.conninfo)["password"] == r"it's \ me"


@pytest.mark.parametrize("line", ["--org 42 select 1", "--org", "--orgg 42", "--reason 'case", "--demo --org 42 users"])
def test_a_line_that_cannot_be_understood_is_a_usage_error(line: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_line(line)
    assert caught.value.hint


def test_a_cell_names_its_variable_and_its_session() -> None:
    assert read_cell("", "select 1") == Run("default", "select 1")
    assert read_cell("df", "select 1") == Run("default", "select 1", "df")
    assert read_cell("--name support df", "select 1") == Run("support", "select 1", "df")


@pytest.mark.parametrize("line", ["df x", "1df", "class", "--org 42", "--demo", "--name"])
def test_a_cell_line_that_cannot_be_understood_is_a_usage_error(line: str) -> None:
    with pytest.raises(UsageError):
        read_cell(line, "select 1")


def test_flags_say_how_a_cell_is_run() -> None:
    shown = Shown("polars", None, 5)
    flags = '--engine polars --max-rows=5 --params {"a": [1, "b c"]} --name support'
    assert read_cell(f"df {flags}", "x") == Run("support", "x", "df", {"a": [1, "b c"]}, shown)
    assert read_line(f"{flags} select '--engine'") == Run(
        "support", "select '--engine'", None, {"a": [1, "b c"]}, shown
    )


def test_python_s_sessions_are_named_by_use() -> None:
    assert read_line("--use mine --name support") == read_line("--name support --use $mine") == Using("support", "mine")
    assert read_line("--use mine") == Using("default", "mine")


@pytest.mark.parametrize("line", ["--params {'a': 1} select 1", "--max-rows x select 1", "--params {} --org 42"])
def test_flags_that_do_not_fit_are_usage_errors(line: str) -> None:
    with pytest.raises(UsageError):
        read_line(line)


def test_a_flag_that_means_a_variable_has_its_text_as_one_value() -> None:
    def meant(written: str) -> str:
        return {":odd": "'it' --write\\ $x {y}", ":name": "two words"}.get(written, written)

    asked = read_line("--org :odd --user=:odd --name :name host=:odd password=:odd", meant)
    assert isinstance(asked, Opening)
    options = asked.options
    assert (options.org, options.user, options.write, asked.name) == (meant(":odd"), meant(":odd"), None, "two words")
    assert conninfo_to_dict(options.conninfo) == {"host": meant(":odd"), "password": meant(":odd")}
    alone = read_line("--org 42 password=:odd", meant)
    assert isinstance(alone, Opening)
    assert conninfo_to_dict(alone.options.conninfo) == {"password": meant(":odd")}
    assert read_line("--name :name select :odd", meant) == Run("two words", "select :odd")
    assert read_cell("df --name :name", "select :odd", meant) == Run("two words", "select :odd", "df")
    assert read_line("--use :odd --name :name", meant) == Using("two words", "odd")
