r"""Commands of `-c` behind one another: what `\filter` found goes on, and psql's commands are psql's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pgcluster import Cluster
    from tests.repl.conftest import Run

FILTER = r"\filter resource_metadata tier=premium tags~beta !archived"


def test_the_next_command_has_all_rows_of_a_filter(acme: Run, tmp_path: Path) -> None:
    done = acme("-X", "-At", "-c", FILTER, "-c", r"\pset format csv", "-c", rf"\g {tmp_path}/rows.csv", "-c", r"\p")
    assert (done.returncode, done.stderr) == (0, "")
    assert "matches|62\n" in done.stdout
    assert len((tmp_path / "rows.csv").read_text(encoding="utf-8").splitlines()) == 62
    assert done.stdout.splitlines()[-1].startswith("SELECT * FROM resource_metadata WHERE data @> '")


def test_behind_sql_there_is_no_query_as_in_psql(acme: Run) -> None:
    done = acme("-X", "-At", "-c", FILTER, "-c", "select 1 as a", "-c", r"\p", "-c", r"\gx", "-c", "select 2 as b")
    assert done.stdout.endswith("1\nQuery buffer is empty.\nb|2\n")


_NOWHERE = r"""create table t (a int);
insert into t values (1) returning a \g /nonexistent/x
copy t to stdout \g /nonexistent/x
\echo :ERROR
"""


def test_what_cannot_be_written_is_told_as_the_servers_own_psql_tells_it(
    tenantsh: Run, pg: Cluster, empty_dsn: str
) -> None:
    done = tenantsh("-X", "--unscoped", "-d", empty_dsn, input=_NOWHERE)
    told = {13: ["INSERT 0 1", "true"], 15: ["COPY 1", "false"], 17: ["true"]}  # as each of them prints it
    assert done.stdout.splitlines() == ["CREATE TABLE", *told[max(since for since in told if since <= pg.major)]]
