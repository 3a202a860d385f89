"""A NOTIFY reaches whoever listens, in psql's words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.db.small import Small

    from tenantsh.db.session import Session


def test_a_notification_is_told_with_the_next_statement(session: Session, small: Small) -> None:
    session.run("listen news")
    small.admin("notify news, 'hello'")
    session.run("select 1")
    told = session.heard()
    assert len(told) == 1
    assert session.heard() == []
    assert re.fullmatch(
        'Asynchronous notification "news" with payload "hello" received from server process with PID [0-9]+.', told[0]
    )
