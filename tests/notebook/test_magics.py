"""The magics in a real IPython on a real server."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from tenantsh.db.frames import frames as fetching
from tenantsh.model.errors import Refused, StatementError, UnknownOrganization, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from IPython.core.interactiveshell import InteractiveShell
    from tests.notebook.conftest import Notebook


def test_opening_says_who_one_is_in_one_line(notebook: Notebook) -> None:
    (shown,) = notebook.open("42").shown
    assert shown["text/plain"] == "default: Acme (42) as org_viewer · read only · verified"
    assert "Acme (42)" in shown["text/html"]


def test_an_organization_has_a_name_too(notebook: Notebook) -> None:
    (shown,) = notebook.open("acme").shown
    assert shown["text/plain"].startswith("default: Acme (42)")


def test_the_line_says_that_one_may_write(notebook: Notebook) -> None:
    (shown,) = notebook.open("42", "--write").shown
    assert shown["text/plain"] == "default: Acme (42) as org_member, read and write · verified"


def test_alone_it_says_who_one_is(acme: Notebook) -> None:
    facts = acme.value("%tenantsh").set_index("Who am I")["Verified"]
    assert facts["organization"] == "Acme (42)"
    assert facts["mode"] == "read only, kept by the server"


def test_a_line_of_sql_is_a_frame_of_the_tenants_rows(acme: Notebook) -> None:
    frame = acme.value("%tenantsh select distinct org_id from resources")
    assert isinstance(frame, pd.DataFrame)
    assert list(frame["org_id"]) == [42]
    assert frame.attrs["tenant"]["org"] == "42"
    assert frame.attrs["whose"] == "Acme (42) as org_viewer"


def test_a_line_can_be_assigned(acme: Notebook) -> None:
    seen = acme.cell("df = %tenantsh select 1 as one")
    assert (seen.shown, list(acme.ip.user_ns["df"]["one"])) == ([], [1])


def test_a_semicolon_at_the_end_hides_nothing(acme: Notebook) -> None:
    assert len(acme.cell("%tenantsh select 1 as one;").shown) == 1
    assert len(acme.cell("%%tenantsh\nselect 1 as one;\n").shown) == 1


def test_a_cell_keeps_its_last_table_in_a_variable(acme: Notebook) -> None:
    seen = acme.cell("%%tenantsh df\nselect 1 as one;\nselect 2 as two;\n")
    assert list(acme.ip.user_ns["df"]["two"]) == [2]
    assert seen.value is acme.ip.user_ns["df"]
    assert [list(bundle) for bundle in seen.shown] == [["text/plain", "text/html"]] * 2


def test_a_cell_without_a_table_leaves_no_stale_frame_behind(acme: Notebook) -> None:
    acme.cell("%%tenantsh df\nselect 1")
    acme.cell("%%tenantsh df\nbegin; commit")
    assert acme.ip.user_ns["df"] is None


def test_python_is_not_looked_up_in_sql(acme: Notebook) -> None:
    acme.ip.user_ns["x"] = "injected"
    frame = acme.value("%tenantsh select '{x} $x' as text")
    assert list(frame["text"]) == ["{x} $x"]
    assert list(acme.value("%%tenantsh\nselect '{x} $x' as text")["text"]) == ["{x} $x"]


def test_results_without_a_table_print_their_tag(acme: Notebook) -> None:
    seen = acme.cell("%%tenantsh\nbegin;\nselect 1 as one;\nrollback;\n\\echo done")
    assert seen.out == "BEGIN\nROLLBACK\ndone\n"
    assert list(seen.value["one"]) == [1]


def test_what_is_printed_between_tables_stands_between_them(acme: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "tenantsh.notebook.cells._display", lambda frame: sys.stdout.write(f"{next(iter(frame))} = 1\n")
    )
    seen = acme.cell("%%tenantsh\n\\echo a\nselect 1 as a;\n\\echo b\nselect 2 as b;\n\\echo c\nselect 3 as c")
    assert seen.out == "a\na = 1\nb\nb = 1\nc\n"
    assert list(seen.value["c"]) == [3]
    seen = acme.cell("%%tenantsh\nselect 1 as a;\n\\echo b\nselect 1/0")
    assert seen.out.startswith("a = 1\nb\n")


def test_timing_is_told_behind_each_statement(acme: Notebook) -> None:
    seen = acme.cell("%%tenantsh\n\\timing on\nselect 1 as one;\n\\timing off\nselect 2 as two")
    assert re.fullmatch(r"Timing is on\.\nTime: \d+\.\d{3} ms\nTiming is off\.\n", seen.out)


def test_notices_go_to_standard_error(notebook: Notebook) -> None:
    notebook.open("42", "--allow do-block")
    seen = notebook.cell("%%tenantsh\ndo $$ begin raise notice 'look here'; end $$")
    assert (seen.err, seen.out) == ("NOTICE:  look here\n", "DO\n")


def test_a_copy_prints_what_the_server_sent(acme: Notebook) -> None:
    assert acme.cell("%tenantsh copy (select 'é', 42) to stdout csv").out == "é,42\n"


def test_commands_work_within_a_cell(acme: Notebook) -> None:
    assert len(acme.value("%%tenantsh\n\\set who 42\nselect :who as org\n\\g\n")) == 1
    assert r"\whoami" in acme.cell(r"%tenantsh \?").out


def test_a_description_has_its_parts(acme: Notebook) -> None:
    frame = acme.value(r"%tenantsh \d users")
    assert "email" in set(frame["Column"])
    assert frame.attrs["title"] == 'Table "public.users"'
    assert "tenant_reads" in set(frame.parts["Policies"]["Name"])
    assert frame.attrs["tenant"]["org"] == "42"


def test_of_several_results_the_last_is_the_value_and_the_others_are_shown(acme: Notebook) -> None:
    seen = acme.cell(r"%tenantsh \d org*")
    titles = [bundle["text/plain"].splitlines()[0] for bundle in seen.shown]
    assert titles[0] == 'Table "public.org_members"'
    assert seen.value.attrs["title"] == titles[-1]
    assert len(titles) > 2


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("%tenantsh select nope", StatementError, 'ERROR:  column "nope" does not exist\nLINE 1: select nope\n'),
        ("%tenantsh reset role", Refused, "error: "),
        (r"%tenantsh \nope", UsageError, "error: invalid command \\nope\n  hint: "),
        ("%%tenantsh a b\nselect 1", UsageError, 'error: too many words: "b"\n  hint: '),
        ("%tenantsh --name x select 1", UsageError, 'error: no session is called "x"\n  why:  open are: default (Acme'),
    ],
)
def test_an_error_fails_the_cell_in_its_own_words(
    acme: Notebook, text: str, error: type[BaseException], words: str
) -> None:
    seen = acme.cell(text)
    assert isinstance(seen.error, error)
    told = seen.out.replace("\x1b[1;31m", "").replace("\x1b[0m", "")
    assert told.startswith(words)
    assert "Traceback" not in told + seen.err


def test_after_an_error_the_session_goes_on(acme: Notebook) -> None:
    acme.cell("%tenantsh select 1/0")
    assert list(acme.value("%tenantsh select 1 as one")["one"]) == [1]


def test_a_cell_stops_at_its_first_error_and_shows_what_came_before(acme: Notebook) -> None:
    acme.ip.user_ns["df"] = "as before"
    seen = acme.cell("%%tenantsh df\nselect 1 as one;\nselect 1/0;\n\\echo not reached")
    assert isinstance(seen.error, StatementError)
    assert len(seen.shown) == 1
    assert "not reached" not in seen.out
    assert acme.ip.user_ns["df"] == "as before"


def test_on_error_stop_ends_a_cell_and_not_the_session(acme: Notebook) -> None:
    acme.cell("%%tenantsh\n\\set ON_ERROR_STOP on\nselect 1/0")
    assert list(acme.value("%%tenantsh\nselect 1 as one; select 2 as one")["one"]) == [2]


def test_an_error_in_an_included_file_fails_the_cell(acme: Notebook, tmp_path: Path) -> None:
    file = tmp_path / "two.sql"
    file.write_text("select 1/0;\nselect 2 as two;\n")
    seen = acme.cell(rf"%tenantsh \i {file}")
    assert isinstance(seen.error, StatementError)
    assert seen.shown == []


def test_a_transaction_stays_open_from_cell_to_cell(notebook: Notebook) -> None:
    notebook.open("42", "--write")
    notebook.cell("%%tenantsh\nbegin; create temporary table kept as select 7 as seven")
    assert list(notebook.value("%tenantsh select seven from kept")["seven"]) == [7]
    assert notebook.cell("%tenantsh rollback").out == "ROLLBACK\n"


def test_without_an_organization_nothing_is_opened(notebook: Notebook) -> None:
    seen = notebook.cell(f"%tenantsh {notebook.dsn}")
    assert isinstance(seen.error, UsageError)
    assert "--org" in seen.out


def test_an_unknown_organization_is_told_with_near_names(notebook: Notebook) -> None:
    seen = notebook.cell(f"%tenantsh {notebook.dsn} --org Acmee")
    assert isinstance(seen.error, UnknownOrganization)
    assert "Acme (42)" in seen.out


def test_without_pandas_it_says_what_to_install(acme: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for module in ("notebook.frames", "render.frame.tenant", "render.frame.as_pandas"):
        monkeypatch.delitem(sys.modules, f"tenantsh.{module}", raising=False)
    monkeypatch.setitem(sys.modules, "pandas", None)
    seen = acme.cell("%tenantsh select 1")
    assert isinstance(seen.error, UsageError)
    assert "pip install 'tenantsh[notebook]'" in seen.out


def test_rows_go_to_the_file_that_a_command_names(acme: Notebook, tmp_path: Path) -> None:
    one, all_of_them, copied = (tmp_path / name for name in ("one.txt", "all.txt", "copied.txt"))
    seen = acme.cell(f"%%tenantsh\nselect 1 as a \\g (format=csv) {one}\nselect 2 as b;")
    assert ([shown["text/plain"].split()[-2:] for shown in seen.shown], one.read_text()) == ([["0", "2"]], "a\n1\n")
    seen = acme.cell(
        f"%%tenantsh\n\\o {all_of_them}\nselect 3 as c;\nbegin;\ncommit;\ncopy (select 4) to stdout;\n\\o\n"
    )
    assert (seen.shown, seen.out, seen.error) == ([], "", None)
    assert all_of_them.read_text() == " c \n---\n 3\n(1 row)\n\nBEGIN\nCOMMIT\n4\n"
    seen = acme.cell(f"%tenantsh copy (select 5) to stdout \\g {copied}")
    assert (seen.shown, seen.error, copied.read_text()) == ([], None, "5\n")


def test_what_wants_a_terminal_is_refused(acme: Notebook) -> None:
    for line, what in (
        (r"\e", "a notebook starts no editor"),
        (r"\ef", "a notebook starts no editor"),
        (r"\password", "changing a password needs a plain connection (--unscoped)"),
        ("--demo --unscoped --name dba", "a notebook has no plain sessions"),
    ):
        error = acme.cell(f"%tenantsh {line}").error
        assert isinstance(error, UsageError)
        assert error.what == what
    assert acme.value("%tenantsh select 1 as one")["one"][0] == 1


def test_a_later_cell_goes_on_from_the_last_query(acme: Notebook, tmp_path: Path) -> None:
    acme.cell(r"%tenantsh \filter resource_metadata tier=premium tags~beta !archived")
    written = tmp_path / "all.csv"
    acme.cell(rf"%tenantsh \g (format=csv) {written}")
    assert len(written.read_text().splitlines()) == 1 + len(acme.value(r"%tenantsh \g"))
    acme.cell("%tenantsh select 1 as one")
    assert list(acme.value(r"%tenantsh \g")["one"]) == [1]


def test_another_session_has_a_last_query_of_its_own(acme: Notebook) -> None:
    acme.cell("%tenantsh select 1 as one")
    acme.open("43", "--name", "other")
    acme.cell("%%tenantsh --name other\nselect 2 as two")
    assert list(acme.value(r"%tenantsh \g").columns) == ["one"]


def test_a_filter_s_value_is_its_rows_and_the_report_belongs_to_them(acme: Notebook) -> None:
    seen = acme.cell(r"%tenantsh \filter+ resource_metadata tier=premium")
    assert set(seen.value["org_id"]) == {42}
    (title, report), *_ = seen.value.parts.items()
    assert title == "Filter on resource_metadata.data"
    (count,) = report[report["what"] == "matches"]["value"]
    assert seen.value.attrs["footers"] == [f"(10 of {count} rows)"]
    shown = seen.shown[0]["text/html"]
    assert "none serves it for this role" in shown
    assert "<br>ALTER TABLE public.resource_metadata<br>" in shown


def test_an_engine_gives_its_frames_beneath_a_caption(acme: Notebook) -> None:
    seen = acme.cell("%%tenantsh df --engine polars\nselect 1 as n; select 2 as n")
    assert isinstance(acme.ip.user_ns["df"], pl.DataFrame)
    texts = [bundle["text/plain"] for bundle in seen.shown]
    assert texts[0] == texts[2] == "Acme (42) as org_viewer · 1 row · verified"
    assert acme.ip.user_ns["df"].to_dicts() == [{"n": 2}]
    assert isinstance(acme.value("%tenantsh --engine=arrow select 1 as n"), pa.Table)
    frame = acme.value("%tenantsh --dtypes pyarrow select 1::int2 as n")
    assert str(frame.dtypes["n"]) == "int16[pyarrow]"


def test_rows_beyond_max_rows_are_left_out_and_told(acme: Notebook) -> None:
    seen = acme.cell("%%tenantsh df --max-rows 3\nselect n from generate_series(1, 100000) as t(n)")
    assert (len(acme.ip.user_ns["df"]), seen.error) == (3, None)
    assert "the rest was left out" in seen.shown[0]["text/plain"] + seen.err
    assert len(acme.value("%tenantsh --max-rows 0 select 1 as n")) == 0


@pytest.fixture
def unconfigured(_ip: InteractiveShell) -> Iterator[None]:
    """Nothing of the magics' configuration stays."""
    yield
    _ip.config.pop("TenantshMagics", None)


@pytest.mark.usefixtures("unconfigured")
def test_settings_are_the_configuration_of_the_magics(acme: Notebook) -> None:
    acme.cell("%config TenantshMagics.engine = 'polars'")
    acme.cell("%config TenantshMagics.max_rows = 2")
    found = acme.value("%tenantsh select generate_series(1, 5) as n")
    assert (type(found), len(found)) == (pl.DataFrame, 2)
    assert len(acme.value("%tenantsh --engine pandas --max-rows 9 select generate_series(1, 5) as n")) == 5


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ("--engine spark", "engine 'spark' is not known"),
        ("--engine polars --dtypes pyarrow", "polars has its own types"),
        ("--max-rows many", "--max-rows is a number of rows, and not many"),
        ("--max-rows -1", "--max-rows is a number of rows, and not -1"),
        ("--nope 1", "unrecognized option"),
    ],
)
def test_flags_that_cannot_be_are_told(acme: Notebook, flags: str, words: str) -> None:
    seen = acme.cell(f"%%tenantsh {flags}\nselect 1")
    assert isinstance(seen.error, UsageError)
    assert words in seen.out


def test_what_is_told_of_a_column_stands_beneath_the_table_and_nowhere_else(acme: Notebook) -> None:
    seen = acme.cell("%tenantsh select 'infinity'::timestamptz as at")
    assert seen.value.attrs["told"]
    assert seen.value.attrs["told"][0] in seen.shown[0]["text/plain"]
    assert seen.err == ""


def test_a_value_too_large_for_memory_is_refused_with_words_and_the_session_comes_back(
    acme: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 8 << 20)  # 512 MiB for everybody else
    seen = acme.cell("%tenantsh select repeat('x', 128 << 20) as text")
    assert isinstance(seen.error, UsageError)
    assert "error: rows too large: more than 8 MiB came" in seen.out
    assert "select a part of it (left, substring)" in seen.out
    again = acme.cell("%tenantsh select distinct org_id from resources")
    assert (list(again.value["org_id"]), "Now in Acme (42) again, verified" in again.err) == ([42], True)


def test_a_column_of_ten_thousand_is_the_server_s_affair(acme: Notebook) -> None:
    seen = acme.cell("columns = ', '.join(f'{n} as c{n}' for n in range(10_000))\n"
                     "get_ipython().run_cell_magic('tenantsh', '', f'select {columns}')")  # fmt: skip
    assert isinstance(seen.error, StatementError)
    assert seen.error.sqlstate.startswith("54")  # a limit of the program; which one, majors say differently
