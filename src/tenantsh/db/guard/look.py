"""A cheap, conservative look: is this text plainly harmless, so that the grammar need not be loaded?

It may only err on the side of parsing: loading the parser costs about 150 ms once, a look some microseconds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.lang.lead import keywords

if TYPE_CHECKING:
    from tenantsh.db.guard.surroundings import Surroundings

_PLAIN = frozenset(
    {"select", "values", "table", "with", "show", "explain", "insert", "update", "delete", "merge", "fetch"}
)
_SUSPICIOUS = (
    "set_config",
    "pg_settings",
    'u&"',
    "u&'",
    "advisory",
    "_to_xml",
    "ts_stat",
    "ts_rewrite",
    "dblink",
    "crosstab",
    "connectby",
    "xpath_table",
    "lo_",
    "loread",
    "lowrite",
)
_SHARED = ("temp", "currval", "lastval", "setseed")
"""Suspicious behind a pooler: SELECT … INTO TEMP, and what a session knows that another client's may be."""
_BETWEEN_NODES = ("run_", "citus_", "worker_", "_intermediate_", "lock_", "alter_role", "assign_", "_activity")
"""Suspicious on Citus: functions that act on other nodes, and what shows statements that run there."""
_WRITING = ("temp", "update", "delete")
"""What in a session that may write has to be read: the last two might have no condition."""
_CONDITIONAL = re.compile(r"(?:update|delete)[^'\"$();/-]*\swhere\s+(?!true\b)[^;]*[a-z_][^;]*;?\s*", re.DOTALL)
"""An UPDATE or DELETE whose WHERE is plainly its own, and names a column."""


def plainly_harmless(text: str, around: Surroundings | None = None) -> bool:
    """Whether a text needs no reading, provided that it is one statement.

    >>> plainly_harmless("select count(*) from resources"), plainly_harmless("reset role")
    (True, False)
    """
    lead = keywords(text, 1)
    if not lead or lead[0] not in _PLAIN:
        return False
    lowered = text.lower()
    if lead[0] == "explain" and _explains_more(lowered):
        return False
    if any(word in lowered for word in _SUSPICIOUS):
        return False
    return around is None or _harmless_here(lead[0], lowered, around)


def _explains_more(lowered: str) -> bool:
    """What makes a table makes it, where only what reads should run; EXECUTE has its statement elsewhere."""
    return "execute" in lowered or ("analy" in lowered and ("create" in lowered or "into" in lowered))


def _harmless_here(lead: str, lowered: str, around: Surroundings) -> bool:
    if around.pooled and any(word in lowered for word in _SHARED):
        return False
    if around.citus and any(word in lowered for word in _BETWEEN_NODES):
        return False
    if around.switches.mentioned(lowered):
        return False
    if not around.write or not any(word in lowered for word in _WRITING):
        return True
    return lead in ("update", "delete") and _CONDITIONAL.fullmatch(lowered.strip()) is not None
