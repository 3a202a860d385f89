"""What a person's statement says of the catalog: that it has changed, or that names are looked for elsewhere now."""

from __future__ import annotations

import re

_CHANGING = frozenset({"CREATE", "ALTER", "DROP", "GRANT", "REVOKE", "COMMENT", "IMPORT", "SECURITY", "REASSIGN"})
"""The first words of the command tags of what changes the catalog."""
_PERHAPS_CHANGING = frozenset({"DO", "CALL", "EXECUTE"})
_MAKING = re.compile(r"\b(?:into|create)\b", re.IGNORECASE)
"""What makes a table though its tag is SELECT's."""
_MOVING = re.compile(
    r"\s*(?:set\s+(?:session\s+)?(?:search_path|role|session\s+authorization|schema)\b"
    r"|reset\s+(?:search_path|role|session\s+authorization|all)\b|discard\s+all\b)[^;]*;?\s*",
    re.IGNORECASE,
)
_UNKNOWN = frozenset({"42P01", "42703", "42883", "42704", "3F000", "42501", "42602"})
"""SQLSTATEs of names that nobody knew, and of rights that have gone."""


def changes(text: str, tag: str) -> bool:
    """Whether a statement with this command tag may have changed the catalog.

    >>> changes("create table t ()", "CREATE TABLE"), changes("select 1 into t", "SELECT 1")
    (True, True)
    >>> changes("select 1", "SELECT 1")
    False
    """
    first = tag.partition(" ")[0]
    if first in _CHANGING or first in _PERHAPS_CHANGING:
        return True
    return first == "SELECT" and _MAKING.search(text) is not None


def moves(text: str, tag: str) -> bool:
    """Whether it moved where names are looked for, or whose rights count; it is one statement, and does nothing else.

    >>> [moves(text, "SET") for text in ("set search_path to a, b;", "set role x; drop table t", "set local role x")]
    [True, False, False]
    """
    return tag in ("SET", "RESET", "DISCARD ALL") and _MOVING.fullmatch(text) is not None


def doubts(sqlstate: str | None) -> bool:
    """Whether an error tells of names, or rights, that are others than was known."""
    return sqlstate in _UNKNOWN
