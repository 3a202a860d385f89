"""A run that ends itself with SIGKILL at a step: `python retention_child.py DSN STORAGE STEP TABLE LATE`."""

from __future__ import annotations

import os
import signal
import sys
from itertools import count

from tenantsh.cold import writing
from tenantsh.db import admin
from tenantsh.model.retention import PLATFORM_RULES, Retention
from tenantsh.platform.retention.looking import Wanted
from tenantsh.platform.retention.run import Run
from tenantsh.platform.retention.watching import Doing, Moment

dsn, storage, step, table, late = sys.argv[1:]
_times = count(1)
_copied = count(1)

# row by row, so that a kill while rows are copied leaves a file that is whole and one that is not
admin._BLOCK = writing._BLOCK = 1


def watch(moment: Moment) -> None:
    """Die where it was asked for; before that let a row come late, where that was asked for."""
    if late == "late" and moment.doing is Doing.ARCHIVED and next(_times) == 1:
        import psycopg

        with psycopg.connect(dsn) as connection:
            connection.execute(
                """insert into audit_logs (org_id, row_id, created_at, action, table_name)
                   values (42, 1000, to_timestamp(%s, 'YYYY-MM'), 'insert', 'late')""",
                [moment.month],
            )
    if moment.doing is Doing.COPIED and next(_copied) < 20:
        return
    if moment.doing is Doing[step] and moment.table.removeprefix("public.") == table:
        os.kill(os.getpid(), signal.SIGKILL)


with admin.connect(dsn) as connection:
    Run(connection, Wanted(Retention(PLATFORM_RULES, storage), "org_id", platform=True), watch).go()
