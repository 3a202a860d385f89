"""The rules of the guard that may be let through: for a person's reason, or in a whole session by `--allow RULE`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

ASKS = {
    "call": "CALL of a procedure",
    "context-function": "a function, view or operator of this database that may change the context when it is used",
    "creates-code": "CREATE of functions, procedures, operators, triggers and the like: code that runs later, unread",
    "do-block": "DO: a program that is not read",
    "every-row": "UPDATE and DELETE without a condition, and TRUNCATE",
    "large-objects": "functions that read large objects, which know no row-level security",
    "lasting-setting": "ALTER ROLE or ALTER DATABASE … SET: later sessions begin with it",
    "lock-table": "LOCK TABLE in a mode that makes other organizations wait",
    "policy-setting": "a setting that row security asks for, and that is none of the convention's",
    "runs-text": "functions that run a text as SQL: query_to_xml(), ts_stat(), dblink() and their like",
    "temporary-object": "a temporary object that takes the place of another one of its name, or that is code",
    "unreadable": "what the server can read and the guard's grammar cannot",
}
"""Verdict *ask*: rules by name, and what they are about. Every other rule refuses, and cannot be let through."""


def allowable(rules: Iterable[str]) -> frozenset[str]:
    """Rules that were named, checked. Raises UsageError for those that there are not, or that only refuse."""
    named = [rule.strip() for rule in rules]
    for rule in named:
        if rule not in ASKS:
            raise UsageError(
                f'no rule "{rule}" may be let through', why=f"those that may be are {', '.join(ASKS)}", hint=_near(rule)
            )
    return frozenset(named)


def _near(rule: str) -> str | None:
    from difflib import get_close_matches

    near = get_close_matches(rule, list(ASKS), n=1)
    return f"did you mean {near[0]}?" if near else None
