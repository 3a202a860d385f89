"""Every door to the server has the guard behind it: it asks there, and lets through what is allowed, and says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.db.copying import Pipe, sent

from tenantsh.db.ask import Ask, How
from tenantsh.db.glances.glance import Peek
from tenantsh.db.guard.allowing import ASKS
from tenantsh.model.errors import NeedsReason, Refused, StatementError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.db.small import Small

    from tenantsh.db.session import Session
    from tenantsh.model.evidence import Done


def _asked(how: How, **more: Any) -> Callable[[Session, str], object]:
    def ask(session: Session, sql: str) -> object:
        return list(session.send(Ask(sql, how=how, **more), Pipe()))

    return ask


DOORS: dict[str, Callable[[Session, str], object]] = {
    "run": lambda session, sql: session.run(sql),
    "run with parameters": lambda session, sql: session.run(f"{sql} where %s", [True]),
    "a text": sent,
    "a text of several": lambda session, sql: sent(session, f"select 1; {sql}"),
    "a text of a frame": _asked(How.SIMPLE, framed=True),
    "bound": _asked(How.BOUND),
    "bound in a frame": _asked(How.BOUND, framed=True),
    "prepared": _asked(How.PREPARE, name="p"),
    "prepared without a name": _asked(How.PREPARE),
    "prepare": lambda session, sql: session.run(f"prepare p as {sql}"),
    "frame": lambda session, sql: session.frame(sql),
    "gather": lambda session, sql: session.gather(sql),
    "batches": lambda session, sql: list(session.batches(sql)),
    "plan": lambda session, sql: session.plan(sql),
    "plan that runs": lambda session, sql: session.plan(sql, analyze=True),
    "explain": lambda session, sql: session.run(f"explain analyze {sql}"),
    "glance": lambda session, sql: session.glance(Peek(sql, f"({sql}) as t")),
    "columns": lambda session, sql: session.answer_columns(sql),
    "copy": lambda session, sql: sent(session, f"copy ({sql}) to stdout"),
    "cursor": lambda session, sql: session.run(f"declare c cursor with hold for {sql}"),
}
_NOTHING_RUNS = ("plan", "columns")
_QUERY = "select seen()"


@pytest.mark.parametrize("door", DOORS)
def test_it_asks_at_every_door_and_sends_nothing(planted: Small, door: str) -> None:
    with planted.open() as session:
        before = session.link.wire.round_trips
        with pytest.raises(NeedsReason) as asked:
            DOORS[door](session, _QUERY)
        assert asked.value.rule == "context-function"
        assert session.link.wire.round_trips == before


@pytest.mark.parametrize("door", DOORS)
def test_what_is_allowed_is_let_through_at_every_door_and_told(planted: Small, door: str) -> None:
    with planted.open(allowed=["context-function"]) as session:
        done = heard(session)
        DOORS[door](session, _QUERY)
        if door not in _NOTHING_RUNS:
            assert {rule for one in done for rule in one.allowed} == {"context-function"}


@pytest.mark.parametrize("door", DOORS)
def test_a_person_is_asked_once_at_every_door_and_her_reason_is_told(planted: Small, door: str) -> None:
    with planted.open() as session:
        done, needs = heard(session), []

        def reason(need: NeedsReason) -> str:
            needs.append(need.rule)
            return "case 1234"

        session.on_need = reason
        DOORS[door](session, _QUERY)
        assert needs == ["context-function"]
        if door not in _NOTHING_RUNS:
            assert {rule for one in done for rule in one.allowed} == {"context-function: case 1234"}


@pytest.mark.parametrize("door", DOORS)
def test_what_can_never_be_allowed_is_refused_at_every_door(planted: Small, door: str) -> None:
    with planted.open(allowed=ASKS) as session, pytest.raises(Refused, match=re.escape("set_config")):
        DOORS[door](session, "select set_config('app.current_org_id', '43', true)")


def test_a_reason_for_what_was_then_refused_is_none_for_the_next_statement(planted: Small) -> None:
    with planted.open() as session:
        needs: list[str] = []

        def first_alone(need: NeedsReason) -> str | None:
            needs.append(need.rule)
            return "case 1234" if len(needs) == 1 else None

        session.on_need = first_alone
        with pytest.raises(NeedsReason):
            sent(session, "do $$ begin end $$; call nothing()")
        with pytest.raises(NeedsReason):
            session.run("do $$ begin raise notice 'another'; end $$")
        assert needs == ["do-block", "call", "do-block"]


def heard(session: Session) -> list[Done]:
    """What is told of the session's statements from now on."""
    done: list[Done] = []
    session.on_done = done.append
    return done


# -- what the guard cannot read --------------------------------------------------------------------------------------

_UNREAD = "select json_exists('set_config')"
"""A user's function until PostgreSQL 16; a keyword with a syntax of its own to the guard's grammar."""

_READ_ALONE = [
    door for door in DOORS if door not in ("a text of several", "run with parameters", "batches", "copy", "prepare")
]
"""Doors for one statement as it stands; no cursor is declared for what cannot be read."""


@pytest.fixture
def older(planted: Small) -> Small:
    if planted.pg.major > 15:
        pytest.skip("this server's grammar is the guard's own, or knows nothing that it does not")
    planted.admin("create or replace function json_exists(text) returns text language sql as 'select $1'")
    return planted


@pytest.mark.parametrize("door", _READ_ALONE)
def test_what_the_guard_cannot_read_needs_a_reason_at_every_door(older: Small, door: str) -> None:
    with older.open() as session:
        with pytest.raises(NeedsReason) as asked:
            DOORS[door](session, _UNREAD)
        assert asked.value.rule == "unreadable"


@pytest.mark.parametrize("door", _READ_ALONE)
def test_what_the_guard_cannot_read_is_let_through_for_one_and_told(older: Small, door: str) -> None:
    with older.open() as session:
        done, session.on_need = heard(session), lambda _: "case 1234"
        DOORS[door](session, _UNREAD)
        if door not in _NOTHING_RUNS:
            assert {rule for one in done for rule in one.allowed} == {"unreadable: case 1234"}


@pytest.mark.parametrize("door", ["copy", "prepare"])
def test_what_the_session_has_to_understand_is_refused_where_the_guard_cannot_read_it(older: Small, door: str) -> None:
    with older.open(allowed=ASKS) as session:
        with pytest.raises(Refused) as refused:
            DOORS[door](session, _UNREAD)
        assert (refused.value.rule, type(refused.value)) == ("unreadable", Refused)


def test_what_nobody_can_read_is_the_server_s_to_say(planted: Small) -> None:
    with planted.open() as session, pytest.raises(StatementError) as error:
        session.run("selec 1")
    assert error.value.sqlstate == "42601"
