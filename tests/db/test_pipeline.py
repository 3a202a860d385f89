r"""psql 18's pipelines: the same commands on a plain session and in psql, one transcript beside the other."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from tests.db.plainly import Data, Told, ctrl_c, opened, psql, run, statuses

from tenantsh.db.ask import Ask, How
from tenantsh.model.errors import ConnectionLost, StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.plain import Plain

pytestmark = pytest.mark.pg_min(18)

COUNTS = r"\echo :PIPELINE_SYNC_COUNT :PIPELINE_COMMAND_COUNT :PIPELINE_RESULT_COUNT"

INSIDE = (
    r"select 1;|select 2;",
    r"\startpipeline|select $1 \bind 'x' \sendpipeline",
    r"select 1;|\getresults|\syncpipeline|\getresults|\getresults",
    r"select 1;|\flushrequest|select 2;|\getresults|\getresults|\flush|\getresults",
    r"select 1;|\syncpipeline|\syncpipeline|select 2;|\syncpipeline|\getresults 2|\getresults 1|\getresults 9",
    r"\syncpipeline|\getresults|\getresults",
    r"select 1/0;|select 2;|select 3;|\syncpipeline|select 4;|\flushrequest|\getresults 1|\getresults 1|\getresults 1",
    r"select 1/0;|select 2;|select 3;|\syncpipeline|select 4;|\flushrequest|\getresults 4|\getresults 1|\getresults",
    r"select 1/0;|select 2;|select 3;|\flushrequest|\getresults 1|select 5;|\flushrequest|\getresults|select 6;",
    r"select 1/0;|select 2;|\syncpipeline|select 3;|\syncpipeline|select 4/0;|select 4;",
    r"select 1/0;|select 2;|\syncpipeline|select 3;|\flushrequest|\getresults 2|\getresults 1",
    r"select wrong;",
    r"select 1;|select|  wrong;",
    r"begin;|select 1;|commit;",
    r"do $$ begin raise notice 'n'; end $$;|select 1;|create temp table q ();|drop table q;",
    r"select $1 \parse s|\bind_named s 5 \sendpipeline|\close_prepared s",
    r"\bind_named nothing \sendpipeline|\syncpipeline|select 1;",
    r"select 1\; select 2;|select 3;",
    r";|select 1;",
    r"values (1), (2);|\syncpipeline|select generate_series(1, 1000);|\getresults",
    r"\endpipeline|\startpipeline|select 1;",
    r"select 1;|select 2 \gdesc|\syncpipeline|\getresults",
    r"set client_min_messages to nonsense;|\syncpipeline|\getresults",
    r"select 'é', '東京', wrong;",
)
r"""Lines parted by bars, between `\startpipeline` and `\endpipeline`; after each, psql tells its counters."""

SCRIPTS = (
    *(rf"\startpipeline|{lines}|\endpipeline|select 0;" for lines in INSIDE),
    r"begin;|\startpipeline|select 1;|\endpipeline|rollback;",
    r"begin;|select 1/0;|\startpipeline|select 1;|select 2;|\endpipeline|rollback;",
    r"\endpipeline|\endpipeline|select 1;|\syncpipeline|\flush|\flushrequest|\flushrequest|\getresults|\syncpipeline",
    r"\getresults|\flush|\flushrequest|\getresults",
    r"\startpipeline|select 1;|\endpipeline|select 2 \gdesc",
)


@pytest.fixture(scope="module")
def dsn(pg: Cluster) -> Iterator[str]:
    yield pg.create("pipelines")
    pg.drop("pipelines")


@pytest.fixture
def plain(dsn: str) -> Iterator[Plain]:
    session = opened(dsn)
    yield session
    session.close()


class Piped(Told):
    """Carries out the few of psql's commands that a pipeline needs."""

    def do(self, script: str) -> str:
        before = ""
        for line in script.split("|"):
            text = f"{before}\n{line}" if before else line
            before = ""
            if line.startswith("\\"):
                self._command(*line[1:].split())
            elif text.endswith(";"):
                self.send(text.replace("\\;", ";"))
            elif "\\" in text:
                statement, command = text.rsplit("\\", 1)
                self._with(statement, *command.split())
            else:
                before = text
                continue
            self._count()
        return self.text

    def _count(self) -> None:
        pipeline = self.plain.pipeline
        self.say(f"{pipeline.syncs} {pipeline.commands} {pipeline.results}")

    def _command(self, name: str, *words: str) -> None:
        pipeline = self.plain.pipeline
        try:
            match name:
                case "startpipeline":
                    pipeline.start()
                case "syncpipeline":
                    pipeline.sync()
                case "flush":
                    pipeline.flush()
                case "flushrequest":
                    pipeline.request_flush()
                case "getresults":
                    self.tell(pipeline.get_results(*map(int, words)))
                case "endpipeline":
                    self.tell(pipeline.end())
                case "bind_named":
                    self.send("", How.EXECUTE, words[1:-1], name=words[0])
                case "close_prepared":
                    self.send("", How.CLOSE, name=words[0])
        except StatementError as error:
            self.say(error.text)

    def _with(self, statement: str, name: str, *words: str) -> None:
        if name == "sendpipeline":
            text, bound = statement.split("\\bind")
            self.send(text, How.BOUND, (bound.strip().strip("'"),))
        elif name == "parse":
            self.send(statement, How.PREPARE, name=words[0])
        else:
            try:
                for row in self.plain.answer_columns(statement).rows:
                    self.say("|".join(row))
            except StatementError as error:
                self.say(error.text)


def test_pipelines_are_psqls(pg: Cluster, dsn: str) -> None:
    ours, psqls = {}, {}
    for script in SCRIPTS:
        plain = opened(dsn)
        ours[script] = Piped(plain).do(script)
        plain.close()
        lines = [line if line == "select" else f"{line}\n{COUNTS}" for line in script.split("|")]
        psqls[script] = psql(pg, dsn, "\n".join(lines) + "\n")
    assert ours == psqls


def test_what_waits_for_an_answer_has_no_place_in_a_pipeline(plain: Plain) -> None:
    plain.pipeline.start()
    with pytest.raises(StatementError, match="synchronous command execution functions are not allowed in pipeline"):
        plain.answer_columns("select 1")
    with pytest.raises(UsageError, match="LATIN1: invalid encoding name or conversion procedure not found"):
        plain.set_encoding("LATIN1")
    run(plain, "select 1")
    with pytest.raises(UsageError, match=r"\\lo_unlink: unknown transaction status"):
        plain.lo_unlink("1")


def test_a_copy_ends_the_connection_as_in_psql(pg: Cluster, dsn: str, plain: Plain) -> None:
    words = "COPY in a pipeline is not supported, aborting connection"
    plain.pipeline.start()
    run(plain, "select 1")
    run(plain, "copy (select 1) to stdout")
    answers = plain.pipeline.end()
    assert statuses([next(answers)]) == ["SELECT 1"]
    with pytest.raises(ConnectionLost, match=words):
        next(answers)
    assert not plain.connected
    assert psql(pg, dsn, "\\startpipeline\nselect 1;\ncopy (select 1) to stdout;\n\\endpipeline\n") == f"1\n{words}\n"


def test_a_server_that_goes_away_ends_the_pipeline(pg: Cluster, dsn: str, plain: Plain) -> None:
    script = "\\startpipeline|select pg_terminate_backend(pg_backend_pid());|select 2;|\\endpipeline"
    told = Piped(plain)
    for line in ("select pg_terminate_backend(pg_backend_pid())", "select 2"):
        plain.pipeline.start()
        told.send(line)
    told.tell(plain.pipeline.end())
    expected = psql(pg, dsn, script.replace("|", "\n") + "\n")
    assert f"{told.text}connection to server was lost\n" == expected
    assert plain.reset()
    assert not plain.pipeline.active


def test_ctrl_c_cancels_what_a_pipeline_waits_for(plain: Plain) -> None:
    plain.pipeline.start()
    run(plain, "select pg_sleep(30)")
    answers = plain.pipeline.end()
    with ctrl_c(0.2):
        assert statuses([next(answers)]) == ["ERROR:  canceling statement due to user request"]
    with pytest.raises(KeyboardInterrupt):
        list(answers)
    assert not plain.pipeline.active
    assert statuses(run(plain, "select 1")) == ["SELECT 1"]


def test_whoever_stops_listening_to_the_end_gets_a_session_that_is_ready(plain: Plain) -> None:
    plain.pipeline.start()
    run(plain, "select 1")
    run(plain, "select 2")
    answers = plain.pipeline.end()
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert not plain.pipeline.active
    assert statuses(run(plain, "select 3")) == ["SELECT 1"]


def test_a_silent_server_is_given_up_in_a_pipeline_too(plain: Plain) -> None:
    plain.pipeline.start()
    run(plain, "select 1")
    pid = plain.endpoint.pid
    os.kill(pid, signal.SIGSTOP)
    try:
        with ctrl_c(0.1, 0.3), pytest.raises(ConnectionLost):
            list(plain.pipeline.end())
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_queued_statement_has_no_answer_yet(plain: Plain) -> None:
    plain.pipeline.start()
    assert list(plain.send(Ask("select 1"), Data())) == []
    assert (plain.pipeline.commands, plain.transaction) == (1, "*")
