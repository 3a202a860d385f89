"""Sessions opened and closed by the hundred, in every way that they end: what of them is still there afterwards.

    python -m tests.resilience.leaks [--sessions 1000]

Counted are the server's processes for their login, this process's threads and files, files in the temporary folder, and
memory.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests import pgcluster
from tests.db import small as schema
from tests.db.small import Small, kill
from tests.pgbin import choices

from tenantsh.db import catalog
from tenantsh.db.beside import beside
from tenantsh.db.connect import Target
from tenantsh.db.plain import open_plain_session
from tenantsh.db.waiting import resident_bytes
from tenantsh.model.errors import ConnectError, ConnectionLost, StatementError

if TYPE_CHECKING:
    from collections.abc import Callable

_LOGIN = "small_eng"
_LONG = "select n, repeat('x', 200) as x from generate_series(1, 100000) as n"


def _asked(small: Small) -> None:
    with small.open() as session:
        session.run("select count(*) from things")


def _unknown_organization(small: Small) -> None:
    with suppress(ConnectError):
        small.open("4711")


def _refused_login(small: Small) -> None:
    with suppress(ConnectError):
        small.open(user="nobody_of_that_name")


def _unsafe_login(small: Small) -> None:
    with suppress(ConnectError):
        small.open(user="small_bypass")


def _nobody_there(small: Small) -> None:
    with suppress(ConnectError):
        small.open(port="1")


def _open_transaction(small: Small) -> None:
    session = small.open(write=True)
    session.run("begin")
    session.run("insert into things (org_id, name) values (42, 'never')")
    session.close()


def _failed_transaction(small: Small) -> None:
    session = small.open()
    session.run("begin")
    with suppress(StatementError):
        session.run("select 1 / 0")
    session.close()


def _long_result(small: Small) -> None:
    with small.open() as session:
        result = session.run(_LONG)
        assert len(result) == 100_000


def _half_read_batches(small: Small) -> None:
    session = small.open()
    next(iter(session.batches(_LONG, rows=1000)))
    session.close()


def _left_batches(small: Small) -> None:
    with small.open() as session:
        with session.batches(_LONG, rows=1000) as batches:
            next(iter(batches))
        session.run("select 1")


def _frame(small: Small) -> None:
    with small.open() as session:
        assert len(session.frame("select * from things")) == schema.OURS


def _each(small: Small) -> None:
    with small.open() as session:
        session.each(["42", "43", "44"], "select count(*) from things")


def _lost(small: Small) -> None:
    with small.open() as session:
        session.on_notice = _unheard
        kill(small, session)
        session.run("select 1")


def _lost_in_a_statement(small: Small) -> None:
    with small.open() as session, suppress(ConnectionLost):
        session.run("select end_myself()")


def _lost_in_a_transaction(small: Small) -> None:
    session = small.open()
    session.run("begin")
    kill(small, session)
    session.close()


def _catalog(small: Small) -> None:
    with small.open() as session:
        other = beside(small.place(), session).open()
        catalog.load(other)
        other.close()


def _plain(small: Small) -> None:
    plain = open_plain_session(Target(small.target()))
    plain.reset()
    plain.close()


def _unheard(_notice: object) -> None:
    """It had been lost: nobody here wants to read that a hundred times."""


KINDS: tuple[Callable[[Small], None], ...] = (
    _asked, _unknown_organization, _refused_login, _unsafe_login, _nobody_there, _open_transaction,
    _failed_transaction, _long_result, _half_read_batches, _left_batches, _frame, _each, _lost, _lost_in_a_statement,
    _lost_in_a_transaction, _catalog, _plain,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """What is held at a moment."""

    connections: int
    threads: int
    files: int
    temporary: int
    """Entries of the temporary folder."""
    memory: int
    """Bytes."""


def held(small: Small) -> Held:
    """What there is now; a server process may take a moment to end."""
    for _ in range(100):
        ((connections,),) = small.admin(f"select count(*) from pg_stat_activity where usename = '{_LOGIN}'")
        if not connections:
            break
        time.sleep(0.02)
    gc.collect()
    return Held(
        connections=int(str(connections)),
        threads=threading.active_count(),
        files=len(list(Path("/proc/self/fd").iterdir())),
        temporary=len(list(Path(tempfile.gettempdir()).iterdir())),
        memory=resident_bytes(),
    )


def open_and_close(small: Small, sessions: int, parts: int = 1) -> list[Held]:
    """So many sessions, each kind in its turn: what was held after the first of each, then after each part of them."""
    with tempfile.TemporaryDirectory(prefix="tsh-leaks-") as folder:
        before, tempfile.tempdir = tempfile.tempdir, folder
        try:
            for kind in KINDS:
                kind(small)
            found = [held(small)]
            for number in range(sessions):
                KINDS[number % len(KINDS)](small)
                if (number + 1) % (sessions // parts) == 0:
                    found.append(held(small))
        finally:
            tempfile.tempdir = before
    return found


def report(found: list[Held], sessions: int, seconds: float) -> list[str]:
    """The figures as a table: a column for each part."""
    counts = [round(sessions * at / (len(found) - 1)) for at in range(1, len(found))]
    rows = [(name, [getattr(one, name) for one in found]) for name in ("connections", "threads", "files")]
    rows.append(("files in the temporary folder", [one.temporary for one in found]))
    rows.append(("memory, MiB", [one.memory >> 20 for one in found]))
    return [
        f"{sessions:,} sessions in {len(KINDS)} ways, in {seconds:.0f} s:",
        "",
        f"| held after | one of each | {' | '.join(f'{count:,}' for count in counts)} |",
        f"|---|{'---:|' * len(found)}",
        *(f"| {name} | {' | '.join(map(str, figures))} |" for name, figures in rows),
    ]


def main() -> int:
    """Open and close them on a server of their own."""
    parser = argparse.ArgumentParser(description="sessions opened and closed")
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--pg", default="15")
    asked = parser.parse_args()
    cluster = pgcluster.start(choices(asked.pg)[0].programs())
    try:
        schema.make(cluster, "small")
        began = time.monotonic()
        found = open_and_close(Small(cluster, "small"), asked.sessions, parts=4)
        told = report(found, asked.sessions, time.monotonic() - began)
        sys.stdout.write("\n".join([*told, ""]))
    finally:
        pgcluster.remove(cluster)
    return int(replace(found[0], memory=0) != replace(found[-1], memory=0))


if __name__ == "__main__":
    sys.exit(main())
