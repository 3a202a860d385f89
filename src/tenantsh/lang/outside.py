"""Statements that must not stand in a transaction that the shell has begun: psql's list, by their first words."""

from __future__ import annotations

from tenantsh.lang.lead import keywords

_ALONE = frozenset({"abort", "begin", "start", "end", "commit", "rollback", "vacuum"})


def begins_nothing(text: str) -> bool:
    """Whether AUTOCOMMIT off sends no BEGIN before this: it is about transactions, or runs outside of them.

    >>> begins_nothing("vacuum t"), begins_nothing("create index concurrently i on t (a)"), begins_nothing("select 1")
    (True, True, False)
    """
    words = [*keywords(text, 4), "", "", "", ""]
    first, second, third, rest = words[0], words[1], words[2], words[1:]
    if first in _ALONE:
        return True
    match first:
        case "prepare":
            return second == "transaction"
        case "cluster":
            return not second
        case "discard":
            return second == "all"
        case "alter":
            return second == "system"
        case "create":
            words = rest[1:] if second == "unique" else rest
            return second in ("database", "tablespace") or tuple(words[:2]) == ("index", "concurrently")
        case "drop":
            return second in ("database", "system", "tablespace") or (second, third) == ("index", "concurrently")
        case "reindex":
            return second in ("database", "system") or third == "concurrently"
    return False
