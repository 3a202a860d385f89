"""What is wanted in the clauses that a query has of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.lang.quote import spell_identifier
from tenantsh.shell.completion.suggest.clauses import phrases
from tenantsh.shell.completion.suggest.clauses.calls import AGGREGATES
from tenantsh.shell.completion.suggest.clauses.expressions import Ways, one_of, postponed
from tenantsh.shell.completion.suggest.clauses.reading import ending
from tenantsh.shell.completion.wanted import Aliases, Functions, Texts, Things, Words

if TYPE_CHECKING:
    from tenantsh.lang.lexemes import Lexemes
    from tenantsh.shell.completion.suggest.clauses.asked import Asked
    from tenantsh.shell.completion.wanted import Wanted

_ALL = "faw"


def select(asked: Asked) -> list[Wanted]:
    """The select list: columns of what stands behind the cursor too."""
    first = not asked.level.position
    item = asked.item
    if ending(item)[-1] == "as":
        return []
    if ending(item) == (")", "over"):
        return _window_names(asked)
    if _names_itself(item):
        likely, later = _behind_list(asked)
        return [*one_of(tuple(word for word in likely if word != "AS"), 0), *one_of(later, 1)]
    if first and item and item[-1].is_word("distinct", "all") and len(item) == 1:
        more = ("ON",) if item[-1].is_word("distinct") else ()
        return _list(asked, Ways(functions=_ALL, first=more), ())
    if first and not item:
        return _list(asked, Ways(functions=_ALL, first=("DISTINCT", "DISTINCT ON", "ALL")), item)
    return _list(asked, Ways(functions=_ALL), _without_distinct(item) if first else item)


def _list(asked: Asked, ways: Ways, item: Lexemes) -> list[Wanted]:
    likely, later = _behind_list(asked)
    found = asked.expression(replace(ways, then=likely, later=later), item)
    return found if item else [*found, Texts((("*", "all columns"),), "columns", 0 if not asked.scope.sources else 1)]


def _window_names(asked: Asked) -> list[Wanted]:
    """Windows that the query defines."""
    return [Texts((("(", "a window"), *((name, "window") for name in asked.scope.windows)), "window")]


def _without_distinct(item: Lexemes) -> Lexemes:
    """The item without DISTINCT [ON (…)] or ALL in front."""
    if not (item and item[0].is_word("distinct", "all")):
        return item
    if len(item) > 3 and item[1].is_word("on") and item[2].is_mark("("):
        return item[4:]
    return item[1:]


def _names_itself(item: Lexemes) -> bool:
    """Whether the item has its AS and the name behind it."""
    return len(item) > 2 and item[-2].is_word("as") and item[-1].is_name


def _behind_list(asked: Asked) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if asked.has_behind("from"):
        return ("AS",), ()
    later = ("WHERE", "ORDER BY", "LIMIT", "GROUP BY", *phrases.SETS)
    return (("INTO", "FROM", "AS"), later) if asked.place.body else (("FROM", "AS"), (*later, "INTO"))


def where(asked: Asked) -> list[Wanted]:
    """A condition on rows; what may follow depends on the statement."""
    likely, later = following(asked, "where")
    if ending(asked.lexemes) in (("", "current"), ("current", "of")) and asked.level.query in ("update", "delete"):
        return [Words(("OF",))] if asked.lexemes[-1].is_word("current") else [Things("cursor")]
    if ending(asked.lexemes[:-1]) == ("current", "of"):
        return [Words(likely)]
    return asked.expression(Ways(condition=True, then=likely, later=later))


def following(asked: Asked, clause: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The clauses behind one that SELECT, UPDATE and DELETE have: likely ones, and others; in a loop's head LOOP."""
    if asked.level.query in ("update", "delete", "insert", "merge"):
        words = (() if clause == "where" else ("WHERE",)) + ("RETURNING",)
        return tuple(word for word in words if not asked.has_behind(word.lower())), ()
    likely, later = asked.tail(clause)
    return likely, (*later, *(("LOOP",) if asked.place.body else ()))


def having(asked: Asked) -> list[Wanted]:
    """A condition on groups: aggregates before columns."""
    likely, later = asked.tail("having")
    found = asked.expression(Ways(condition=True, functions="fa", then=likely, later=later))
    return [replace(one, fit=0) if isinstance(one, Functions) else one for one in found]


def group_by(asked: Asked) -> list[Wanted]:
    """What to group by: what the select list has without aggregates first."""
    likely, later = asked.tail("group by")
    ways = Ways(first=("ROLLUP", "CUBE", "GROUPING SETS", "ALL", "DISTINCT"), then=likely, later=later)
    if ending(asked.item)[-1] == "grouping":
        return [Words(("SETS",))]
    found = asked.expression(ways)
    return found if asked.item else [*_outputs(asked, plain=True), *_all_outputs(asked), *postponed(found)]


def _all_outputs(asked: Asked) -> list[Wanted]:
    """All columns of the select list beside which it has an aggregate, at once."""
    names = [spell_identifier(output.name) for output in asked.scope.outputs if output.name and output.column]
    several = 1 < len(names) < len(asked.scope.outputs) and not asked.lexemes
    return [Texts(((", ".join(names), "all that are not aggregated"),), "columns")] if several else []


def order_by(asked: Asked) -> list[Wanted]:
    """What to order by: what the select list makes, then columns; then how."""
    likely, later = asked.tail("order by")
    end = ending(asked.item)
    match end:
        case _, "nulls":
            return [Words(("FIRST", "LAST"))]
        case _, "asc" | "desc":
            return one_of(("NULLS LAST", "NULLS FIRST", *likely))
        case "nulls", "first" | "last":
            return one_of(likely)
        case ")", "over":
            return _window_names(asked)
        case _, "using":
            return [Texts((("<", "ascending"), (">", "descending")), "operator")]
        case _:
            pass
    then = ("DESC", "ASC", *likely, "NULLS LAST", "NULLS FIRST", "USING")
    found = asked.expression(Ways(functions=_ALL, then=then, later=later))
    return found if asked.item else [*_outputs(asked, plain=False), *postponed(found)]


def _outputs(asked: Asked, *, plain: bool) -> list[Wanted]:
    """The named columns that the select list makes; `plain` puts those that are computed later."""
    named = [output for output in asked.scope.outputs if output.name]
    first = tuple(output for output in named if output.column or not plain)
    rest = tuple(output for output in named if output not in first and not (plain and output.call in AGGREGATES))
    return [
        Texts(tuple((spell_identifier(output.name), "of the select list") for output in some), "column", fit)
        for some, fit in ((first, 0), (rest, 1))
        if some
    ]


def limit(asked: Asked) -> list[Wanted]:
    """LIMIT and OFFSET: a number, and what follows it."""
    likely, later = asked.tail(asked.clause)
    if not asked.lexemes:
        return [Texts(tuple((number, "rows") for number in ("10", "100", "1000")), "number"), Words(("ALL",), 1)]
    return one_of((*likely, *later, *(("ROWS",) if asked.clause == "offset" else ())))


def fetch(asked: Asked) -> list[Wanted]:
    """FETCH FIRST n ROWS ONLY."""
    match ending(asked.lexemes):
        case _, "":
            return [Words(("FIRST", "NEXT"))]
        case _, "first" | "next":
            return [Texts((("10", "rows"), ("100", "rows")), "number"), Words(("ROWS ONLY", "ROW ONLY"), 1)]
        case _, "rows" | "row":
            return [Words(("ONLY", "WITH TIES"))]
        case _, "with":
            return [Words(("TIES",))]
        case _, "only" | "ties":
            return one_of(asked.tail("fetch")[0])
        case _:
            return [Words(("ROWS ONLY", "ROWS WITH TIES", "ROW ONLY"))]


def lock(asked: Asked) -> list[Wanted]:
    """FOR UPDATE [OF …] [NOWAIT | SKIP LOCKED]."""
    match ending(asked.lexemes, 3):
        case _, _, "":
            return [Words(phrases.LOCKS)]
        case _, _, "no":
            return [Words(("KEY UPDATE",))]
        case _, "no", "key":
            return [Words(("UPDATE",))]
        case _, _, "key":
            return [Words(("SHARE",))]
        case _, _, "skip":
            return [Words(("LOCKED",))]
        case _, _, "of" | ",":
            return [Aliases(asked.scope.own, fit=0)]
        case _, _, "update" | "share":
            return [Words(("OF", "SKIP LOCKED", "NOWAIT"))]
        case _, _, "locked" | "nowait":
            return [Words(("FOR UPDATE", "FOR SHARE", "LIMIT"))]
        case _:
            return [Words(("SKIP LOCKED", "NOWAIT"))]


def windows(asked: Asked) -> list[Wanted]:
    """WINDOW name AS ( … ): the name is the person's."""
    match ending(asked.item):
        case _, "" | "as":
            return []
        case "as", _:
            return one_of(asked.tail("window")[0])
        case _, ")":
            likely, later = asked.tail("window")
            return one_of((*likely, *later))
        case _:
            return [Words(("AS",))]


def combined(asked: Asked) -> list[Wanted]:
    """Behind UNION and its like; nothing in any other place."""
    match ending(asked.place.before):
        case _, "union" | "intersect" | "except":
            return [Words(("SELECT", "ALL", "DISTINCT", "VALUES", "TABLE"))]
        case "union" | "intersect" | "except", "all" | "distinct":
            return [Words(("SELECT", "VALUES", "TABLE"))]
        case _:
            return []


def returning(asked: Asked) -> list[Wanted]:
    """RETURNING: like a select list of the target's columns."""
    item = asked.item
    if ending(item)[-1] == "as":
        return []
    into = ("INTO",) if asked.place.body else ()
    found = asked.expression(Ways(then=("AS", *into)))
    return found if item else [*found, Texts((("*", "all columns"),), "columns", 1)]
