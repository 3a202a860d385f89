"""Runs that end themselves with SIGKILL at a step: a line of standard input each, a JSON list of
DSN, STORAGE, STEP, TABLE, LATE. Each is a process of its own, forked from one that has imported everything; how it
ended is answered in a line.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from itertools import count

import psycopg

from tenantsh.cold import folder, keeping, lines, writing
from tenantsh.db import admin
from tenantsh.model.retention import PLATFORM_RULES, Retention
from tenantsh.platform.retention import cooling
from tenantsh.platform.retention.looking import Wanted
from tenantsh.platform.retention.run import Run
from tenantsh.platform.retention.watching import Doing, Moment

_IMPORTED_BY_RUNS = cooling, folder, keeping, lines  # once is enough

# row by row, so that a kill while rows are copied leaves a file that is whole and one that is not
admin._BLOCK = writing._BLOCK = 1


def run(dsn: str, storage: str, step: str, table: str, late: str) -> None:
    """Die where it was asked for; before that let a row come late, where that was asked for."""
    times, copied = count(1), count(1)

    def watch(moment: Moment) -> None:
        if late == "late" and moment.doing is Doing.ARCHIVED and next(times) == 1:
            with psycopg.connect(dsn) as connection:
                connection.execute(
                    """insert into audit_logs (org_id, row_id, created_at, action, table_name)
                       values (42, 1000, to_timestamp(%s, 'YYYY-MM'), 'insert', 'late')""",
                    [moment.month],
                )
        if moment.doing is Doing.COPIED and next(copied) < 20:
            return
        if moment.doing is Doing[step] and moment.table.removeprefix("public.") == table:
            os.kill(os.getpid(), signal.SIGKILL)

    with admin.connect(dsn) as connection:
        Run(connection, Wanted(Retention(PLATFORM_RULES, storage), "org_id", platform=True), watch).go()


def forked(arguments: list[str]) -> int:
    """How a run of its own ended: a signal's number, negative, or an exit status."""
    pid = os.fork()
    if pid == 0:
        try:
            run(*arguments)
        except BaseException:  # noqa: BLE001 - this process goes no further, whatever it was
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    for line in sys.stdin:
        print(forked(json.loads(line)), flush=True)  # noqa: T201 - its answer
