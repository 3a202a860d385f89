"""One cell of the table: a person in a state, a fault, what she saw, and whether what is promised held."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.repl.typing import Typing
from tests.resilience.network import HOST
from tests.resilience.person import Cells, Person, Seen, environment, program, runs
from tests.resilience.states import NEXT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.resilience.faults import Fault
    from tests.resilience.server import Server
    from tests.resilience.states import State

PATIENCE = 25.0
"""A shell that has not come back after so many seconds hangs."""
BEFORE = 0.7
"""How long a statement runs before something happens."""
QUICKLY = "connect_timeout=2 keepalives_idle=1 keepalives_interval=1 keepalives_count=2"
"""A day in minutes: what takes a minute and a half by default takes three seconds."""
_WRITTEN = "select (select count(*) from notes) + (select count(*) from loaded)"
_UNDER_WAY = """
    select count(*) from pg_stat_activity
    where usename = 'engineer' and state = 'active' and query ~* 'pg_sleep|copy +loaded'
"""
_WHOSE = "select current_setting('app.current_org_id') || ' of ' || current_user as whose;"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it."""

    fault: str
    state: str
    verdict: str
    """In a few words, `FAILED: …` where a promise did not hold."""
    seconds: float
    """Until the person knew."""
    text: str
    """What she saw."""
    wrong: list[str] = field(default_factory=list)


def dsn_of(server: Server) -> str:
    """How people get there in this table: by its name, where there is a network."""
    return f"{server.dsn(host=HOST if server.network else None)} {QUICKLY}"


def tried(server: Server, state: State, fault: Fault, home: Path) -> Outcome:
    """Bring a session into the state, let the fault happen, and look at what its person sees then and afterwards."""
    fault.before(server)
    try:
        match state.where:
            case "start":
                return _at_start(server, state, fault, home)
            case "editor":
                return _in_editor(server, state, fault, home)
            case _:
                return _in_session(server, state, fault, home)
    finally:
        if server.network:
            server.network.mend()


def _in_session(server: Server, state: State, fault: Fault, home: Path) -> Outcome:
    if state.where == "notebook":
        person: Person | Cells = Cells(dsn_of(server), home=home, network=server.network)
    else:
        person = Person(dsn_of(server), "--write", home=home, network=server.network)
    with person:
        person.opened()
        if isinstance(person, Cells):  # the first cell loads pandas, and something may happen before it is sent
            person.asks(state.after)
        seen, wrong = lived(server, state, fault, person)
        if not wrong:
            status, seconds = person.leaves()
            if status or seconds > 5:
                wrong.append(f"leaving: status {status} after {seconds:.1f} s")
    return Outcome(fault.name, state.name, verdict(state, seen.text, wrong), seen.seconds, seen.text, wrong)


def lived(server: Server, state: State, fault: Fault, person: Person | Cells) -> tuple[Seen, list[str]]:
    """Bring her session into the state and let the fault happen: what she saw, and what is wrong with it."""
    ((before,),) = server.admin(_WRITTEN)
    for line in state.before:
        person.asks(line)
    at = person.begins(state.under_way) if state.under_way else None
    if state.under_way:
        _wait_until_under_way(server)
    fault.happens(server)
    began = time.monotonic()
    if at is None:
        at = person.begins(state.after)
    if fault.ctrl_c:
        time.sleep(1)
        person.presses_ctrl_c()
    seen = person.since(at, PATIENCE)
    seen = Seen(seen.text, seen.prompt, time.monotonic() - began)
    fault.ends(server)
    if server.network:
        server.network.mend()
    if not seen.back:
        return seen, [f"it hangs, for more than {PATIENCE:.0f} s"]
    return seen, _afterwards(server, state, person, seen, int(str(before)))


def _wait_until_under_way(server: Server) -> None:
    """Until the server is at it, and a moment more: on a busy machine it takes a while until something is sent."""
    for _ in range(100):
        if server.admin(_UNDER_WAY) != [(0,)]:
            break
        time.sleep(0.05)
    time.sleep(BEFORE)


def _afterwards(server: Server, state: State, person: Person | Cells, seen: Seen, before: int) -> list[str]:
    """What is wrong with the session once all is well again."""
    wrong = []
    for line in state.ends:
        person.asks(line)
    magic = "%%tenantsh\n" if isinstance(person, Cells) else ""
    whose = person.asks(magic + _WHOSE, PATIENCE)
    if "42 of org_member" not in whose.text:
        wrong.append(f"the next statement gave {whose.text!r}")
    ((after,),) = server.admin(_WRITTEN)
    rows = int(str(after)) - before
    said = bool(state.done) and state.done in seen.text
    if rows not in (0, state.writes) or (said and rows != state.writes):
        wrong.append(f"{rows} rows were written")
    ((others,),) = server.admin("select count(*) from notes where org_id <> 42")
    if others:
        wrong.append(f"{others} rows of another organization")
    return wrong


def _at_start(server: Server, state: State, fault: Fault, home: Path) -> Outcome:
    """The fault is there when a session is to be opened."""
    fault.happens(server)
    began = time.monotonic()
    with Person(dsn_of(server), "--write", home=home, network=server.network) as person:
        if fault.ctrl_c:
            time.sleep(2)  # it takes a second until it asks
            person.presses_ctrl_c()
        seen = person.since(0, PATIENCE)
        status = person.terminal.status
        wrong = [] if seen.back or status is not None else [f"it hangs, for more than {PATIENCE:.0f} s"]
        text = seen.text if seen.back or status is None else f"{seen.text}\nexit status {status}"
    seconds = time.monotonic() - began
    fault.ends(server)
    said, left, _ = runs([dsn_of(server), "--org", "42", "-c", NEXT], home=home, network=server.network)
    if left or "next" not in said:
        wrong.append(f"afterwards: {said!r}")
    short = _failed(wrong) or ("opened" if seen.back else "refused, told")
    return Outcome(fault.name, state.name, short, seconds, text, wrong)


def _in_editor(server: Server, state: State, fault: Fault, home: Path) -> Outcome:
    """The second session, which completion asks, is hit with the first: keys must not wait for it."""
    words = program(server.network, "-m", "tenantsh")
    with Typing(dsn_of(server), "--org", "42", "--write", env=environment(home), program=words) as terminal:
        terminal.sees("RW=>", 60)
        terminal.keys("select * from reso\t")
        terminal.sees("resource", PATIENCE)
        terminal.keys("\x15")
        fault.happens(server)
        wrong, slowest = [], 0.0
        for word in ("alpha", "bravo", "delta"):
            pressed = time.monotonic()
            terminal.keys(f"select 1 from re\t {word}")
            try:
                terminal.sees(word, PATIENCE)
            except AssertionError:
                wrong.append("keys are not shown")
                break
            slowest = max(slowest, time.monotonic() - pressed)
            terminal.keys("\x15")
            time.sleep(0.3)
        fault.ends(server)
        if slowest > 1.0:
            wrong.append(f"a key took {slowest:.1f} s")
        at = len(terminal.text)
        terminal.enter("select 'it is ' || 'back' as so;")
        deadline = time.monotonic() + PATIENCE
        while "it is back" not in terminal.text[at:] and time.monotonic() < deadline:
            terminal._read(0.1)
        if "it is back" not in terminal.text[at:]:
            wrong.append(f"the next statement gave {terminal.text[at:][-300:]!r}")
        text = f"keys were shown within {slowest * 1000:.0f} ms"
    return Outcome(fault.name, state.name, _failed(wrong) or "keys go on", slowest, text, wrong)


_WORDS = (
    (r"The connection had been lost.*\b{done}\b", "back, told; then answered"),
    (r"this statement was not sent", "not sent, told"),
    (r"the connection was lost, and the open transaction with it", "transaction lost, told"),
    (r"the open transaction is lost with it", "transaction lost, told"),
    (r"may or may not have run", "lost, told; not run again"),
    (r"given up: whether the statement has run", "given up, told"),
    (r"the connection was given up", "given up, told"),
    (r"canceling statement due to user request|KeyboardInterrupt", "given up at once"),
    (r"have no answer|note: \d+ organizations?: |not asked", "who has no answer is told"),
)


def verdict(state: State, text: str, wrong: list[str]) -> str:
    """What came of it, in a few words: by what the person saw."""
    if failed := _failed(wrong):
        return failed
    for pattern, words in _WORDS:
        if re.search(pattern.replace("{done}", re.escape(state.done)), text, re.DOTALL):
            return words
    if state.done in text and (state.done or not text):
        return "unharmed"
    return "told: " + (text.strip().splitlines() or ["nothing"])[0][:60]


def _failed(wrong: list[str]) -> str:
    return f"FAILED: {'; '.join(wrong)}" if wrong else ""
