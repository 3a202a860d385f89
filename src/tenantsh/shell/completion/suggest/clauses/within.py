"""What is wanted within parentheses that hold no query (yet)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Sort
from tenantsh.shell.completion.keywords import COMPARING
from tenantsh.shell.completion.suggest import jsonb
from tenantsh.shell.completion.suggest.clauses import calls, phrases, reading, sources, writing
from tenantsh.shell.completion.suggest.clauses.expressions import Ways, compared, expression, one_of, postponed
from tenantsh.shell.completion.suggest.clauses.reading import ending
from tenantsh.shell.completion.wanted import Columns, Conditions, Texts, Types, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.lang.lexemes import Lexemes
    from tenantsh.shell.completion.suggest.clauses.asked import Asked
    from tenantsh.shell.completion.wanted import Wanted

_WRITES = ("INSERT INTO", "UPDATE", "DELETE FROM")


def within(asked: Asked) -> list[Wanted]:
    """By what stands in front of the parenthesis."""
    return _BY_OPENING.get(asked.level.opening, _plain)(asked)


def _nothing(asked: Asked) -> list[Wanted]:
    return []


def _query(asked: Asked) -> list[Wanted]:
    """EXISTS, ARRAY, COPY: a query."""
    return [] if asked.level.before else [Words(phrases.QUERY)]


def _cte(asked: Asked) -> list[Wanted]:
    return [] if asked.level.before else [Words((*phrases.QUERY[:1], *_WRITES, *phrases.QUERY[1:], "MERGE INTO"))]


def _derived(asked: Asked) -> list[Wanted]:
    """FROM (: a query, or items that are joined."""
    if asked.clause in _JOINED:
        return _JOINED[asked.clause](asked)
    if asked.level.before:
        return sources.items(asked)
    return [Words(phrases.QUERY), *postponed(sources.items(asked))]


_JOINED = {"join": sources.items, "on": sources.on, "using": sources.using}


def _outer(asked: Asked) -> Lexemes:
    """What stands in front of the parenthesis."""
    return asked.level.outer.before if asked.level.outer else ()


def _in(asked: Asked) -> list[Wanted]:
    """IN (: values of what stands in front of it, or a query."""
    if asked.item and not reading.wants_operand(asked.item):
        return []
    before = _outer(asked)
    before = before[:-1] if ending(before)[-1] == "in" else before
    before = before[:-1] if ending(before)[-1] == "not" else before
    of = reading.operand(before, asked.scope.sources)
    found = expression(asked.place, asked.item, asked.scope.sources, Ways(target=None))
    taken = tuple(lexeme.value for lexeme in asked.level.before if lexeme.sort is Sort.STRING)
    rest = [*jsonb.suggest(asked.place), *compared(of, asked.scope.sources, Ways(), taken)] if not asked.item else found
    return [*([Words(("SELECT",), 1)] if not asked.level.before else []), *rest]


def _any(asked: Asked) -> list[Wanted]:
    """ANY (: a query or an array."""
    begun = asked.level.before
    found = expression(asked.place, asked.item, asked.scope.sources, Ways(functions="f"))
    return found if begun else [Words(("SELECT", "ARRAY"), 0), *found]


def _plain(asked: Asked) -> list[Wanted]:
    """Parentheses in an expression: the same kind of expression, a row, or a query."""
    condition = _holds_condition(asked)
    ways = Ways(condition=condition, functions="f" if condition else "faw")
    found = asked.expression(ways)
    compares = ending(_outer(asked))[-1] in COMPARING
    if asked.level.before:
        return found
    outer = asked.level.outer
    joining = outer is not None and outer.clause.word == "on" and not outer.clause.lexemes
    return [Words(("SELECT",), 0 if compares else 1), *(sources.conditions(asked) if joining else []), *found]


def _holds_condition(asked: Asked) -> bool:
    """Whether the parentheses stand where a condition does."""
    around = asked.level.outer
    while around is not None and around.opening == "group" and not around.query:
        around = around.outer
    if around is None:
        return False
    before = _outer(asked)
    begins = not before or ending(before)[-1] in ("where", "and", "or", "not", "on", "having", "when", "(", "check")
    return begins and (around.clause.word in ("where", "on", "having", "when") or around.opening == "filter")


def _over(asked: Asked) -> list[Wanted]:
    """A window: its parts in their order."""
    level, clause = asked.level, asked.clause
    if ending(level.before)[-1] in ("partition", "order"):
        return [Words(("BY",))]
    if not clause:
        names = Texts(tuple((name, "window") for name in asked.scope.windows), "window", 1)
        parts = Words(("PARTITION BY", "ORDER BY", "ROWS BETWEEN", "RANGE BETWEEN"))
        return [parts, *([names] if not level.before else [])]
    if clause == "partition by":
        return asked.expression(Ways(functions="fa", then=("ORDER BY", *phrases.FRAMES)))
    if clause == "order by":
        return _ordered(asked, phrases.FRAMES)
    return _frame(asked.lexemes)


def _ordered(asked: Asked, then: tuple[str, ...]) -> list[Wanted]:
    """ORDER BY within parentheses: no names of the select list."""
    frame = next((at for at, lexeme in enumerate(asked.item) if at and lexeme.is_word("rows", "range", "groups")), 0)
    if frame and then:
        return _frame(asked.item[frame:])
    match ending(asked.item):
        case _, "nulls":
            return [Words(("FIRST", "LAST"))]
        case _, "asc" | "desc":
            return one_of(("NULLS LAST", "NULLS FIRST", *then))
        case "nulls", _:
            return one_of(then)
        case _:
            return asked.expression(Ways(functions="fa", then=("DESC", "ASC", *then, "NULLS LAST", "NULLS FIRST")))


def _frame(lexemes: Lexemes) -> list[Wanted]:
    """ROWS BETWEEN … AND …."""
    starts = [("BETWEEN",), ()][any(lexeme.is_word("between") for lexeme in lexemes)]
    match ending(lexemes):
        case _, "" | "rows" | "range" | "groups":
            return [Words((*starts, *phrases.FRAME_BOUNDS))]
        case _, "between" | "and":
            return [Words(phrases.FRAME_BOUNDS[:: 1 if lexemes[-1].is_word("between") else -1])]
        case _, "unbounded":
            return [Words(("PRECEDING", "FOLLOWING"))]
        case _, "current":
            return [Words(("ROW",))]
        case _, "exclude":
            return [Words(("CURRENT ROW", "GROUP", "TIES", "NO OTHERS"))]
        case _, "preceding" | "following" | "row":
            more = any(lexeme.is_word("between") for lexeme in lexemes)
            done = any(lexeme.is_word("and") for lexeme in lexemes) or not more
            return [Words(("EXCLUDE",) if done else ("AND",))]
        case _:
            return [Words(("PRECEDING", "FOLLOWING"))]


def _filter(asked: Asked) -> list[Wanted]:
    """FILTER (WHERE …)."""
    if not asked.level.before:
        return [Words(("WHERE",))]
    rest = asked.level.before[1:] if asked.level.before[0].is_word("where") else asked.level.before
    return asked.expression(Ways(condition=True), rest)


def _group(asked: Asked) -> list[Wanted]:
    """WITHIN GROUP (ORDER BY …)."""
    half = bool(asked.level.before)
    return _ordered(asked, ()) if asked.clause == "order by" else [Words(("BY",) if half else ("ORDER BY",))]


def _call(asked: Asked) -> list[Wanted]:
    """A function's arguments, and the ORDER BY that an aggregate may have."""
    return _ordered(asked, ()) if asked.clause == "order by" else calls.call(asked)


def _using(asked: Asked) -> list[Wanted]:
    """JOIN … USING (: the columns that both have."""
    own = asked.scope.own
    return [Conditions(own, using=True), Columns(own[-1:], asked.names, fit=2)]


def _aliases(asked: Asked) -> list[Wanted]:
    """FROM f() AS x (: names, each with its type."""
    return [Types()] if asked.item and len(asked.item) == 1 else []


def _row(asked: Asked) -> list[Wanted]:
    return writing.row(asked, asked.item, asked.level.position)


def _grouping(asked: Asked) -> list[Wanted]:
    return asked.expression(Ways())


_BY_OPENING: dict[str, Callable[[Asked], list[Wanted]]] = {
    "call": _call,
    "in": _in,
    "exists": _query,
    "any": _any,
    "array": _query,
    "from": _derived,
    "lateral": _query,
    "cte": _cte,
    "cte columns": _nothing,
    "columns": writing.listed,
    "values": _row,
    "conflict": writing.conflict_target,
    "set": writing.set_list,
    "using": _using,
    "over": _over,
    "window": _over,
    "filter": _filter,
    "within": _group,
    "aliases": _aliases,
    "sample": _nothing,
    "grouping": _grouping,
    "type": _nothing,
    "copy": _query,
}
