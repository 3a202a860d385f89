"""The clauses of a query: which word begins each, and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.shell.completion.scope.tree import Item, first_word, is_here, word

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Part:
    """A clause of a query, or the words behind JOIN, ON, THEN."""

    word: str
    """Its keyword in lower case, `order by` and the like with both words; empty in front of the first one."""
    items: tuple[Item, ...]
    start: int = 0
    """Where its keyword stands among the query's items."""


FROM = ("from", "join", "on", "using")
"""Parts that make up a FROM clause."""
_ALWAYS = frozenset({"select", "having", "window", "limit", "offset", "fetch", "returning", "where"})
_BEGINNING = _ALWAYS | {
    *FROM, "group", "order", "partition", "insert", "delete", "merge", "update", "table", "do", "values", "set", "into",
    "for", "when", "then", "rows", "range", "groups", "case", "end",
}  # fmt: skip
"""Words that may begin a clause, and those of CASE."""
_FRAME = ("between", "unbounded", "current")
_LOCKS = ("update", "share", "no", "key", "")


def parts(items: Sequence[Item], now: str = "") -> list[Part]:
    """A query's clauses in the order of the text, or those of an OVER, or of an aggregate's arguments.

    `now` is the clause that they stand in, where their own first word begins none.
    """
    starts = _starts(items, now)
    if not starts or starts[0][0] > 0:
        starts.insert(0, (0, 0, now))
    ends = [at for at, _, _ in starts[1:]] + [len(items)]
    return [
        Part(name, tuple(items[at + length : end]), at) for (at, length, name), end in zip(starts, ends, strict=True)
    ]


def _starts(items: Sequence[Item], now: str) -> list[tuple[int, int, str]]:
    """Where clauses begin: the place, the number of words, and the clause's name."""
    found: list[tuple[int, int, str]] = []
    kind = first_word(items)
    cases = behind = 0
    words = [word(item) for item in items]
    for at in [at for at, here in enumerate(words) if here in _BEGINNING]:
        if at < behind:
            continue
        here = words[at]
        cases += (here == "case") - (here == "end" and cases > 0)
        name, length = ("", 1) if _named(items, at) else _begin(items, at, kind, now)
        if name and not (cases and name in ("when", "then")):
            found.append((at, length, name))
            now = name
        behind = at + length
    return found


def _named(items: Sequence[Item], at: int) -> bool:
    """Whether the word is a name for sure: behind a dot, or behind the AS of an output."""
    before = items[at - 1] if at else None
    return before is not None and (before.is_mark(".") or word(before) == "as")


def _begin(items: Sequence[Item], at: int, kind: str, now: str) -> tuple[str, int]:
    """The clause that begins with this word, if one does, and how many words that takes."""
    here, before = word(items[at]), word(items[at - 1]) if at else ""
    following = word(items[at + 1]) if at + 1 < len(items) else ""
    if here in _ALWAYS:
        return here, 1
    if here in ("group", "order", "partition"):
        return (f"{here} by", 2) if following == "by" else (here if here == "order" else "", 1)
    if here in FROM:
        return _of_from(here, items, at, now)
    if here in ("insert", "delete", "merge", "update", "table", "do"):
        return _of_writing(here, following, kind, now, first=not now)
    starts = (
        (here == "values" and before != "default")
        or (here == "set" and kind in ("update", "insert", "merge"))
        or (here == "into" and now == "select")
        or (here == "for" and now != "" and following in _LOCKS)
        or (here in ("when", "then") and kind == "merge")
        or (here in ("rows", "range", "groups") and now in ("order by", "partition by") and following in _FRAME)
    )
    return (here if starts else ""), 1


def _of_from(here: str, items: Sequence[Item], at: int, now: str) -> tuple[str, int]:
    """As `_begin`, for what begins a part of FROM, or looks like it."""
    if here == "from":
        distinct = at > 1 and word(items[at - 1]) == "distinct" and word(items[at - 2]) in ("is", "not")
        return "" if distinct else "from", 1
    if here == "on" and at + 1 < len(items) and word(items[at + 1]) == "conflict":
        return "on conflict", 2
    if here == "using" and now in ("delete from", "merge into"):
        return "from", 1
    return (here if now in FROM else ""), 1


def _of_writing(here: str, following: str, kind: str, now: str, *, first: bool) -> tuple[str, int]:
    """As `_begin`, for words that write."""
    if here == "do":
        return ("do update set", 3) if following == "update" else ("do", 1) if now == "on conflict" else ("", 1)
    if kind == "merge" and now == "then":
        return {"update": ("set", 2), "insert": ("insert into", 1)}.get(here, ("", 1))
    if not first:
        return "", 1
    second = {"insert": "into", "merge": "into", "delete": "from"}.get(here, "")
    return (f"{here} {second}", 2) if second and following == second else (here, 1)


def split(items: Sequence[Item]) -> list[tuple[Item, ...]]:
    """The parts between commas."""
    found: list[tuple[Item, ...]] = []
    start = 0
    for at, item in enumerate(items):
        if item.is_mark(","):
            found.append(tuple(items[start:at]))
            start = at + 1
    return [*found, tuple(items[start:])]


def bare(items: Sequence[Item]) -> tuple[Item, ...]:
    """These without the cursor."""
    return tuple(item for item in items if not is_here(item))
