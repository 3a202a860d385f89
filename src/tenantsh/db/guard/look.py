"""A cheap, conservative look: is this text plainly harmless, so that the grammar need not be loaded?

It may only err on the side of parsing: loading the parser costs about 150 ms once, a look some microseconds.
"""

from __future__ import annotations

import re

from tenantsh.lang.lead import is_single, keywords

_PLAIN = frozenset(
    {"select", "values", "table", "with", "show", "explain", "insert", "update", "delete", "merge", "fetch"}
)
_SUSPICIOUS = re.compile(
    r"""set_config | pg_settings | u&["'] | execute | \bprepare\b
      | advisory | _to_xml | ts_stat | ts_rewrite | dblink | crosstab | connectby | xpath_table""",
    re.IGNORECASE | re.VERBOSE,
)


def plainly_harmless(text: str) -> bool:
    """Whether a statement needs no parsing.

    >>> plainly_harmless("select count(*) from resources"), plainly_harmless("reset role")
    (True, False)
    """
    lead = keywords(text, 1)
    return bool(lead) and lead[0] in _PLAIN and not _SUSPICIOUS.search(text) and is_single(text)
