"""What is said of a transaction and of a standby at a glance."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from tests.repl.typing import Typing

from tenantsh.db.age import Age
from tenantsh.repl.states import State, open_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pgcluster import Cluster


@pytest.mark.parametrize(
    ("age", "wanted"),
    [
        (Age(3, 1), State("tx 3 s", "org", 1)),
        (Age(90, 5), State("tx 1 min 30 s", "warning", 1)),
        (Age(90, 61), State("tx 1 min 30 s, IDLE 1 min 1 s: COMMIT or ROLLBACK?", "warning", 1)),
    ],
)
def test_a_transaction_in_which_nothing_happens_is_a_warning(age: Age, wanted: State) -> None:
    assert open_for(age) == wanted


@pytest.mark.newest
@pytest.mark.pg_min(14)  # an older server does not report it to a plain session
def test_a_standby_says_that_it_is_one_and_how_far_behind(standby: Cluster, tmp_path: Path) -> None:
    place = ["--unscoped", "-h", standby.host, "-p", str(standby.port), "-U", "postgres", "postgres"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "COLUMNS"))}
    environment = {**kept, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    with Typing(*place, env=environment, columns=160) as shell:
        shell.sees("UNSCOPED postgres=#")
        shell.sees("standby")
        shell.sees("behind")
