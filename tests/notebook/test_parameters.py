"""Python's variables in SQL: parameters on the server, and nothing else of a text is touched."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from tests.db.python_values import DAY, SOME, TYPED

from tenantsh.model.errors import StatementError, UsageError

if TYPE_CHECKING:
    from tests.notebook.conftest import Notebook
    from tests.pgcluster import Cluster

REFUSED: list[tuple[Any, str]] = [
    (print, ":v is a builtin_function_or_method, which is no value of PostgreSQL's"),
    (pytest, ":v is a module, which is no value"),
    (int, ":v is a class (int), which is no value"),
    (pd.DataFrame({"a": [1]}), "  hint: one of its columns is an array: :v.a"),
    ((n for n in [1]), "  hint: a list of it: it could be read only once"),
    ([1, "a"], ":v is a list of mixed types: int, str"),
    ([1, [2]], ":v has lists of different lengths in it"),
    ([[1], [1, 2]], ":v has lists of different lengths in it"),
    ([1, object()], "an element of :v is an object"),
    ({"a": float("nan")}, ":v is no JSON: Out of range float values"),
    ({"a": object()}, ":v is no JSON: an object in it has no form in JSON"),
    ("a\0b", ":v has the character NUL in it"),
    ("\ud800", ":v is no text"),
    (pd.Timestamp("2024-01-01 00:00:00.000000001"), ":v has nanoseconds"),
    (1j, ":v is a complex"),
]
"""Values that cannot be parameters, and words of why."""


def _only(notebook: Notebook, sql: str, **variables: Any) -> Any:
    notebook.ip.user_ns.update(variables)
    frame = notebook.value(f"%%tenantsh\n{sql}")
    assert frame.shape == (1, 1)
    return frame.iloc[0, 0]


def _error(notebook: Notebook, sql: str, magic: str = "%%tenantsh", **variables: Any) -> str:
    notebook.ip.user_ns.update(variables)
    seen = notebook.cell(f"{magic}\n{sql}")
    assert isinstance(seen.error, UsageError), seen
    return str(seen.error)


def test_a_variable_is_a_parameter_of_its_type(acme: Notebook) -> None:
    acme.cell("%tenantsh set timezone = 'UTC'")
    for value, type_, text in TYPED:
        found = _only(acme, "select pg_typeof(:v)::text || '=' || (:v)::text", v=value)
        assert found == f"{type_}={text}", repr(value)


def test_a_text_is_a_parameter_and_never_pasted(acme: Notebook) -> None:
    for text in ("it's", "'; select 'pwned' --", "", "é😀\n", "$1 :v %s"):
        assert _only(acme, "select :v", v=text) == text


def test_a_text_without_a_type_is_explained(acme: Notebook) -> None:
    acme.ip.user_ns["v"] = "x"
    assert ":name::text says that it is text" in str(acme.cell("%tenantsh select jsonb_build_object('a', :v)").error)
    assert _only(acme, "select jsonb_build_object('a', :v::text)::text") == '{"a": "x"}'


def test_texts_take_the_type_that_stands_where_they_are(acme: Notebook) -> None:
    assert _only(acme, "select '2024-02-29'::date = :day and id = any(:ids) from (select :id::uuid) as t(id)",
                 day="2024-02-29", ids=[str(SOME)], id=str(SOME))  # fmt: skip
    assert _only(acme, "select '{\"a\": 1}'::jsonb @> :part", part={"a": 1})


def test_what_is_missing_is_null(acme: Notebook) -> None:
    for value in (None, pd.NA, pd.NaT, np.datetime64("NaT")):
        assert _only(acme, "select :v::int is null", v=value), repr(value)


def test_a_list_behind_which_jsonb_stands_is_a_document(acme: Notebook) -> None:
    rows = [{"a": 1}, {"a": 2.5}]
    assert _only(acme, "select sum(a) from jsonb_to_recordset(:rows::jsonb) as t(a numeric)", rows=rows) == Decimal(
        "3.5"
    )
    assert _only(acme, "select count(*) from unnest(:rows::jsonb[]) as t", rows=rows) == 2


def test_a_column_of_a_frame_is_an_array(acme: Notebook) -> None:
    people = pd.DataFrame({"id": [1, 2], "Full name": ["a", "b"]})
    assert _only(acme, "select 2 = any(:people.id) and 'b' = any(:people.\"Full name\")", people=people)
    assert _only(acme, "select 2 = any(:people.id)", people=pl.DataFrame(people))
    error = _error(acme, "select :people.ids", people=people)
    assert error == ":people.ids: the frame has no such column\n  hint: did you mean id?"


def test_what_a_cell_gave_selects_in_the_next(acme: Notebook) -> None:
    acme.cell("%%tenantsh chosen\nselect resource_id, org_id from resources order by 1 limit 5")
    frame = acme.value(
        "%%tenantsh\nselect count(*), min(org_id) from resources where resource_id = any(:chosen.resource_id)"
    )
    assert list(frame.iloc[0]) == [5, 42]


def test_one_variable_is_one_parameter(acme: Notebook) -> None:
    acme.ip.user_ns["unit"] = "month"
    frame = acme.value(
        "%%tenantsh\nselect date_trunc(:unit, created_at) from resources group by date_trunc(:unit, created_at)"
    )
    assert frame.attrs["parameters"] == {"unit": "str"}
    assert frame.attrs["query"].count("$1") == 2


def test_frames_tell_the_shapes_of_parameters_and_no_values(acme: Notebook) -> None:
    acme.ip.user_ns.update(ids=["s3cret", "b"], n=5)
    frame = acme.value("%%tenantsh\nselect :ids::text[] is null, :n + 1")
    assert frame.attrs["parameters"] == {"ids": "list of 2 str", "n": "int"}


def test_nothing_else_of_a_text_is_a_reference(acme: Notebook) -> None:
    acme.ip.user_ns.update(a=1, b=2, x=3, int=4, text=5, n=6)
    for sql, value in (
        ("select ':a :b'", ":a :b"),
        ("select $$:a$$ || $q$:b$q$", ":a:b"),
        ("select E'\\':a' -- :b", "':a"),
        ("select /* :a /* :b */ :x */ 'x'::text", "x"),
        ("select '{\"a\": {\"b\": 1}}'::jsonb->'a'->>'b'", "1"),
        ("select '5'::int::text", "5"),
        ("select (1 << 3)::text", "8"),
        ("select jsonb_path_query_first('{\"a\": 1}', '$.a ? (@ == $x)', '{\"x\": 1}')::text", "1"),
        ("select make_interval(days := 2)::text", "2 days"),
        ("select ':\"a\"'", ':"a"'),
    ):
        assert str(_only(acme, sql)) == value


def test_bounds_of_a_slice_are_let_be_and_may_be_variables(acme: Notebook) -> None:
    array = "(array[10,20,30,40])"
    assert _only(acme, f"select {array}[2:3]::text") == "{20,30}"
    assert _only(acme, f"select (a[lo:hi])::text from (select {array}, 1, 2) as t(a, lo, hi)") == "{10,20}"
    assert _only(acme, f"select ({array}[:first : :last])::text", first=1, last=3) == "{10,20,30}"
    assert _only(acme, "select array[:first, :last]::text", first=1, last=3) == "{1,3}"
    assert _error(acme, "select array[:nowhere]").startswith("nothing is called nowhere")


def test_an_unknown_name_is_an_error_before_anything_is_sent(acme: Notebook) -> None:
    acme.ip.user_ns["org_ids"] = [1]
    assert _error(acme, "select * from nowhere where id = :org_idz") == (
        "nothing is called org_idz, and :org_idz stands for something\n"
        "  why:  it was looked for in --params, Python's variables, and what \\set has set; nothing was sent\n"
        "  hint: did you mean :org_ids?"
    )


def test_ipython_s_own_names_are_no_variables(acme: Notebook) -> None:
    acme.cell("1 + 1")
    for name in ("In", "Out", "exit", "quit", "get_ipython", "_", "__", "_i", "_ih", "_oh", "__name__", "len", "id"):
        assert _error(acme, f"select :{name}").startswith(f"nothing is called {name},")
    assert _only(acme, "select :exit + :_mine", exit=5, _mine=1) == 6


def test_what_cannot_be_a_parameter_is_told_with_its_name(acme: Notebook) -> None:
    for value, words in REFUSED:
        assert words in _error(acme, "select :v", v=value)


def test_what_set_has_set_is_pasted_where_python_has_no_such_name(acme: Notebook) -> None:
    assert _only(acme, "\\set low 5\nselect :low + 1") == 6
    assert _only(acme, "select :low + 1", low=10) == 11
    acme.cell("%%tenantsh\nselect 7 as seven \\gset")
    assert _only(acme, "select :seven") == 7
    assert (
        _only(acme, "\\set low 5\n\\if :{?nowhere}\nselect 1;\n\\else\nselect :'low' || 'x'\n\\endif", low="it's")
        == "it'sx"
    )


def test_quoted_references_are_text_for_where_no_parameter_can_be(acme: Notebook) -> None:
    acme.ip.user_ns.update(table="users", zone="Asia/Kolkata", column='Odd "name"')
    acme.cell("%tenantsh set timezone = :'zone'")
    assert _only(acme, "show timezone") == "Asia/Kolkata"
    assert list(acme.value('%tenantsh select 1 as :"column"').columns) == ['Odd "name"']
    assert acme.value(r"%tenantsh \d :table").attrs["title"] == 'Table "public.users"'
    assert ":ids has no text" in _error(acme, "\\echo :ids", ids=[1])


def test_where_no_parameter_can_be_the_server_s_error_is_explained(acme: Notebook) -> None:
    acme.ip.user_ns["v"] = [1, 2]
    seen = acme.cell("%tenantsh select 1 where 1 in :v")
    assert isinstance(seen.error, StatementError)
    assert "= any(:v) instead of IN :v" in str(seen.error)


def test_a_name_is_not_joined_to_the_word_before_it(acme: Notebook) -> None:
    assert _only(acme, "select:n", n=5) == 5


def test_dead_branches_need_no_values(acme: Notebook) -> None:
    assert _only(acme, "\\if false\nselect :nowhere;\n\\endif\nselect 1") == 1


def test_values_go_along_when_a_query_is_sent_again(acme: Notebook) -> None:
    assert _only(acme, "select :n", n=5) == 5
    acme.ip.user_ns["n"] = 6
    assert list(acme.value(r"%tenantsh \g").iloc[0]) == [5]
    assert acme.cell(r"%tenantsh select :n as n \gset").error is None
    assert acme.cell(r"%tenantsh \echo :'n'").out == "'6'\n"


def test_a_reset_buffer_forgets_its_values(acme: Notebook) -> None:
    assert _only(acme, "select :n, \\r\nselect :m", n=5, m=6) == 6


def test_statements_of_one_cell_have_their_own_values(acme: Notebook) -> None:
    seen = acme.cell("n = 1\nm = 2\nget_ipython().run_cell_magic('tenantsh', '', 'select :n as x; select :m as x')")
    assert [bundle["text/plain"].split()[-1] for bundle in seen.shown] == ["1", "2"]


def test_variables_of_a_function_are_seen_from_its_lines(acme: Notebook) -> None:
    acme.cell("def ask(inner):\n    found = %tenantsh select :inner + 1 as n\n    return found\n")
    assert list(acme.value("ask(41)")["n"]) == [42]


def test_bind_is_either_psql_s_or_python_s(acme: Notebook, pg: Cluster) -> None:
    if pg.major < 16:
        pytest.skip(r"\bind came with 16, \parse with 18")
    assert _error(acme, "select :n, $2 \\bind 1 2 \\g", n=1).startswith(
        ":n is a parameter already, and so \\bind is not"
    )
    if pg.major < 18:
        return
    assert _error(acme, "select :n \\parse stmt", n=1).startswith(":n is a parameter already, and so \\parse is not")


def test_what_gexec_sends_is_not_looked_at(acme: Notebook) -> None:
    acme.ip.user_ns["n"] = 1
    seen = acme.cell("%%tenantsh\nselect $$select ':n' || (array[1,2])[1:n]::text from (select 1) t(n)$$ \\gexec")
    assert list(seen.value.iloc[0]) == [":n{1}"]


def test_params_come_before_variables(acme: Notebook) -> None:
    acme.ip.user_ns.update(n=1, given={"n": 3, "names": ["a"]})
    for magic in ("--params $given", "--params given", "--params={'n': 3}".replace("'", '"'), '--params {"n": 3}'):
        assert list(acme.value(f"%%tenantsh df {magic}\nselect :n as n")["n"]) == [3]
        assert list(acme.value(f"%tenantsh {magic} select :n as n")["n"]) == [3]
    for line in ("""--params '{"n": 4}' --name default""", """--name default --params {"n": 4}"""):
        assert list(acme.value(f"%tenantsh {line} select :n as n")["n"]) == [4]
        assert list(acme.value(f"%%tenantsh {line}\nselect :n as n")["n"]) == [4]


@pytest.mark.parametrize("given", ["{n: 1}", "'[1]'", "$nowhere", "len", "n"])
def test_params_that_are_none_are_told(acme: Notebook, given: str) -> None:
    assert "--params" in _error(acme, "select 1", f"%%tenantsh --params {given}", n=1)


def test_a_hundred_thousand_values_are_one_parameter(acme: Notebook) -> None:
    assert _only(acme, "select count(*) from unnest(:many) as t", many=list(range(100_000))) == 100_000


def test_wrongly_typed_values_are_the_server_s_affair(acme: Notebook) -> None:
    acme.ip.user_ns["v"] = "x"
    seen = acme.cell("%tenantsh select 1 + :v::int")
    assert isinstance(seen.error, StatementError)
    assert seen.error.sqlstate == "22P02"


@pytest.mark.parametrize("command", [r"\plan", r"\prune"])
def test_a_plan_is_made_with_the_values(acme: Notebook, command: str) -> None:
    acme.ip.user_ns["day"] = DAY
    sql = "select * from events where created_at > :day"
    for text in (rf"%tenantsh {command} {sql}", f"%%tenantsh\n{sql}\n{command}"):
        assert len(acme.value(text)) > 0
    assert len(acme.value(r"%tenantsh \g").columns) > 1
    assert _error(acme, f"{command} select :nowhere").startswith("nothing is called nowhere")


def test_a_filter_takes_values(acme: Notebook) -> None:
    odd, frame = "premium) or (tier=x", pd.DataFrame({"tier": ["premium", "free"]})
    acme.ip.user_ns.update(tier="premium", odd=odd, tiers=["premium"], frame=frame)
    written = acme.value(r"%tenantsh \filter resource_metadata tier=premium !archived")
    assert len(written)
    for asked in (
        "tier=:tier !archived",
        "tier in :tiers !archived",
        "tier=premium (tier=:odd or tier in :frame.tier) !archived",
    ):
        assert acme.value(rf"%tenantsh \filter resource_metadata {asked}").equals(written)
    assert len(acme.value(r"%tenantsh \filter resource_metadata tier=:odd")) == 0
    assert _error(acme, r"\filter resource_metadata tier=:tie").startswith("nothing is called tie,")
    assert _error(acme, r"\filter resource_metadata tier=:frame").startswith(":frame is a DataFrame")


def test_nothing_of_a_cell_is_sent_where_a_later_statement_names_nobody(notebook: Notebook) -> None:
    notebook.open("42", "--write")
    seen = notebook.cell("%%tenantsh\ncreate temporary table kept as select 1 as n;\nselect :nowhere;")
    assert isinstance(seen.error, UsageError)
    assert list(notebook.value("%tenantsh select to_regclass('pg_temp.kept') is null as gone")["gone"]) == [True]


def test_lines_of_a_copy_are_data(notebook: Notebook) -> None:
    notebook.open("42", "--write")
    notebook.cell("%tenantsh create temporary table kept (line text)")
    seen = notebook.cell("%%tenantsh\ncopy kept from stdin;\na:nowhere;\n\\.\nselect line from kept;")
    assert list(seen.value["line"]) == ["a:nowhere;"]


def test_statements_that_take_no_parameter_are_explained(acme: Notebook) -> None:
    acme.ip.user_ns["n"] = 1
    assert "elsewhere :'n' is quoted text" in str(acme.cell("%tenantsh copy (select :n) to stdout").error)
    assert acme.cell("%tenantsh copy (select :'n') to stdout").out == "1\n"
    assert "end each with its semicolon" in str(acme.cell(r"%tenantsh select :n \; select 2").error)


def test_what_an_answer_would_have_is_told_without_values(acme: Notebook) -> None:
    acme.ip.user_ns["n"] = 1
    assert list(acme.value(r"%tenantsh select :n + 1 as x \gdesc")["Type"]) == ["integer"]
    assert acme.value(r"%tenantsh select 1 as a, 'b' as b, :n as c \crosstabview").shape == (1, 2)
