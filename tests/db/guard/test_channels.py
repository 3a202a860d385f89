"""What tells of other organizations although no row of theirs is shown."""

from __future__ import annotations

import dataclasses
import re
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from tests.db.guard.channels import CHANNELS, Channel
from tests.db.small import CONVENTION

from tenantsh.db.opening import Wanted, open_session
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from tests.db.small import Small

    from tenantsh.db.session import Session


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name)
def test_it_still_tells(planted: Small, channel: Channel) -> None:
    with ExitStack() as stack:
        if channel.theirs:
            other = stack.enter_context(planted.open("43", write=True))
            _run(other, channel.theirs)
        session = stack.enter_context(planted.open(write=channel.write))
        _run(session, channel.first)
        if channel.write:
            session.run("begin")
        assert re.search(channel.tells, told(session, channel.sql))


def test_who_listens_hears_of_everybody(planted: Small) -> None:
    with planted.open() as session, planted.open("43") as other:
        session.run("listen news")
        other.run("notify news, 'of 43'")
        session.run("select 1")
        assert "of 43" in "".join(session.heard())


def test_without_a_role_what_the_same_login_runs_is_seen(planted: Small) -> None:
    convention = dataclasses.replace(CONVENTION, role=None, write_role=None, organization=None)
    place = dataclasses.replace(planted.place(), convention=convention)
    with open_session(place, Wanted("43")) as other, open_session(place, Wanted("42")) as session:
        other.run("begin")
        other.run("select 1")
        seen = session.run("select query from pg_stat_activity where state = 'idle in transaction'")
        assert "'43'" in str(seen.rows[0][0])


def told(session: Session, sql: str) -> str:
    """What a statement's answer says."""
    try:
        result = session.run(sql)
    except StatementError as error:
        return error.sqlstate
    return f"{result.status} {result.rows if result.columns else ''}"


def _run(session: Session, statements: tuple[str, ...]) -> None:
    for sql in statements:
        session.run(sql)
