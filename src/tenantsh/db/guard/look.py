"""A cheap, conservative look: is this text plainly harmless, so that the grammar need not be loaded?

It may only err on the side of parsing: loading the parser costs about 150 ms once, a look some microseconds.
"""

from __future__ import annotations

from tenantsh.lang.lead import keywords

_PLAIN = frozenset(
    {"select", "values", "table", "with", "show", "explain", "insert", "update", "delete", "merge", "fetch"}
)
_SUSPICIOUS = (
    "set_config",
    "pg_settings",
    'u&"',
    "u&'",
    "execute",
    "prepare",
    "advisory",
    "_to_xml",
    "ts_stat",
    "ts_rewrite",
    "dblink",
    "crosstab",
    "connectby",
    "xpath_table",
)


_SHARED = ("temp",)
"""Suspicious behind a pooler: SELECT … INTO TEMP."""


def plainly_harmless(text: str, *, pooled: bool = False) -> bool:
    """Whether a text needs no reading, provided that it is one statement.

    >>> plainly_harmless("select count(*) from resources"), plainly_harmless("reset role")
    (True, False)
    """
    lead = keywords(text, 1)
    if not lead or lead[0] not in _PLAIN:
        return False
    lowered = text.lower()
    if lead[0] == "explain" and "analy" in lowered and ("create" in lowered or "into" in lowered):
        return False  # what makes a table makes it, where only what reads should run
    return not any(word in lowered for word in (_SUSPICIOUS + _SHARED if pooled else _SUSPICIOUS))
