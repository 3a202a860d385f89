"""What is wanted in SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES, TABLE and WITH, and in expressions anywhere.

`scope.level` says in which parentheses and which clause the cursor stands; here is a small module for each group of
clauses, and one for expressions. The words that a place may have are in `phrases`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.shell.completion import scope
from tenantsh.shell.completion.suggest.clauses import (
    expressions,
    listing,
    phrases,
    selecting,
    sources,
    writing,
)
from tenantsh.shell.completion.suggest.clauses.asked import Asked
from tenantsh.shell.completion.suggest.clauses.expressions import Ways
from tenantsh.shell.completion.suggest.clauses.mending import mended
from tenantsh.shell.completion.suggest.clauses.reading import ending
from tenantsh.shell.completion.suggest.clauses.within import within
from tenantsh.shell.completion.wanted import Columns, Relations, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.wanted import Source, Wanted


def suggest(place: Place) -> list[Wanted]:
    """What is wanted at a place in a query; `place.before` begins with the query's first word."""
    place = mended(place)
    asked = Asked(place, scope.visible(place), scope.level(place))
    if asked.level.query:
        return selecting.combined(asked) or _half_phrase(asked) or _clause(asked)
    return selecting.combined(asked) or within(asked)


def expression(
    place: Place,
    sources: tuple[Source, ...],
    *,
    condition: bool = False,
    then: tuple[str, ...] = (),
) -> list[Wanted]:
    """What is wanted within an expression that is no query's: a policy's, a constraint's, an index's.

    `then` are words that may follow it. What it has of parentheses and queries itself is seen through.
    """
    asked = Asked(place, scope.Scope(sources), scope.level(place))
    if asked.level.opening in _INNER:
        return within(asked)
    found = expressions.expression(place, asked.item, sources, Ways(condition=condition, then=then))
    return found if asked.item or asked.level.opening != "group" else [Words(("SELECT",)), *found]


_INNER = ("call", "in", "exists", "any", "array", "over", "filter", "within", "type")


def _nothing(asked: Asked) -> list[Wanted]:
    return []


def _half_phrase(asked: Asked) -> list[Wanted]:
    """The rest of a phrase whose first word stands there: BY behind GROUP, JOIN behind LEFT."""
    before, word = ending(asked.level.before)
    if word in ("group", "order", "left", "right", "full", "inner", "cross", "natural", "outer"):
        return [] if before in ("as", "within") else [Words(phrases.ONES[word])]
    if word == "on" and asked.level.query == "insert" and asked.clause != "on conflict":
        return [Words(("CONFLICT",))]
    return []


def _into(asked: Asked) -> list[Wanted]:
    """INTO: in a body its variables, else a new table's name."""
    if not asked.place.body:
        return []
    if asked.item and not asked.item[-1].is_word("strict"):
        likely, later = asked.tail("from")
        return [Words((*(() if asked.has_behind("from") else ("FROM",)), *likely)), Words(later, 2)]
    variables = tuple(source for source in asked.scope.sources if not source.alias)
    return [Columns(variables), *([] if asked.item else [Words(("STRICT",))])]


def _table(asked: Asked) -> list[Wanted]:
    """TABLE name."""
    if not asked.lexemes:
        return [Relations(made=asked.scope.made)]
    likely, later = asked.tail("window")
    return [Words((*likely, *later))]


def _with(asked: Asked) -> list[Wanted]:
    return listing.with_(asked) if asked.level.query == "with" else []


def _clause(asked: Asked) -> list[Wanted]:
    if asked.level.query == "merge" and asked.clause in _ACTIONS:
        return writing.then(asked)
    return _CLAUSES.get(asked.clause, _nothing)(asked)


_ACTIONS = ("then", "update", "insert", "insert into", "delete", "delete from", "do", "values")
"""The clauses of what MERGE does."""


def _verb(follow: str) -> Callable[[Asked], list[Wanted]]:
    return lambda asked: [] if asked.lexemes else [Words((follow,))]


def _assignments(asked: Asked) -> list[Wanted]:
    follow = {"update": ("WHERE", "FROM", "RETURNING"), "merge": writing.MORE_WHEN}
    return writing.assignments(asked, follow=follow.get(asked.level.query, ("WHERE", "RETURNING")))


_CLAUSES: dict[str, Callable[[Asked], list[Wanted]]] = {
    "": _with,
    "with": _with,
    "insert": _verb("INTO"),
    "delete": _verb("FROM"),
    "merge": _verb("INTO"),
    "select": selecting.select,
    "from": sources.items,
    "join": sources.items,
    "on": sources.on,
    "using": sources.using,
    "where": selecting.where,
    "group by": selecting.group_by,
    "having": selecting.having,
    "window": selecting.windows,
    "order by": selecting.order_by,
    "limit": selecting.limit,
    "offset": selecting.limit,
    "fetch": selecting.fetch,
    "for": selecting.lock,
    "into": _into,
    "table": _table,
    "insert into": writing.insert_into,
    "values": writing.values,
    "on conflict": writing.on_conflict,
    "do": writing.do,
    "do update set": _assignments,
    "set": _assignments,
    "returning": selecting.returning,
    "update": writing.update,
    "delete from": writing.delete_from,
    "merge into": writing.merge_into,
    "when": writing.when,
    "then": writing.then,
}
