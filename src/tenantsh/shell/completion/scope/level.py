"""The parentheses that hold the cursor, from the inside to the outside: what they are and what stands in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.lang.brackets import enclosing
from tenantsh.lang.lexemes import Lexeme, Lexemes, Sort
from tenantsh.lang.quote import RESERVED
from tenantsh.shell.completion.keywords import QUERIES
from tenantsh.shell.completion.scope.clauses import Part, bare, parts
from tenantsh.shell.completion.scope.defining import name_of
from tenantsh.shell.completion.scope.once import once
from tenantsh.shell.completion.scope.query import branches, with_list
from tenantsh.shell.completion.scope.seeing import insert_query
from tenantsh.shell.completion.scope.statement import query_start
from tenantsh.shell.completion.scope.tree import Group, Item, first_word, grown, holding, holds, is_query, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.shell.completion.place import Place


@dataclass(frozen=True, slots=True)
class Clause:
    """The clause that the cursor stands in."""

    word: str = ""
    """Its keyword in lower case: `select`, `order by`, `on conflict`; empty in front of the first one."""
    lexemes: Lexemes = ()
    """What stands in it before the cursor."""


@dataclass(frozen=True, slots=True)
class Level:
    """What stands between two parentheses around the cursor, or the statement itself."""

    opening: str = ""
    """What the parenthesis belongs to: `call`, `in`, `exists`, `from`, `cte`, `columns`, `over`, `group`, …; empty for
    the statement itself."""
    name: tuple[str, ...] = ()
    """The names in front of it, of a function or a table."""
    query: str = ""
    """The first word of the query that it is, `with` only within the list of WITH; empty where it is none."""
    before: Lexemes = ()
    """What stands in it before the cursor, from the query's first word on. Closed parentheses are empty."""
    after: Lexemes = ()
    """The same behind the cursor, as far as it belongs to this query."""
    outer: Level | None = None
    """The level around it, whose `before` ends in front of the parenthesis."""
    clause: Clause = Clause()
    leading: Lexemes = ()
    """What stands in front of `before`: WITH, the branches before a UNION, INSERT INTO before its query."""

    @property
    def listed(self) -> Lexemes:
        """The list before the cursor, with its commas: of the clause in a query."""
        return self.clause.lexemes if self.query or self.opening == "from" else self.before

    @property
    def position(self) -> int:
        """How many commas of that list stand before the cursor."""
        return sum(lexeme.text == "," for lexeme in self.listed)

    @property
    def first(self) -> Lexemes:
        """The first item of the list, as far as it stands before the cursor."""
        end = next((at for at, lexeme in enumerate(self.listed) if lexeme.is_mark(",")), None)
        return self.listed[:end]

    @property
    def around(self) -> Level | None:
        """The nearest query: this level or one around it."""
        return self if self.query else self.outer and self.outer.around


@once
def level(place: Place) -> Level:
    """The innermost level at a place."""
    items = grown(place)
    start = query_start(items)
    if start is not None and holding(items[start:]) and not isinstance(items[start], Group):
        return _level(items[start:], Level(leading=_flat(items[:start])))
    return _level(items, Level())


def unwrapped(place: Place) -> Place | None:
    """The same place in its query alone: without EXPLAIN, CREATE … AS, COPY (…) and the like; None outside queries."""
    items = grown(place)
    start = query_start(items)
    if start is None or not holding(items[start:]):
        return None
    first, last = items[start], None
    while isinstance(first, Group) and first.here and bare(first.items):
        last = first.closing
        first = bare(first.items)[0]
    before = tuple(lexeme for lexeme in place.before if lexeme.start >= first.start)
    after = tuple(lexeme for lexeme in place.after if last is None or lexeme.start < last.start)
    return replace(place, before=before, after=after)


def opened(place: Place) -> Place | None:
    """The same place in its innermost query alone that stands in open parentheses; None where none does."""
    bracket = enclosing(place.before)
    while bracket is not None:
        inner = place.before[bracket.at + 1 :]
        if inner and inner[0].is_word(*QUERIES):
            return replace(place, before=inner)
        bracket = enclosing(place.before, bracket.at)
    return None


def _flat(items: Sequence[Item]) -> Lexemes:
    """The lexemes of these, parentheses with nothing between."""
    found: list[Lexeme] = []
    for item in items:
        if isinstance(item, Lexeme):
            found.append(item)
        else:
            closing = ")" if item.round else "]"
            found += (item.opening, item.closing or Lexeme(Sort.MARK, closing, item.start + 1))
    return tuple(found)


def _level(items: Sequence[Item], begun: Level) -> Level:
    """The innermost level within these; `begun` has what is known of the one that they are."""
    leading, items, query = _narrowed(items)
    at = next((at for at, item in enumerate(items) if holds(item)), len(items))
    joined = "from" if begun.opening == "from" and not query else ""
    now = parts(items[:at], joined)[-1] if query or begun.opening else Part("", tuple(items[:at]))
    here = replace(
        begun,
        query=query,
        before=_flat(items[:at]),
        after=_flat(items[at + 1 :]),
        clause=Clause(now.word, _flat(now.items)),
        leading=begun.leading + _flat(leading),
    )
    group = items[at] if at < len(items) else None
    if not isinstance(group, Group):
        return here
    opening, name = _opening(items[:at], here) if group.round else ("subscript", ())
    return _level(group.items, Level(opening, name, outer=here))


def _narrowed(items: Sequence[Item]) -> tuple[list[Item], Sequence[Item], str]:
    """What stands in front of the innermost query in these, without parentheses between, and that query."""
    leading: list[Item] = []
    while True:
        kind = first_word(items)
        if kind not in QUERIES:
            return leading, items, "select" if any(map(is_query, items[:1])) else ""
        if kind == "with":
            end = with_list(items).end
            if holding(items[:end]):
                return leading, items, "with"
            cut = (end, len(items))
        elif kind == "insert":
            start, end = insert_query(items)
            if not holding(items[start:end]) or not start or word(items[start]) in ("values", "table"):
                return leading, items, kind
            cut = (start, end)
        else:
            return _branch(leading, items)
        leading += items[: cut[0]]
        items = items[cut[0] : cut[1]]
        if not bare(items) or (isinstance(items[0], Group) and len(bare(items)) == 1):
            return leading, items, ""


def _branch(leading: list[Item], items: Sequence[Item]) -> tuple[list[Item], Sequence[Item], str]:
    found = branches(items)
    mine = next((branch for branch in found if holding(branch)), found[-1])
    start = mine[0].start if mine else 0
    if len(found) > 1 and mine is not found[0]:
        leading = leading + [item for item in items if item.start < start]
    return leading, mine, first_word(mine)


_OPENINGS = {
    "in": "in",
    "exists": "exists",
    "any": "any",
    "all": "any",
    "some": "any",
    "array": "array",
    "over": "over",
    "filter": "filter",
    "lateral": "lateral",
    "from": "from",
    "join": "from",
    "set": "set",
    "conflict": "conflict",
    "rollup": "grouping",
    "cube": "grouping",
    "sets": "grouping",
    "materialized": "cte",
    "values": "values",
    "explain": "explain",
    "copy": "copy",
    "check": "check",
}
_CALLED = frozenset({"left", "right", "cast"})
_BEFORE_EXPRESSION = frozenset({"by", "between", "is", "escape", "return", "if", "elsif", "elseif", "while"})
"""Words that are no reserved ones, and call no function either."""


def _opening(before: Sequence[Item], around: Level) -> tuple[str, tuple[str, ...]]:
    """What a parenthesis behind these belongs to, and the names in front of it."""
    last = before[-1] if before else None
    now = around.clause.word
    found = word(last)
    if last is None:
        return "group", ()
    if last.is_mark(","):
        return {"from": "from", "values": "values"}.get(now, "group"), ()
    if found == "using":
        return ("from" if now == "from" else "using"), ()
    if found == "as":
        return _behind_as(around), ()
    if found == "group" and len(before) > 1 and word(before[-2]) == "within":
        return "within", ()
    if found in _OPENINGS and not (found == "from" and now != "from"):
        return _OPENINGS[found], (found,)
    if not last.is_name or found in _BEFORE_EXPRESSION or (found in RESERVED and found not in _CALLED):
        return ("group" if around.query or not found else "other"), ((found,) if found else ())
    names = _names(before)
    return _behind_name(before[: -2 * len(names) + 1], around), names


def _behind_as(around: Level) -> str:
    return {"window": "window", "from": "aliases", "join": "aliases"}.get(
        around.clause.word, "cte" if around.query == "with" else "group"
    )


def _behind_name(before: Sequence[Item], around: Level) -> str:
    """What a parenthesis behind a name belongs to."""
    now = around.clause.word
    last = before[-1] if before else None
    if around.query == "with":
        return "cte columns"
    if now == "insert into":
        return "columns"
    if last is not None and last.is_name and word(last) == "tablesample":
        return "sample"
    if isinstance(last, Lexeme) and last.text == "::":
        return "type"
    aliased = last is not None and (isinstance(last, Group) or word(last) == "as" or last.is_name)
    if now in ("from", "join") and aliased and word(last) not in RESERVED - {"as"} and word(last) not in _JOINS:
        return "aliases"
    return "call"


_JOINS = frozenset({"join", "lateral", "from", "only", "rows"})


def _names(items: Sequence[Item]) -> tuple[str, ...]:
    """The names with dots between them at the end of these."""
    names = [name_of(items[-1])]
    at = len(items) - 2
    while at > 0 and items[at].is_mark(".") and items[at - 1].is_name:
        names.insert(0, name_of(items[at - 1]))
        at -= 2
    return tuple(names)
