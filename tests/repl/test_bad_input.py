"""Whatever comes in: what happened, why, what to do; the right exit status; no traceback; nothing lost."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess

    from tests.pgcluster import Cluster
    from tests.repl.conftest import Run


def told(done: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    """Check that a run failed in words."""
    assert "Traceback" not in done.stderr
    assert done.returncode == status, done.stderr
    for word in words:
        assert word in done.stderr


def test_an_unknown_organization_is_told_with_near_names(tenantsh: Run) -> None:
    done = tenantsh("--demo", "--org", "acmee", "-c", "select 1")
    told(done, 2, 'no organization "acmee"', "Acme (42)")
    assert done.stdout == ""


def test_an_unknown_number_is_told(tenantsh: Run) -> None:
    told(tenantsh("--demo", "--org", "4242", "-c", "select 1"), 2, 'no organization "4242"')


def test_a_page_of_text_is_no_organizations_name_and_nobody_waits_for_that(acme: Run) -> None:
    text = "x" * 5000
    done = acme("-X", "-t", "-c", f"\\orgs {text}", "-c", f"\\org {text}")
    told(done, 2, "no organization")
    assert done.stdout.strip() == ""


def test_a_person_who_is_no_member_is_told_where_she_is(tenantsh: Run) -> None:
    done = tenantsh("--demo", "--org", "199", "--user", "bob@acme.com", "-c", "select 1")
    told(done, 2, "is not a member of organization 199", "Acme (42)")


def test_an_unknown_person_is_told(tenantsh: Run) -> None:
    told(tenantsh("--demo", "--org", "42", "--user", "nobody@acme.com", "-c", "select 1"), 2, "nobody has the email")


def test_no_organization_is_an_error_that_says_how(tenantsh: Run) -> None:
    told(tenantsh("--demo", "-c", "select 1"), 1, "no organization was named", "--org 42")


@pytest.mark.newest
def test_a_wrong_password_is_told(tenantsh: Run, pg: Cluster) -> None:
    done = tenantsh(
        "-d", pg.dsn("postgres", "with_password"), "--org", "42", "-c", "select 1", env={"PGPASSWORD": "no"}
    )
    told(done, 2, "password authentication failed", "hint:")


@pytest.mark.newest
def test_a_missing_password_is_told(tenantsh: Run, pg: Cluster) -> None:
    done = tenantsh("-d", pg.dsn("postgres", "with_password"), "--org", "42", "-c", "select 1")
    told(done, 2, "PGPASSWORD")


@pytest.mark.newest
def test_a_missing_database_is_told(tenantsh: Run, pg: Cluster) -> None:
    told(tenantsh("-d", pg.dsn("nowhere"), "--org", "42", "-c", "select 1"), 2, 'database "nowhere" does not exist')


@pytest.mark.newest
def test_a_superuser_is_refused(tenantsh: Run, platform_dsn: str) -> None:
    told(tenantsh("-d", platform_dsn, "--org", "42", "-c", "select 1"), 2, "above row-level security", "--i-know")


def test_a_port_that_closes_half_way_is_told(tenantsh: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_hang_up, args=(server,), daemon=True).start()
        port = str(server.getsockname()[1])
        done = tenantsh("-h", "127.0.0.1", "-p", port, "--org", "42", "-c", "select 1")
    told(done, 2, "server closed the connection", "hint:")


def test_a_port_that_never_answers_is_told(tenantsh: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        done = tenantsh("-h", "127.0.0.1", "-p", port, "--org", "42", "-c", "select 1", env={"PGCONNECT_TIMEOUT": "2"})
    told(done, 2, "timeout")


def _hang_up(server: socket.socket) -> None:
    for _ in range(2):
        connection, _ = server.accept()
        connection.recv(8)
        connection.close()


def test_a_table_that_is_not_there_is_the_server_s_error_with_a_caret(acme: Run) -> None:
    done = acme("-c", "select * from nowhere")
    told(done, 1, 'ERROR:  relation "nowhere" does not exist\nLINE 1: select * from nowhere\n                      ^')


def test_invalid_utf8_in_a_file_is_one_statement_s_error(acme: Run, tmp_path: Path) -> None:
    script = tmp_path / "bytes.sql"
    script.write_bytes(b"select 1 as one;\nselect '\xff\xfe';\nselect 2 as two;\n")
    done = acme("-At", "-f", str(script))
    told(done, 0, f'tenantsh:{script}:2: ERROR:  invalid byte sequence for encoding "UTF8"')
    assert done.stdout == "1\n2\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[profiles.prod]\nconnifo = "x"\n', ["unknown key", "connifo", "did you mean conninfo"]),
        ('[profile.prod]\nconninfo = "x"\n', ["unknown key", "did you mean profiles"]),
        ("[profiles.prod\n", ["is not TOML", "line 1"]),
        ("[profiles.prod]\nwrite = 1\n", ["true or false"]),
        ('[conventions.ours]\nsetings = { "a.b" = "{org}" }\n', ["unknown key", "setings"]),
    ],
)
def test_a_typo_in_the_configuration_is_told(acme: Run, tmp_path: Path, text: str, words: list[str]) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    told(acme("-c", "select 1", env={"TENANTSH_CONFIG": str(path)}), 1, str(path), *words)


def test_an_unknown_profile_is_told_with_near_names(tenantsh: Run, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[profiles.production]\norg = "42"\n', encoding="utf-8")
    done = tenantsh("--profile", "prodution", "-c", "select 1", env={"TENANTSH_CONFIG": str(path)})
    told(done, 1, 'no profile "prodution"', "did you mean production")


def test_an_unreadable_connection_string_is_told(tenantsh: Run) -> None:
    told(tenantsh("-d", "hots=nowhere", "--org", "42", "-c", "select 1"), 2, 'invalid connection option "hots"')


def test_an_output_that_cannot_be_written_is_told(acme: Run) -> None:
    told(acme("-o", "/nonexistent/file", "-c", "select 1"), 1, "/nonexistent/file: No such file or directory")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_told(acme: Run) -> None:
    told(acme("-o", "/dev/full", "-c", "select * from generate_series(1, 10000)"), 1, "No space left on device")


def test_a_hundred_megabytes_in_one_statement_go_through(acme: Run, tmp_path: Path) -> None:
    script = tmp_path / "big.sql"
    script.write_text(f"select length($${'x' * 100_000_000}$$);\nselect 'after';\n", encoding="utf-8")
    done = acme("-At", "-f", str(script))
    assert done.stdout == "100000000\nafter\n", done.stderr[:1000]


def test_an_unterminated_quote_at_the_end_is_the_server_s_error(acme: Run) -> None:
    told(acme(input="select 'open"), 0, "unterminated quoted string")


def test_data_go_to_standard_output_and_words_to_standard_error(acme: Run) -> None:
    done = acme("--allow", "do-block", input="do $$begin raise notice 'hello'; end$$;\nselect 1 as one;\nreset role;\n")
    assert done.stdout == "DO\n one \n-----\n   1\n(1 row)\n\n"
    assert done.stderr.startswith("NOTICE:  hello\n")
    assert "would leave this organization" in done.stderr


def test_a_hostile_name_cannot_command_the_terminal(acme: Run, tenantsh: Run) -> None:
    listed = acme("--csv", "-c", r"\orgs").stdout
    hostile = [line.split(",")[0] for line in listed.splitlines() if "\x1b" in line]
    assert hostile, "the seeded data has such names"
    for org in hostile:
        told = tenantsh("--demo", "--org", org, "-c", r"\org", "-c", r"\conninfo")
        assert "\x1b" not in told.stdout + told.stderr
        assert f"({org}) as org_viewer, verified" in told.stdout


def test_a_person_goes_along_to_another_organization(tenantsh: Run) -> None:
    alice = ("--demo", "--org", "42", "--user", "alice@acme.com", "--write")
    done = tenantsh(*alice, "-c", r"\org 43", "-c", "select current_user")
    assert "Now in Globex (43) as org_viewer, verified." in done.stdout
    told(tenantsh(*alice, "-c", r"\org 44"), 2, "alice@acme.com is not a member of organization 44")


@pytest.mark.parametrize(
    ("script", "printed"),
    [
        ("\\set AUTOCOMMIT off\nselect 1;\nrollback;\n", "1\nROLLBACK\n"),
        ("\\set ON_ERROR_ROLLBACK on\nbegin;\nselect 1/0;\nselect 2;\ncommit;\n", "BEGIN\n2\nCOMMIT\n"),
        ("\\set FETCH_COUNT 1\nselect generate_series(1, 2);\n\\echo :ROW_COUNT\n", "1\n2\n2\n"),
    ],
)
def test_what_psql_obeys_is_obeyed_for_an_organization_too(acme: Run, script: str, printed: str) -> None:
    assert acme("-A", "-t", input=script).stdout == printed


def test_an_error_in_an_included_file_names_that_file(acme: Run, tmp_path: Path) -> None:
    (tmp_path / "inner.sql").write_text("select 1;\nselect nowhere;\n", encoding="utf-8")
    (tmp_path / "outer.sql").write_text("\\i inner.sql\n", encoding="utf-8")
    told(acme("-f", "outer.sql", cwd=tmp_path), 0, "tenantsh:inner.sql:2: ERROR:")


def test_a_byte_order_mark_is_no_text(acme: Run, tmp_path: Path) -> None:
    script = tmp_path / "windows.sql"
    script.write_bytes(b"\xef\xbb\xbfselect 1 as one;\n")
    assert acme("-At", "-f", str(script)).stdout == "1\n"


@pytest.mark.newest
def test_an_option_takes_the_place_of_one_part_of_a_profile(tenantsh: Run, tmp_path: Path, platform_dsn: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'[profiles.dev]\nconninfo = "{platform_dsn}"\norg = "42"\n', encoding="utf-8")
    done = tenantsh(
        "--profile", "dev", "-U", "analyst", "-Atc", "select session_user", env={"TENANTSH_CONFIG": str(path)}
    )
    assert done.stdout == "analyst\n", done.stderr


def test_a_convention_that_does_not_carry_the_organization_is_refused(acme: Run, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[conventions.fixed]\nsettings = { "app.current_org_id" = "42" }\n', encoding="utf-8")
    told(acme("-c", "select 1", env={"TENANTSH_CONFIG": str(path)}), 1, "does not tell the policies")


def test_a_name_that_is_no_text_is_told(tenantsh: Run) -> None:
    told(tenantsh("--demo", "--org", "\udcff", "-c", "select 1"), 1, "is not UTF-8")


def test_the_last_statement_is_sent_again(acme: Run) -> None:
    done = acme("-At", input="select 7;\n\\g\n\\p\n")
    assert done.stdout == "7\n7\nselect 7;\n"


def test_scripts_are_told_why_and_what_to_do_by_commands_that_psql_does_not_have(acme: Run) -> None:
    done = acme("-X", "-At", "-c", r"\filter resource_metadat tier=premium")
    told(done, 1, "there is no table resource_metadat", "hint: did you mean resource_metadata")
    done = acme("-X", "-At", "-c", r"\filter resource_metadata tier==premium")
    told(done, 1, 'expected a value, found "="', "LINE 1: tier==premium", "hint: one = is enough")


def test_scripts_are_told_no_more_than_psql_says_by_others(acme: Run) -> None:
    assert acme("-X", "-c", r"\filte x").stderr == "invalid command \\filte\n"
    assert acme("-X", "-c", r"\pset format nosuch").stderr.startswith("\\pset: allowed formats are ")
