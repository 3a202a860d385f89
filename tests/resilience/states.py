"""What a session is doing when something happens to it: how it comes there, and what its person does afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS = 4
"""How long what is under way would take without any fault."""

MARK = "here once"
_WRITE = f"insert into notes (mark) values ('{MARK}')"
_SLOWLY = f"with written as ({_WRITE} returning 1) select 'done' as it_is, pg_sleep({SECONDS}) from written;"
_ROWS = (
    f"select n, repeat('x', 1000) as x, pg_sleep(1 / 1000::float) as y from generate_series(1, {SECONDS * 800}) as n"
)
_DATA = f'i=0; while [ $i -lt {SECONDS * 20} ]; do i=$((i+1)); echo "{MARK}"; sleep 0.05; done'
NEXT = "select 'next' as it_is;"


@dataclass(frozen=True, slots=True)
class State:
    """What a person was doing."""

    name: str
    before: Sequence[str] = ()
    """What she has done before, line by line."""
    under_way: str | None = None
    """What runs when it happens; None where she sits before the prompt and asks the next thing after it."""
    after: str = NEXT
    """What she asks then."""
    done: str = "next"
    """What is in the answer when all went well."""
    ends: Sequence[str] = ()
    """How she ends what she was in."""
    where: str = "shell"
    """`shell`, `notebook`, `start` (nothing is open yet) or `editor`."""
    writes: int = 0
    """How many rows are written when all goes well; none of them twice."""


STATES = (
    State("at connect", where="start", done="next"),
    State("idle"),
    State("in a transaction", before=("begin;", f"{_WRITE};"), ends=("rollback;",)),
    State("in a statement that writes", under_way=_SLOWLY, done="done", writes=1),
    State("in a transaction's statement", before=("begin;",), under_way=_SLOWLY, done="done", ends=("rollback;",)),
    State("rows streaming", under_way=rf"{_ROWS} \g /dev/null", done=""),
    State("COPY out", under_way=rf"\copy ({_ROWS}) to /dev/null", done=f"COPY {SECONDS * 800}"),
    State("COPY in", under_way=rf"\copy loaded from program '{_DATA}'", done=f"COPY {SECONDS * 20}",
          writes=SECONDS * 20),
    State(r"in \each", under_way=r"\each --workers 2 42,43,44,45,46,47 select pg_sleep(1.3)", done="(6 rows)"),
    State("completion's session", where="editor"),
    State("a notebook's cell", under_way=f"%%tenantsh\n{_SLOWLY}", after=f"%%tenantsh\n{NEXT}", done="done",
          where="notebook", writes=1),
)  # fmt: skip
