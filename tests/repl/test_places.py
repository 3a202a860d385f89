r"""A script that changes its place or organization: what follows runs there, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tenantsh.repl.exits import Exit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repl.conftest import Run

_RAN = "select 'it ran', current_setting('app.current_org_id') as org;\n"


def _script(run: Run, text: str, *arguments: str) -> tuple[str, int]:
    done = run("-X", "-q", "-A", "-t", *arguments, input=text)
    assert "Traceback" not in done.stderr
    return done.stdout, done.returncode


@pytest.mark.parametrize(
    "line",
    [
        r"\org nosuch",
        r"\org ''",
        r"\org :unset",
        r"\org Acme Labs",
        r"\c nosuch",
        r"\c - nosuch",
        r"\c - postgres",
        r"\c -reuse-previous=maybe platform",
        r"\c connect_timeout=soon",
        r"\c a=b",
        "begin;\n\\c platform",
        "begin;\n\\org 43",
        "\\restrict key\n\\c platform",
        "\\restrict key\n\\org 43",
    ],
)
def test_a_script_that_cannot_go_elsewhere_does_not_go_on_where_it_was(acme: Run, line: str) -> None:
    assert _script(acme, f"{line}\n{_RAN}") == ("", Exit.CONNECTION)


def test_nor_do_the_script_that_included_it_and_the_commands_behind_it(acme: Run, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.sql"
    path.write_text("\\org nosuch\n")
    assert _script(acme, f"\\i {path}\n{_RAN}") == ("", Exit.CONNECTION)
    for first in (("-c", r"\org nosuch"), ("-c", rf"\i {path}"), ("-f", str(path))):
        done = acme("-X", *first, "-c", _RAN)
        assert (done.stdout, done.returncode) == ("", Exit.CONNECTION)


def test_what_stands_in_a_dead_branch_leads_nowhere(acme: Run) -> None:
    assert _script(acme, f"\\if false\n\\org nosuch\n\\c nosuch\n\\endif\n{_RAN}") == ("it ran|42\n", Exit.OK)


@pytest.mark.parametrize(
    ("line", "org"),
    [
        (r"\org 43", "43"),
        (r"\c - analyst", "42"),
        (r"\c 'options=''-c app.current_org_id=43'''", "42"),
        (r"\c postgresql:///platform?options=-capp.current_org_id%3D43", "42"),
    ],
)
def test_only_org_changes_the_organization(acme: Run, line: str, org: str) -> None:
    assert _script(acme, f"{line}\n{_RAN}") == (f"it ran|{org}\n", Exit.OK)


def test_a_statement_that_was_refused_is_an_error_for_the_script(acme: Run) -> None:
    text = "select 1;\nreset role;\n\\echo :ERROR :ROW_COUNT :LAST_ERROR_MESSAGE\n\\errverbose\n"
    said = acme("-X", "-q", "-A", "-t", input=text)
    what = "setting role would leave this organization"
    assert said.stdout == f"1\ntrue 0 {what}\n"
    assert said.stderr.splitlines()[-1] == what


def test_on_error_rollback_undoes_a_refused_statement_alone(acme: Run) -> None:
    text = f"\\set ON_ERROR_ROLLBACK on\nbegin;\nreset role;\n{_RAN}commit;\n"
    assert _script(acme, text) == ("it ran|42\n", Exit.OK)


@pytest.mark.parametrize(
    "line",
    [
        r"\i ~nobody-here/x",
        r"\o ~nobody-here/x",
        r"\s ~nobody-here/x",
        r"\w ~nobody-here/x",
        r"select 1 \g ~nobody-here/x",
        r"\copy (select 1) to ~nobody-here/x",
    ],
)
def test_the_home_of_nobody_is_a_folder_that_is_not_there(acme: Run, line: str) -> None:
    done = acme("-X", "-q", "-A", "-t", input=f"{line}\n{_RAN}")
    assert "Traceback" not in done.stderr
    assert done.stdout.endswith("it ran|42\n")


@pytest.mark.parametrize("line", [r"\org 43", r"\org nosuch", r"\c nosuch"])
def test_a_start_up_file_does_not_leave_the_organization_that_was_asked_for(
    acme: Run, tmp_path: Path, line: str
) -> None:
    path = tmp_path / "tenantshrc"
    path.write_text(f"{line}\n")
    done = acme("-c", _RAN, env={"TENANTSHRC": str(path)})
    assert (_RAN in done.stdout, done.returncode) == (False, Exit.ERROR)
    assert f"{path} has left Acme (42), which was asked for" in done.stderr


def test_conninfo_calls_verified_what_the_server_has_just_said(acme: Run) -> None:
    said = acme("-X", "-q", input="\\conninfo\nbegin;\nselect 1/0;\n\\conninfo\n").stdout
    assert said.count("Acme (42), verified") == 1
    assert said.count("Acme (42), not verified: the transaction has failed") == 1


@pytest.mark.parametrize("text", ["reset role", "select '\\x00'; set app.current_org_id = 43", "begin read write"])
def test_nothing_is_kept_of_a_script_in_one_transaction_of_which_a_statement_was_refused(acme: Run, text: str) -> None:
    made = "create table half_a_script ()"
    done = acme("-X", "-q", "-1", "-c", "set local app.note = 'half'", "-c", text, "-c", _RAN, "-c", made)
    assert "it ran" not in done.stdout
    assert "current transaction is aborted" in done.stderr
