"""The evidence log: lines that hang together, whatever happens to the processes that write them and to the file."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.db.copying import Pipe
from tests.pgcluster import as_user

from tenantsh.db.ask import Ask, How
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.plain import Plain, open_plain_session
from tenantsh.lang.literals import only_lead, without_literals
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import ConfigError, Refused, StatementError, TenantshError, UsageError
from tenantsh.model.evidence import Keeping
from tenantsh.model.result import Result
from tenantsh.shell.evidence.chain import Head
from tenantsh.shell.evidence.log import Log
from tenantsh.shell.evidence.reasons import check_said, seconds_in
from tenantsh.shell.evidence.recorder import kept, recorded
from tenantsh.shell.evidence.verifying import files_of, verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tenantsh.db.session import Session


def filled(path: Path, count: int = 5, most_bytes: int = 1 << 20) -> Log:
    log = Log(path, most_bytes)
    for number in range(count):
        log.add({"event": "test", "number": number})
    return log


def problems(path: Path) -> list[str]:
    return [f"{problem.line}: {problem.what}" for problem in verify(path).problems]


def test_a_log_hangs_together_and_is_its_owner_s(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "log.jsonl"
    filled(path)
    found = verify(path)
    assert (found.entries, found.problems, found.remarks) == (5, [], [])
    assert [each.stat().st_mode & 0o777 for each in path.parent.iterdir()] == [0o600, 0o600]


def test_a_line_that_was_changed_shows_at_the_one_behind_it(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    filled(path)
    path.write_bytes(path.read_bytes().replace(b'"number":2', b'"number":7'))
    assert problems(path) == [
        "4: entry 4 does not hang on to the line before it, which was changed, or this one put in"
    ]


def test_the_last_line_s_change_shows_by_the_head(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    filled(path)
    path.write_bytes(path.read_bytes().replace(b'"number":4', b'"number":7'))
    assert problems(path) == ["5: entry 5, the last one, was changed"]


@pytest.mark.parametrize(
    ("kept_lines", "said"),
    [
        ([0, 1, 3, 4], ["3: entry 4 does not hang on to the line before it: entry 3 is missing before it"]),
        ([0, 1, 2], ["3: entries 4 to 5 are missing at the end"]),
        ([2, 3, 4], ["1: it begins with entry 3: those before it are not here"]),
    ],
)
def test_lines_that_are_missing_show(tmp_path: Path, kept_lines: list[int], said: list[str]) -> None:
    path = tmp_path / "log.jsonl"
    filled(path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[at] for at in kept_lines))
    assert problems(path) == said


def test_what_was_cut_off_shows_when_the_log_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    log = filled(path)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
    log.add({"event": "test"})
    assert problems(path) == ["4: entry 6 does not hang on to the line before it: entries 4 to 5 are missing before it"]


def test_a_line_that_a_process_left_unfinished_is_no_change(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    log = filled(path)
    with path.open("ab") as file:
        file.write(b'{"n":6,"event":"te')
    log.add({"event": "test"})
    found = verify(path)
    assert (found.problems, [remark.line for remark in found.remarks]) == ([], [6])


@pytest.mark.parametrize(
    "line", [b"[" * 100_000, b'{"n":true,"before":""}', b'{"n":1e999,"before":""}', b"\xff\x00", b"7"]
)
def test_a_line_that_somebody_put_in_is_no_entry_and_keeps_nobody_from_writing(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "log.jsonl"
    log = filled(path)
    with path.open("ab") as file:
        file.write(line + b"\n")
    log.add({"event": "test"})
    found = verify(path)
    assert (found.entries, [remark.line for remark in found.remarks]) == (6, [6])


def remarks(path: Path) -> list[str]:
    return [f"{remark.line}: {remark.what}" for remark in verify(path).remarks]


@pytest.mark.parametrize(("data", "lines"), [(b"garbage\n", [6]), (b"\n", [6]), (b"a\nb\n", [6]), (b'a\n{"n":6', [6])])
def test_a_whole_line_at_the_end_that_is_no_entry_was_put_in(tmp_path: Path, data: bytes, lines: list[int]) -> None:
    path = tmp_path / "log.jsonl"
    filled(path)
    path.write_bytes(path.read_bytes() + data)
    found = verify(path)
    assert ([problem.line for problem in found.problems], found.remarks) == (lines, [])
    assert "a whole line that is no entry" in found.problems[0].what


def test_half_a_line_at_the_end_is_a_note(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    filled(path)
    path.write_bytes(path.read_bytes() + b'{"n":6,"event":"te')
    assert (problems(path), len(remarks(path))) == ([], 1)


def put_in(log: Log, count: int) -> None:
    """Add entries that hang on to the last one, and do not tell the head."""
    known = log.head.read_bytes()
    for _ in range(count):
        log.add({"event": "put in"})
    log.head.write_bytes(known)


def test_one_entry_that_the_head_does_not_know_is_a_note_and_more_are_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    log = filled(path)
    put_in(log, 1)
    assert problems(path) == []
    assert remarks(path)[0].startswith("6: entry 6 is unknown to the head: a process may have ended")
    put_in(log, 1)
    assert remarks(path) == []
    assert problems(path)[0].startswith("6: entries 6 to 7 are unknown to the head")


def test_an_entry_that_the_head_knows_and_is_not_last_was_changed(tmp_path: Path) -> None:
    path, other = tmp_path / "log.jsonl", tmp_path / "other.jsonl"
    log = filled(path)
    lines = path.read_bytes().splitlines(keepends=True)[:4]
    path.write_bytes(b"".join(lines))
    copied = Log(other)
    other.write_bytes(b"".join(lines))
    for number in (7, 8):  # made anew from entry 5 on
        copied.add({"event": "test", "number": number})
    path.write_bytes(other.read_bytes())
    assert problems(path) == ["6: entry 5, the last one that the head knows, was changed"]
    assert log.head.exists()


def test_a_log_without_its_head_may_lack_entries_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    filled(path, 20, most_bytes=600).head.unlink()
    assert [what.split(",")[0] for what in problems(path)] == ["1: it is missing"]
    assert problems(files_of(path)[0]) == []  # one that was put aside has none


def test_a_head_that_is_behind_is_no_change(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    log = filled(path, 3)
    behind = log.head.read_bytes()
    log.add({"event": "test"})
    log.head.write_bytes(behind)
    log.add({"event": "test"})
    assert (problems(path), verify(path).entries) == ([], 5)


def test_a_full_file_is_put_aside_and_the_next_hangs_on_to_it(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    filled(path, 20, most_bytes=600)
    assert len(files_of(path)) > 3
    assert (problems(path), verify(path).entries) == ([], 20)
    files_of(path)[1].unlink()
    assert len(problems(path)) == 1


_WRITER = """
import sys
from pathlib import Path
from tenantsh.shell.evidence.chain import Head
from tenantsh.shell.evidence.log import Log
for number in range(200):
    Log(Path(sys.argv[1]), 20_000).add({"event": "test", "number": number})
"""


def test_two_shells_at_once_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, str(path)]) for _ in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert (problems(path), verify(path).entries) == ([], 600)


_FOREVER = _WRITER.replace("range(200)", "iter(int, 1)")


def test_a_process_that_is_killed_leaves_a_log_that_hangs_together(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    for entries in (50, 100, 150):
        writer = subprocess.Popen([sys.executable, "-c", _FOREVER, str(path)])
        while not (Log(path).head.exists() and (Head.decoded(Log(path).head.read_bytes()) or Head()).n >= entries):
            assert writer.poll() is None
        writer.kill()
        writer.wait()
        Log(path).add({"event": "test"})
        assert problems(path) == []


def test_a_log_can_be_verified_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    filled(path)
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, str(path)]) for _ in range(2)]
    looks = 0
    while any(writer.poll() is None for writer in writers):
        assert problems(path) == []
        looks += 1
    assert looks > 3
    assert (problems(path), verify(path).entries) == ([], 405)


_FULL = """
import resource, sys
from pathlib import Path
from tenantsh.shell.evidence.chain import Head
from tenantsh.shell.evidence.log import Log
log = Log(Path(sys.argv[1]))
log.add({"event": "one"})
resource.setrlimit(resource.RLIMIT_FSIZE, (300, resource.RLIM_INFINITY))
try:
    log.add({"event": "two", "much": "x" * 1000})
except OSError:
    pass
else:
    sys.exit("no error")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.add({"event": "three"})
"""


def test_a_disk_that_is_full_leaves_no_half_line(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    subprocess.run([sys.executable, "-c", _FULL, str(path)], check=True)
    found = verify(path)
    assert (found.entries, found.problems, found.remarks) == (2, [], [])


# -- sessions ----------------------------------------------------------------------------------------------------


@pytest.fixture
def log_path(tmp_path: Path) -> Path:
    return tmp_path / "evidence.jsonl"


@pytest.fixture
def session(platform_dsn: str, log_path: Path) -> Iterator[Session]:
    place = Place(Target(as_user(platform_dsn, "engineer")), PLATFORM)
    with open_session(place, Wanted("42")) as opened:
        yield kept(opened, Keeping(str(log_path), required=True))


def entries(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_what_was_run_is_recorded_without_its_literals(session: Session, log_path: Path) -> None:
    session.run("select 'alice@acme.com' as who, 42 -- hers")
    found = entries(log_path)[-1]
    assert "alice" not in log_path.read_text()
    assert (found["statement"], found["verdict"], found["rows"]) == ("select $1 as who, $2", "done", 1)
    assert (found["org"], found["session"], found["login"]) == ("42", session.id, "engineer")


def test_what_failed_or_was_refused_is_recorded_too(session: Session, log_path: Path) -> None:
    with pytest.raises(StatementError):
        session.run("select 1/0")
    with pytest.raises(Refused):
        session.run("reset role")
    with pytest.raises(StatementError):
        session.run("select name = 'O'Brien' and email = 'a@b.c'")
    assert [(e.get("sqlstate"), e.get("rule")) for e in entries(log_path)[1:]] == [
        ("22012", None),
        (None, "leaves-context"),
        ("42601", None),
    ]
    assert "Brien" not in log_path.read_text()


@pytest.mark.parametrize(
    "text",
    [
        "select * from users where email = 'bob'@acme.com",
        "select * from users where email = alice@acme.com",
        "select * from users where name = acme()",
        "select O''acme",
        "select 'x'::acme",
        "table acme",
        "select acme.f()",
        "select name = 'O'Brien' and email = 'a@acme.com'",
    ],
)
def test_what_was_meant_as_a_literal_is_in_no_log(session: Session, log_path: Path, text: str) -> None:
    with pytest.raises(StatementError):
        session.run(text)
    found = entries(log_path)[-1]
    assert found["statement"] in ("select …", "table …")
    assert "acme" not in json.dumps({**found, "who": ""})


def test_what_the_role_may_not_read_is_told(session: Session, log_path: Path) -> None:
    with pytest.raises(StatementError):
        session.run("select 'x' from pg_catalog.pg_authid")
    assert entries(log_path)[-1]["statement"] == "select $1 from pg_catalog.pg_authid"


def test_what_nobody_has_read_yet_is_not_told(session: Session, log_path: Path) -> None:
    def nobody() -> None:
        raise Refused("a reason", rule="reason")

    session.on_ask = nobody
    with pytest.raises(Refused):
        session.run("select name = 'O'Brien' and email = 'a@acme.com'")
    assert entries(log_path)[-1]["statement"] == "select …"


def test_the_server_sees_the_session_s_id_and_no_customer(session: Session) -> None:
    seen = session.run("select current_setting('application_name'), pg_catalog.current_query()").rows[0]
    assert seen[0] == f"tenantsh {session.id}"
    assert seen[1].endswith(f" /* tenantsh:{session.id} */")


@pytest.mark.parametrize("text", ["select 1 +", "select 'a", 'select "a', "select /* a", "select $$a", "select -- a"])
def test_errors_say_nothing_of_the_mark(session: Session, text: str) -> None:
    try:
        session.run(text)
    except (StatementError, Refused) as error:
        assert session.id not in str(error)  # noqa: PT017 - what parses says nothing at all


def test_rows_are_withheld_where_a_required_log_cannot_be_written(session: Session, log_path: Path) -> None:
    log_path.unlink()
    log_path.mkdir()
    with pytest.raises(TenantshError, match="cannot be written"):
        session.run("select 1")


def test_another_log_that_cannot_be_written_is_told_of_once(platform_dsn: str, log_path: Path) -> None:
    log_path.mkdir()
    place = Place(Target(as_user(platform_dsn, "engineer")), PLATFORM)
    with open_session(place, Wanted("42")) as session:
        told: list[str] = []
        session.on_notice = lambda message: told.append(message.told())
        kept(session, Keeping(str(log_path)))
        assert session.run("select 1").rows == session.run("select 1").rows
        assert len(told) == 1
        log_path.rmdir()
        session.run("select 1")
    assert [entry["event"] for entry in entries(log_path)] == ["missed", "statement"]


def test_a_session_asks_for_a_reason_and_again_when_it_has_run_out(platform_dsn: str, log_path: Path) -> None:
    place = Place(Target(as_user(platform_dsn, "engineer")), PLATFORM)
    answers = iter(["short", "case 1234567", None])
    with open_session(place, Wanted("42")) as session:
        kept(session, Keeping(str(log_path), least_reason=10, reason_seconds=60), lambda _: next(answers))
        session.run("select 1")
        assert session.reason == "case 1234567"
        session._witness.reason_at -= 61
        with pytest.raises(Refused, match="has run out"):
            session.run("select 1")
    assert [entry.get("rule") for entry in entries(log_path)] == [None, None, "reason"]


def test_a_profile_s_reason_has_to_be_said_before_anybody_connects() -> None:
    check_said("case 1234567", Keeping(least_reason=10))
    with pytest.raises(UsageError):
        check_said("case", Keeping(least_reason=10))
    with pytest.raises(ConfigError):
        seconds_in("soon")


def test_batches_tell_of_their_beginning_and_their_end(session: Session, log_path: Path) -> None:
    pytest.importorskip("pyarrow")
    list(session.batches("select * from pg_catalog.generate_series(1, 50)", rows=20))
    assert [(e["verdict"], e["rows"]) for e in entries(log_path)[1:]] == [("begun", None), ("done", 50)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("select * from t where a in (1,2)", "SELECT *\nfrom t where a IN (3, 4, 5) -- x"),
        ("insert into t values (1, 'a')", "insert into t values (2, $$b$$), (3, E'c')"),
    ],
)
def test_statements_that_differ_in_literals_have_one_fingerprint(one: str, other: str) -> None:
    assert without_literals(one).fingerprint == without_literals(other).fingerprint


def test_of_a_text_that_nobody_could_read_only_the_first_word_is_kept() -> None:
    assert only_lead("/* a */ Select it's").text == "select …"
    assert only_lead("'secret").text == "…"


def test_numbers_of_literals_go_on_behind_the_statement_s_own() -> None:
    assert without_literals("select $2 + 7, e'a\\'b', U&'x', b'1', $q$z$q$").text == "select $2 + $3, $4, $5, $6, $7"


# -- plain connections -----------------------------------------------------------------------------------------------


@pytest.fixture
def plain(platform_dsn: str, tmp_path: Path) -> Iterator[Plain]:
    session = open_plain_session(Target(as_user(platform_dsn, "engineer")))
    recorded(session, Keeping(path=str(tmp_path / "log.jsonl"), required=True))
    yield session
    session.close()


def entries_of(tmp_path: Path, *names: str) -> list[tuple[object, ...]]:
    lines = (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()
    return [tuple(entry.get(name) for name in names) for entry in map(json.loads, lines[1:])]


def run_plainly(plain: Plain, *asked: Ask | str) -> None:
    for ask in asked:
        for answer in plain.send(ask if isinstance(ask, Ask) else Ask(ask), Pipe()):
            if isinstance(answer, Result) and answer.cells is not None:
                list(answer.cells.text())


def test_a_plain_connection_s_statements_are_recorded_each_with_what_became_of_it(plain: Plain, tmp_path: Path) -> None:
    run_plainly(plain, "select 'secret' as one; ;select 1/0; select 3", "copy (select 1) to stdout", "select 2; -- so")
    run_plainly(plain, Ask("select $1::int", How.BOUND, ("4",)))
    assert entries_of(tmp_path, "statement", "verdict", "rows", "sqlstate", "org") == [
        ("select $1 as one", "done", 1, None, None),
        ("select $1/$2", "failed", None, "22012", None),
        ("copy (select $1) to stdout", "done", 1, None, None),
        ("select $1", "done", 1, None, None),
        ("select $1::int", "done", 1, None, None),
    ]
    assert verify(tmp_path / "log.jsonl").problems == []


def test_rows_that_come_in_pieces_are_told_of_at_their_beginning_and_end(plain: Plain, tmp_path: Path) -> None:
    rows = "select 1 / (7 - n) from generate_series(1, {}) as n"
    run_plainly(plain, *(Ask(rows.format(last), rows_at_a_time=2) for last in (5, 9)), "select 1")
    assert [verdict for (verdict,) in entries_of(tmp_path, "verdict")] == ["begun", "done", "begun", "failed", "done"]


def test_a_literal_that_nobody_can_tell_is_not_in_the_log(plain: Plain, tmp_path: Path) -> None:
    run_plainly(plain, "set standard_conforming_strings = off", r"select 'it\'s a secret' as one")
    assert entries_of(tmp_path, "statement")[1] == ("select …",)


def test_what_else_a_plain_connection_does_is_recorded(plain: Plain, tmp_path: Path) -> None:
    plain.plan("select 1")
    plain.plan("select 1", analyze=True)
    with pytest.raises(StatementError):
        plain.lo_unlink("4711")
    assert entries_of(tmp_path, "how", "verdict") == [("plan", "done"), ("large object", "failed")]


def test_where_the_log_cannot_be_written_a_plain_connection_s_rows_are_withheld(plain: Plain, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").unlink()
    (tmp_path / "log.jsonl").mkdir()
    with pytest.raises(TenantshError, match="cannot be written"):
        run_plainly(plain, "select 1")
    assert plain.connected
