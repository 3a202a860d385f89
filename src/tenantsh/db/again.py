"""A statement that a standby cancelled, because replaying its primary's changes came first, is sent once more.

The one exception from "nothing is run twice": a standby cannot write, and what is sent again is sent in a transaction
of which the server has said, with the tenant verified, that it began on a standby.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from tenantsh.db.lasting import CONFLICTS, GONE
from tenantsh.lang.lead import only_answers
from tenantsh.model.errors import ConnectionLost, StatementError, TenantshError
from tenantsh.model.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.db.guard import Reading
    from tenantsh.db.lasting import Lasting
    from tenantsh.db.link import Link
    from tenantsh.db.runner import Runner

Value = TypeVar("Value")

_ACTS = re.compile(
    r"dblink\w*|\w+_to_xml(?:schema|_and_xmlschema)?|pg_(?:terminate|cancel)_backend|pg_(?:try_)?advisory_\w+"
    r"|pg_reload_conf|pg_rotate_logfile|pg_stat_reset\w*|pg_wal_replay_\w+|pg_promote|pg_logical_\w+|pg_log_\w+"
    r"|\bexecute\b",
    re.IGNORECASE,
)
"""Names of functions that do something on a standby, too, or have another server do it; and EXECUTE, behind EXPLAIN:
what it runs stands elsewhere."""


def may_again(text: str, reading: Reading) -> bool:
    """Whether it is as good to send a statement twice as once, on a server that cannot write.

    >>> from tenantsh.db.guard import PLAIN
    >>> may_again("select 1", PLAIN), may_again("select dblink_exec('insert …')", PLAIN), may_again("fetch c", PLAIN)
    (True, False, False)
    """
    odd = reading.control or reading.inside or reading.copies == "in" or reading.allowed or not reading.readable
    return not odd and only_answers(text) and not _ACTS.search(text)


@dataclass(slots=True)
class Tried:
    """The first try, which a standby cancelled."""

    link: Link
    error: StatementError | ConnectionLost
    ours: bool
    """Whether it was no part of a transaction of the person's, and a text that may be sent again."""
    alone: bool
    """Whether nothing of the person's went with the connection, should that be lost: settings, prepared statements."""


def once_more(lasting: Lasting, tried: Tried, work: Callable[[Runner], Value]) -> Value:
    """Do on a standby once more what was cancelled there; raises the first error where that may not be."""
    error = tried.error
    if not tried.ours or tried.link.tenant.write or lasting.transaction_lost or not lasting.connected:
        raise error
    if lasting.link is not tried.link and not tried.alone:
        error.why = f"{error.why}; what you had set went with the connection, so it was not sent again"
        raise error
    try:
        runner = lasting.enter()  # which refuses it where the organization has moved meanwhile
        standby = lasting.do(runner.begin_on_standby)
    except TenantshError:
        raise error from None
    if not standby:
        here = f"{error.hint}. " if lasting.link is not tried.link else ""  # which says where the session is now
        error.hint = f"{here}This server is no standby, so it was not sent again: send it yourself"
        raise error
    lasting.told(Message(text=_note(lasting.link, tried)))
    try:
        return lasting.do(lambda: work(runner))
    except (StatementError, ConnectionLost) as second:
        if second.sqlstate in CONFLICTS:
            second.hint = f"it was sent twice. {second.hint or ''}".rstrip()
        raise
    finally:
        lasting.do(runner.give_up)


def _note(link: Link, tried: Tried) -> str:
    error = tried.error
    detail = f": {error.detail}" if error.detail else ""
    ended = "" if link is tried.link else f" It ended the connection, too: {GONE}."
    return (
        f"The standby cancelled this statement ({error.sqlstate}{detail}).{ended} It is sent once more:"
        f" {link.tenant} is verified again, and a standby cannot write."
    )
