"""The case that a shell has open: what is recorded, what survives, and whose it is."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from tests.pgcluster import as_user

from tenantsh.cases.reading import read
from tenantsh.cases.saving import save
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.case import Commanded, Note, Opening, Recorded
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import CaseRefused, ConnectionLost, TenantshError, UsageError
from tenantsh.model.evidence import Keeping
from tenantsh.model.result import Result
from tenantsh.render.options import Options
from tenantsh.shell.cases.drafts import Drafts
from tenantsh.shell.output import Output
from tenantsh.shell.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

    from tenantsh.model.case import Entry, Look
    from tenantsh.model.result import Outcome

NEW = r'\case new "Nothing is listed" --ticket SUP-4711'


class Said(list[str]):
    """What the person was told."""


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def opened(pg: Cluster, platform_dsn: str) -> Iterator[Callable[..., Shell]]:
    """Opens shells on the platform."""
    shells: list[Shell] = []

    def open_one(
        org: str = "42",
        *,
        keeping: Keeping | None = None,
        write: bool = False,
        dsn: str = platform_dsn,
        masking: dict[str, str] | None = None,
    ) -> Shell:
        target = Target(as_user(dsn, "engineer"))
        place = Place(target, PLATFORM, keeping=keeping or Keeping(), masking=masking or {})
        wanted = Wanted(org, write=write)
        shell = Shell(
            place, wanted, open_session(place, wanted), say=Said().append, output=Output(StringIO()), options=Options()
        )
        shell.say = (said := Said()).append
        shell.said = said  # type: ignore[attr-defined]
        shells.append(shell)
        return shell

    yield open_one
    for shell in shells:
        shell.leave_case()
        shell.session.close()


@pytest.fixture
def shell(opened: Callable[..., Shell]) -> Shell:
    """A shell with a case open."""
    found = opened()
    done(found, NEW)
    return found


def done(shell: Shell, *lines: str) -> list[Outcome]:
    """Run lines; all that came of it."""
    return list(shell.feed(lines))


def failed(shell: Shell, *lines: str) -> TenantshError:
    """Run lines that end in an error."""
    last = done(shell, *lines)[-1]
    assert isinstance(last, TenantshError), last
    return last


def text(outcomes: list[Outcome]) -> str:
    found: list[str] = []
    for outcome in outcomes:
        assert not isinstance(outcome, TenantshError), outcome
        found += [outcome.status, *outcome.notes]
        found += [str(row) for batch in (outcome.cells.text() if outcome.cells else ()) for row in batch]
    return "\n".join(found)


def entries(shell: Shell) -> list[Entry]:
    return list(shell.cases.demand().entries())


def last(shell: Shell) -> Recorded:
    found = entries(shell)[-1]
    assert isinstance(found, Recorded), found
    return found


def test_a_statement_is_recorded_with_what_it_met(shell: Shell) -> None:
    done(shell, "select resource_id from resources order by resource_id;")
    found = last(shell)
    assert (found.sql, found.how, found.became, found.sqlstate) == (
        "select resource_id from resources order by resource_id",
        "statement",
        "done",
        "",
    )
    assert found.look is not None
    assert found.look.surroundings.org == "42"
    assert found.look.answer is not None
    assert found.look.answer.rows == found.rows
    assert found.look.planned is not None
    assert "public.resources" in found.look.planned.relations


def test_the_rows_are_shown_all_the_same(shell: Shell) -> None:
    assert text(done(shell, "select 1 as one;")) == "SELECT 1\n('1',)"
    assert text(done(shell, r"select 1 \; select 2;")).count("SELECT 1") == (2 if shell.psql_major >= 15 else 1)
    assert [entry.sql for entry in entries(shell)[-2:] if isinstance(entry, Recorded)] == ["select 1", "select 2"]


def test_a_failed_statement_is_recorded_with_its_sqlstate(shell: Shell) -> None:
    assert failed(shell, "select 1/0;")
    assert (last(shell).sqlstate, last(shell).became) == ("22012", "failed")


@pytest.mark.newest
def test_what_was_never_sent_is_not_in_it(shell: Shell) -> None:
    assert failed(shell, "reset role;")
    assert entries(shell) == []


@pytest.mark.pg_min(16)  # psql's \\bind
def test_parameters_are_recorded(shell: Shell) -> None:
    done(shell, r"select $1::int + $2::int as n \bind 1 2 \g")
    assert [one.value for one in last(shell).parameters] == ["1", "2"]
    look = last(shell).look
    assert look is not None
    assert look.answer is not None
    assert look.answer.rows == 1


@pytest.mark.pg_min(18)  # psql's \parse
def test_prepared_statements_are_recorded_with_their_text(opened: Callable[..., Shell]) -> None:
    shell = opened()
    done(shell, r"select 1 \parse before", NEW, r"select $1::int as n \parse p", r"\bind_named p 5 \g")
    assert (last(shell).sql, last(shell).how, last(shell).parameters[0].value) == (
        "select $1::int as n",
        "execute",
        "5",
    )
    done(shell, r"\bind_named before \g")
    assert (last(shell).sql, last(shell).look) == ("-- prepared before the case was opened: before", None)


@pytest.mark.parametrize(
    ("line", "made", "origin"),
    [
        (r"select 'select 7' \gexec", ["select 'select 7'", "select 7"], r"\gexec"),
        (r"\copy (select 10) to /dev/null", ["COPY  ( select 10 ) TO STDOUT"], r"\copy (select 10) to /dev/null"),
        (r"select 9 as nine \gset", ["select 9 as nine"], None),
        (r"select 9 as nine \gdesc", [], None),
    ],
)
def test_what_commands_send_is_recorded_with_them(shell: Shell, line: str, made: list[str], origin: str | None) -> None:
    done(shell, line)
    found = [entry for entry in entries(shell) if isinstance(entry, Recorded)]
    assert [entry.sql for entry in found] == made
    assert {entry.origin for entry in found} <= {origin}


def test_transaction_commands_are_recorded_and_not_looked_at(shell: Shell) -> None:
    done(shell, "begin;", "select 1;", "commit;")
    found = [entry for entry in entries(shell) if isinstance(entry, Recorded)]
    assert [(entry.sql, entry.look is None) for entry in found] == [
        ("begin", True),
        ("select 1", False),
        ("commit", True),
    ]


def test_an_open_transaction_is_what_it_was_after_the_look(opened: Callable[..., Shell]) -> None:
    shell = opened(write=True)
    done(shell, NEW, "begin;", "create temp table kept(n int);", "insert into kept values (1);", "table kept;")
    assert shell.session.in_transaction
    assert not shell.session.failed
    assert "('1',)" in text(done(shell, "table kept;"))
    assert "ROLLBACK" in text(done(shell, "rollback;"))


def test_a_failed_transaction_stays_failed(opened: Callable[..., Shell]) -> None:
    shell = opened()
    done(shell, NEW, "begin;", "select 1/0;")
    assert shell.session.failed
    assert (last(shell).sqlstate, last(shell).became) == ("22012", "failed")
    done(shell, "rollback;")
    assert not shell.session.in_transaction


def test_commands_that_tell_something_are_recorded(shell: Shell) -> None:
    done(shell, r"\d resources", r"\whoami", r"\x on", r"\echo hello")
    assert failed(shell, r"\rls nowhere")
    found = [entry for entry in entries(shell) if isinstance(entry, Commanded)]
    assert [entry.line for entry in found] == [r"\d resources", r"\whoami", r"\rls nowhere"]
    assert found[0].rows
    assert found[2].error
    assert [entry.said for entry in found] == ["", "", ""]


@pytest.mark.newest
def test_what_a_command_says_of_row_security_is_recorded(shell: Shell) -> None:
    done(shell, r"\why resources 0", "select 1 from resources where resource_id = 0;", r"\why-empty", r"\rls resources")
    why, empty, rls = [entry for entry in entries(shell) if isinstance(entry, Commanded)]
    assert why.said
    assert "no row" in empty.said or "none of" in empty.said, empty
    assert "Row security is on" in rls.said


@pytest.mark.newest
def test_a_remark_is_shown_whole(shell: Shell) -> None:
    words = [f"word{n}" for n in range(40)]
    done(shell, f"\\case note {' '.join(words)}", f"select '{' '.join(words)}';")
    (shown,) = [outcome for outcome in done(shell, r"\case show") if isinstance(outcome, Result)]
    assert callable(shown.seen)
    cells = shown.seen(80).cells
    assert cells is not None
    remark, statement = [row[2] or "" for batch in cells.text() for row in batch]
    assert all(word in remark.split() for word in words)
    assert max(map(len, remark.split("\n"))) <= 50
    assert statement.endswith("…")


def test_a_filter_s_query_is_recorded_with_the_filter(shell: Shell) -> None:
    done(shell, r"\filter resource_metadata tier=premium", r"\g")
    commanded, glance, again = entries(shell)
    assert isinstance(commanded, Commanded)
    for entry in (glance, again):
        assert isinstance(entry, Recorded)
        assert entry.origin == r"\filter resource_metadata tier=premium"
    assert isinstance(glance, Recorded)
    assert isinstance(again, Recorded)
    assert glance.how == "glance"
    assert glance.look is not None
    assert again.look is not None
    assert glance.look.answer == again.look.answer


@pytest.mark.newest
def test_a_watch_is_recorded_once(shell: Shell) -> None:
    done(shell, r"select 1 \watch i=0.01 c=3")
    assert len(entries(shell)) == 1
    assert last(shell).origin == r"\watch i=0.01 c=3"


@pytest.mark.newest
def test_notes_stand_as_they_were_typed(shell: Shell) -> None:
    done(shell, r"\case note the customer's list is empty; she says \"premium\"")
    found = entries(shell)[-1]
    assert isinstance(found, Note)
    assert found.text == r"the customer's list is empty; she says \"premium\""
    assert "what is to be noted?" in failed(shell, r"\case note").what


@pytest.mark.newest
def test_what_is_open_is_told(shell: Shell) -> None:
    done(shell, "select 1;", r"\d users", r"\case note hm")
    told = text(done(shell, r"\case"))
    assert "('title', 'Nothing is listed')" in told
    assert "('ticket', 'SUP-4711')" in told
    assert "('recorded', '1 statement, 1 command, 1 note')" in told
    assert "('saved', 'not yet')" in told
    shown = text(done(shell, r"\case show"))
    assert [word in shown for word in ("select 1", r"\d users", "hm")] == [True, True, True]


@pytest.mark.newest
def test_there_is_one_at_a_time(shell: Shell) -> None:
    assert 'the case "Nothing is listed" is open' in failed(shell, r"\case new another").what
    done(shell, r"\case discard")
    assert "no case is open" in failed(shell, r"\case note hm").what
    assert "No case is open" in text(done(shell, r"\case"))


@pytest.mark.newest
@pytest.mark.parametrize(
    ("line", "said"),
    [
        (r"\case new", "what is it about?"),
        (r"\case new --ticket T", "what is it about?"),
        (r"\case new x --ticket", "--ticket says nothing"),
        (r"\case new x --tickets 5", "--tickets is no option"),
        (r"\case new customer's list", "a quote is never closed"),
        (r"\case new " + "x" * 201, "has 201 characters"),
        (r"\case old", "old is nothing to do with a case"),
        (r"\case save x.jsonl", "no case is open"),
        (r"\case resume c-1", "no case c-1"),
        (r"\case show more", "one word too many"),
    ],
)
def test_what_cannot_be_meant_is_told(opened: Callable[..., Shell], line: str, said: str) -> None:
    assert said in str(failed(opened(), line))


@pytest.mark.newest
@pytest.mark.parametrize(
    ("word", "there"), [("replay", "tenantsh case replay FILE"), ("export", "tenantsh case export")]
)
def test_what_is_elsewhere_is_said(shell: Shell, word: str, there: str) -> None:
    assert there in (failed(shell, rf"\case {word}").hint or "")


@pytest.mark.newest
def test_it_is_saved_with_its_key_and_closed(shell: Shell, tmp_path: Path) -> None:
    done(shell, "select 1;")
    assert "1 entry of the case is not saved" in failed(shell, r"\case close").what
    file = tmp_path / "SUP-4711.jsonl"
    told = text(done(shell, rf"\case save {file}"))
    assert f"Saved to {file}: 1 statement." in told
    assert "is not for the ticket" in told
    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("SUP*")} == {
        "SUP-4711.jsonl": 0o600,
        "SUP-4711.jsonl.key": 0o600,
    }
    assert "is closed" in text(done(shell, r"\case close"))
    assert list((tmp_path / "state" / "tenantsh" / "cases").iterdir()) == []


@pytest.mark.newest
def test_it_goes_on_after_it_was_saved_and_is_saved_again(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "case.jsonl"
    done(shell, "select 1;", rf"\case save {file}", "select 2;")
    assert "1 since then" in text(done(shell, r"\case"))
    assert "2 statements" in text(done(shell, r"\case save"))
    assert file.read_text().count('"sql"') == 2


@pytest.mark.newest
def test_another_file_is_not_written_over(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "precious.jsonl"
    file.write_text("mine\n")
    assert failed(shell, rf"\case save {file}")
    assert file.read_text() == "mine\n"
    assert failed(shell, rf"\case save {tmp_path}/nowhere/x.jsonl")
    assert shell.case is not None


@pytest.mark.newest
@pytest.mark.parametrize("name", ["/", ".", "..", "~nobody/x", "x" * 300, "/proc/x", "/dev/null", "{there}"])
def test_where_no_file_can_be_is_told(shell: Shell, tmp_path: Path, name: str) -> None:
    (tmp_path / "there.key").write_text("another's")
    assert failed(shell, rf"\case save {name.format(there=tmp_path / 'there')}")
    assert shell.case is not None
    assert (tmp_path / "there.key").read_text() == "another's"


@pytest.mark.newest
def test_the_team_s_key_leaves_no_key_beside_the_file(opened: Callable[..., Shell], tmp_path: Path) -> None:
    team = tmp_path / "team"
    team.write_bytes(b"k" * 32)
    shell = opened(keeping=Keeping(case_key=str(team)))
    done(shell, NEW, "select 1;")
    assert "the team's key" in text(done(shell, rf"\case save {tmp_path}/c.jsonl"))
    assert not (tmp_path / "c.jsonl.key").exists()


@pytest.mark.newest
def test_a_team_s_key_that_is_not_there_is_told_at_the_start(opened: Callable[..., Shell], tmp_path: Path) -> None:
    shell = opened(keeping=Keeping(case_key=str(tmp_path / "nowhere")))
    assert "nowhere" in failed(shell, NEW).what
    assert shell.case is None


def test_another_organization_is_refused_and_a_case_goes_on(shell: Shell) -> None:
    error = failed(shell, r"\org 43")
    assert "a case is one organization's" in error.what
    assert shell.tenant is not None
    assert shell.tenant.org == "42"
    shell.lost = False  # a script ends where \org fails
    shell.session.close()


def test_it_goes_on_in_another_session(shell: Shell, opened: Callable[..., Shell]) -> None:
    other = opened()
    shell.replace(other.session)
    done(shell, "select 1;")
    assert shell.tenant_session.case == shell.cases.demand().opening.id
    assert last(shell).look is not None


def test_it_goes_on_after_the_connection_was_lost(shell: Shell, pg: Cluster) -> None:
    done(shell, "select 1;")
    pg.run(f"select pg_terminate_backend({shell.session.endpoint.pid})")
    done(shell, "select 2;")  # it ends a script, where the connection is not seen to have gone before
    done(shell, "select 3;")
    assert last(shell).sql == "select 3"
    assert last(shell).look is not None


def test_it_is_recorded_on_a_standby(
    opened: Callable[..., Shell], pg: Cluster, standby: Cluster, platform_dsn: str
) -> None:
    assert platform_dsn
    pg.catch_up()
    shell = opened(dsn=standby.dsn("platform"))
    done(shell, NEW, "select count(*) from users;")
    look = last(shell).look
    assert look is not None
    assert look.standing.recovering
    assert look.answer is not None


@pytest.mark.newest
def test_it_is_recorded_through_a_pooler(opened: Callable[..., Shell], pgbouncer: Bouncer, platform_dsn: str) -> None:
    assert platform_dsn
    shell = opened(dsn=pgbouncer.dsn("platform"))
    done(shell, NEW, "select count(*) from users;", "begin;", "select 1;", "commit;")
    assert [entry.look is not None for entry in entries(shell) if isinstance(entry, Recorded)] == [
        True,
        False,
        True,
        False,
    ]


@pytest.mark.newest
def test_evidence_names_the_case(opened: Callable[..., Shell], tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    shell = opened(keeping=Keeping(path=str(log)))
    done(shell, "select 1;", NEW, "select 2;", r"\case discard", "select 3;")
    found = [json.loads(line) for line in log.read_text().splitlines()]
    number = next(entry["case"] for entry in found if "case" in entry)
    told = [(entry["how"], entry.get("case", "")) for entry in found if entry["event"] == "statement"]
    assert [each for each in told if each[0] in ("statement", "case")] == [
        ("statement", ""),
        ("case", number),
        ("statement", number),
        ("case", number),
        ("statement", ""),
    ]


@pytest.mark.newest
def test_a_case_that_was_left_is_gone_on_with(opened: Callable[..., Shell]) -> None:
    first = opened()
    done(first, NEW, "select 1;", r"\case note hm")
    number = first.cases.demand().opening.id
    told = first.leave_case()
    assert told is not None
    assert r"\case resume goes on with it" in told
    second = opened()
    assert "was left unfinished" in text(done(second, r"\case"))
    assert f"Case {number} goes on: Nothing is listed (1 statement, 1 note)" in text(done(second, r"\case resume"))
    done(second, "select 2;")
    assert last(second).n == 2
    assert len(entries(second)) == 3


@pytest.mark.newest
def test_a_case_that_is_open_elsewhere_is_not_taken(shell: Shell, opened: Callable[..., Shell]) -> None:
    done(shell, "select 1;")
    assert opened().cases.left() == []


def saved(shell: Shell, file: Path) -> str:
    """Save the open case, and close it; its id."""
    number = shell.cases.demand().opening.id
    text(done(shell, rf"\case save {file}", r"\case close"))
    return number


def test_a_case_that_was_saved_is_gone_on_with(shell: Shell, opened: Callable[..., Shell], tmp_path: Path) -> None:
    file = tmp_path / "SUP-4711.jsonl"
    done(shell, "select 1;", r"\whoami")
    number = saved(shell, file)
    other = opened()
    told = text(done(other, rf"\case resume {file}"))
    assert f"Case {number} goes on: Nothing is listed (1 statement, 1 command)" in told
    assert str(file) in told
    done(other, "select 2;")
    assert (last(other).n, other.tenant_session.case) == (3, number)
    assert "1 since then" in text(done(other, r"\case"))
    text(done(other, r"\case save", r"\case close"))
    key = (tmp_path / "SUP-4711.jsonl.key").read_text().split()
    found = read(file, bytes.fromhex(key[2]))
    assert [entry.n for entry in found.entries if not isinstance(entry, Note)] == [1, 2, 3]
    assert list((tmp_path / "state" / "tenantsh" / "cases").iterdir()) == []


@pytest.mark.newest
def test_one_that_was_saved_with_the_team_s_key_needs_no_other(opened: Callable[..., Shell], tmp_path: Path) -> None:
    (team := tmp_path / "team").write_bytes(b"k" * 32)
    keeping = Keeping(case_key=str(team))
    file = tmp_path / "case.jsonl"
    saved(started(opened(keeping=keeping), "select 1;"), file)
    other = opened(keeping=keeping)
    text(done(other, rf"\case resume {file}", "select 2;", rf"\case save {tmp_path}/more.jsonl", r"\case close"))
    assert "nobody has the key" in failed(opened(), rf"\case resume {file}").what
    assert not list(tmp_path.glob("*.key"))


@pytest.mark.newest
def test_what_cannot_be_gone_on_with_is_told(shell: Shell, opened: Callable[..., Shell], tmp_path: Path) -> None:
    file = tmp_path / "case.jsonl"
    done(shell, "select 1;")
    number = shell.cases.demand().opening.id
    done(shell, rf"\case save {file}")
    other = opened()
    assert f"case {number} is a draft already" in failed(other, rf"\case resume {file}").what
    assert "No such file" in failed(other, rf"\case resume {file}.not").what
    done(shell, r"\case close")
    assert "the case is of Acme (42)" in failed(opened("43"), rf"\case resume {file}").what
    file.write_bytes(file.read_bytes().replace(b"select 1", b"select 2"))
    assert isinstance(failed(other, rf"\case resume {file}"), CaseRefused)
    assert other.case is None
    assert list((tmp_path / "state" / "tenantsh" / "cases").iterdir()) == []


@pytest.mark.newest
def test_what_another_person_has_added_meanwhile_is_not_written_over(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "case.jsonl"
    done(shell, "select 1;")
    saved(shell, file)
    before = file.read_bytes()
    text(done(shell, rf"\case resume {file}", "select 2;", r"\case save", r"\case close"))
    hers = file.read_bytes()
    file.write_bytes(before)
    text(done(shell, rf"\case resume {file}", "select 3;"))
    file.write_bytes(hers)
    assert "somebody has gone on with it elsewhere" in failed(shell, r"\case save").what
    assert file.read_bytes() == hers
    assert [path.name for path in tmp_path.glob(".case*")] == []
    text(done(shell, rf"\case save {tmp_path}/mine.jsonl"))


@pytest.mark.newest
def test_a_stranger_s_id_is_no_path(opened: Callable[..., Shell], tmp_path: Path) -> None:
    file, key = tmp_path / "case.jsonl", b"k" * 32
    opening = Opening("../../../there", "\x1b[2J", None, None, "x", "x", "x", "42", "Acme")
    save(file, opening, (), key, file.with_name("case.jsonl.key"))
    assert "is no case's id" in failed(opened(), rf"\case resume {file}").what
    assert not list(tmp_path.rglob("there*"))


@pytest.mark.newest
def test_drafts_are_listed(opened: Callable[..., Shell]) -> None:
    shell = opened()
    assert "No case was left unfinished" in text(done(shell, r"\case list"))
    started(shell, "select 1;").leave_case()
    assert "Nothing is listed" in text(done(shell, r"\case list"))
    assert shell.case is None


def started(shell: Shell, *lines: str) -> Shell:
    done(shell, NEW, *lines)
    return shell


@pytest.mark.newest
def test_a_command_is_recorded_with_whose_eyes_it_had(shell: Shell) -> None:
    done(shell, r"\whoami", r"\as alice@acme.com", r"\whoami")
    found = [entry for entry in entries(shell) if isinstance(entry, Commanded)]
    assert [(entry.role, entry.person) for entry in found] == [
        ("org_viewer", None),
        ("org_viewer", None),
        ("org_admin", "alice@acme.com"),
    ]


@pytest.mark.newest
def test_another_organization_s_case_is_not_offered(opened: Callable[..., Shell]) -> None:
    first = opened()
    done(first, NEW, "select 1;")
    first.leave_case()
    assert opened("43").cases.left() == []


_CRASHES = r"""
import os, signal, sys
from io import StringIO
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import PLATFORM
from tenantsh.render.options import Options
from tenantsh.shell.output import Output
from tenantsh.shell.shell import Shell
place, wanted = Place(Target(sys.argv[1]), PLATFORM), Wanted("42")
shell = Shell(place, wanted, open_session(place, wanted), say=print, output=Output(StringIO()), options=Options())
list(shell.feed([r'\case new "It crashes"', "select 1;", "select 2;"]))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.newest
def test_a_crash_loses_nothing(opened: Callable[..., Shell], platform_dsn: str, tmp_path: Path) -> None:
    crashed = subprocess.run([sys.executable, "-c", _CRASHES, as_user(platform_dsn, "engineer")], check=False)
    assert crashed.returncode == -signal.SIGKILL
    folder = tmp_path / "state" / "tenantsh" / "cases"
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    (lines,) = folder.glob("*.jsonl")
    with lines.open("ab") as file:
        file.write(b'{"kind": "sta')  # what a process writes that dies meanwhile
    shell = opened()
    assert "It crashes (2 statements)" in text(done(shell, r"\case resume"))
    done(shell, "select 3;", rf"\case save {tmp_path}/saved.jsonl")
    assert [entry.sql for entry in entries(shell) if isinstance(entry, Recorded)] == [
        "select 1",
        "select 2",
        "select 3",
    ]


@pytest.mark.newest
def test_a_draft_that_was_damaged_is_told(opened: Callable[..., Shell], tmp_path: Path) -> None:
    first = opened()
    done(first, NEW, "select 1;", "select 2;")
    first.leave_case()
    (lines,) = (tmp_path / "state" / "tenantsh" / "cases").glob("*.jsonl")
    opening, mark, _, *others = lines.read_bytes().splitlines(keepends=True)
    lines.write_bytes(opening + mark + b"[[[\n" + b"".join(others))
    second = opened()
    assert "the case cannot be kept" in failed(second, r"\case resume").what
    assert second.case is None
    assert ".jsonl:3: it is no JSON" in failed(second, r"\case resume").what
    lines.with_name(f"{lines.name}.key").unlink()
    assert "the key cannot be read" in failed(second, r"\case resume").what


@pytest.mark.newest
def test_a_folder_that_cannot_be_written_is_told(opened: Callable[..., Shell], tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no folder")
    assert "the case cannot be kept" in failed(opened(), NEW).what


@pytest.mark.newest
def test_an_empty_case_leaves_nothing(opened: Callable[..., Shell], tmp_path: Path) -> None:
    shell = opened()
    done(shell, NEW)
    assert shell.leave_case() is None
    assert Drafts(tmp_path / "state" / "tenantsh" / "cases").left("42") == []


def test_a_look_is_in_the_evidence_log_and_not_in_the_timing(
    opened: Callable[..., Shell], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    from tenantsh.db.looks import look as taken

    def slow(*given: object, **how: object) -> Look:
        time.sleep(0.3)
        return taken(*given, **how)  # type: ignore[arg-type]

    monkeypatch.setattr("tenantsh.shell.cases.recording.look", slow)
    shell = opened(keeping=Keeping(path=str(tmp_path / "log.jsonl")))
    timed = done(shell, NEW, r"\timing on", "select 1;")[-1]
    assert not isinstance(timed, TenantshError)
    assert timed.seconds is not None
    assert timed.seconds < 0.3
    found = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [(one["how"], one["rows"]) for one in found[-2:]] == [("statement", 1), ("look", 1)]


@pytest.mark.newest
@pytest.mark.parametrize("error", [KeyboardInterrupt(), UsageError("it is full"), ConnectionLost("it went away")])
def test_a_look_that_fails_costs_no_rows(shell: Shell, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def failing(*_given: object, **_how: object) -> Look:
        raise error

    monkeypatch.setattr("tenantsh.shell.cases.recording.look", failing)
    assert "('1',)" in text(done(shell, "select 1;"))
    assert last(shell).look is None
    assert "the case has this statement, and no look at it" in "".join(shell.said)  # type: ignore[attr-defined]


def test_what_is_unmasked_for_a_person_is_masked_in_the_case(opened: Callable[..., Shell], tmp_path: Path) -> None:
    shell = opened(masking={"users.email": "email"})
    query = "select user_id, email, lower(email) from users order by user_id limit 3;"
    done(shell, NEW, query, r"\unmask users.email she wrote to us")
    assert "alice@acme.com" in text(done(shell, query))
    first, _, second = entries(shell)
    assert isinstance(first, Recorded)
    assert isinstance(second, Recorded)
    assert first.look is not None
    assert second.look is not None
    assert first.look.answer == second.look.answer
    done(shell, rf"\case save {tmp_path}/c.jsonl")
    assert "alice@" not in (tmp_path / "c.jsonl").read_text()


@pytest.mark.newest
def test_a_case_that_cannot_be_on_record_is_not_opened(opened: Callable[..., Shell], tmp_path: Path) -> None:
    log = tmp_path / "log" / "log.jsonl"
    shell = opened(keeping=Keeping(path=str(log), required=True))
    log.unlink()
    log.mkdir()
    assert "the evidence log" in failed(shell, NEW).what
    assert shell.case is None
    assert shell.tenant_session.case == ""
    assert list((tmp_path / "state" / "tenantsh" / "cases").iterdir()) == []


@pytest.mark.newest
def test_a_disk_that_is_full_loses_no_rows(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    case = shell.cases.demand()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(case._draft), "add", full)
    assert "('1',)" in text(done(shell, "select 1;"))
    assert "No space left on device" in "".join(shell.said)  # type: ignore[attr-defined]
