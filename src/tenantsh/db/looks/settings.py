"""The settings that an answer depends on: which are told, which a replay sets, and how values are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.db.steps import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tenantsh.db.looks.rows import Setting

_MEANING = (
    "DateStyle", "IntervalStyle", "TimeZone", "array_nulls", "backslash_quote", "bytea_output",
    "default_text_search_config", "extra_float_digits", "gin_fuzzy_search_limit", "lc_monetary", "lc_numeric",
    "lc_time", "search_path", "timezone_abbreviations", "transform_null_equals", "xmlbinary", "xmloption",
)  # fmt: skip
_OF_DATABASES = ("lc_collate", "lc_ctype", "server_encoding")
_OF_TRANSACTIONS = ("default_transaction_isolation", "transaction_isolation")
TOLD = (*_MEANING, *_OF_DATABASES, *_OF_TRANSACTIONS)
"""What is told of a session."""
_PLANNING = re.compile(
    r"enable_[a-z_]+|[a-z_]+_cost|work_mem|hash_mem_multiplier|effective_cache_size|min_parallel_[a-z_]+|geqo(?:_[a-z]+)?"
    r"|(?:from|join)_collapse_limit|constraint_exclusion|plan_cache_mode|recursive_worktable_factor"
    r"|default_statistics_target|cursor_tuple_fraction|(?:force_parallel_mode|debug_parallel_query)"
)
WRITTEN = tuple(
    Step(f"SET LOCAL {setting}".encode())
    for setting in (
        "DateStyle = 'ISO'", "IntervalStyle = 'postgres'", "extra_float_digits = 1", "bytea_output = 'hex'",
        "cursor_tuple_fraction = 1",
    )
)  # fmt: skip
"""How values are written wherever they are looked at; the order of day and month stays the session's."""


def told(rows: Iterable[Setting], *, within: bool) -> dict[str, str]:
    """The settings of a session; outside of a person's transaction the isolation is the one that it would have."""
    found = {row.name: row.setting for row in rows if row.setting is not None}
    isolation = found.pop("default_transaction_isolation", "")
    if not within:
        found["transaction_isolation"] = isolation
    return dict(sorted(found.items()))


def settable(pinned: Mapping[str, str]) -> dict[str, str]:
    """Those of a recorded session's settings that may be set again: a file is not to change whose data is seen."""
    return {name: value for name, value in pinned.items() if name in _MEANING or _PLANNING.fullmatch(name)}
