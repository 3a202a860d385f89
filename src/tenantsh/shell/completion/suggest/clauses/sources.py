"""What is wanted in FROM, in JOIN, and between them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tenantsh.shell.completion.suggest.clauses import phrases
from tenantsh.shell.completion.suggest.clauses.expressions import Ways, one_of, postponed
from tenantsh.shell.completion.suggest.clauses.reading import ending
from tenantsh.shell.completion.suggest.clauses.selecting import following
from tenantsh.shell.completion.wanted import Conditions, Functions, Joins, Relations, Words

if TYPE_CHECKING:
    from tenantsh.lang.lexemes import Lexemes
    from tenantsh.shell.completion.suggest.clauses.asked import Asked
    from tenantsh.shell.completion.wanted import Source, Wanted


def items(asked: Asked) -> list[Wanted]:
    """FROM and JOIN: something to read, or what follows it."""
    item = asked.item
    joining = asked.clause == "join"
    match ending(item):
        case _, "":
            return _readable(asked, joining=joining)
        case "", "only":
            return [Relations("rpf", made=())]
        case "", "lateral":
            return [Functions("f", many=True, fit=0), Words(("(SELECT",), 1)]
        case "", "rows":
            return [Words(("FROM",))]
        case _, "as":
            return []
        case _, "tablesample":
            return [Words(("BERNOULLI", "SYSTEM"))]
        case _, "with":
            return [Words(("ORDINALITY",))]
        case _, "repeatable":
            return []
        case _, word if word in phrases.ONES:
            return one_of(phrases.ONES[word])
        case _:
            return _behind(asked, item, joining=joining)


def _readable(asked: Asked, *, joining: bool) -> list[Wanted]:
    """Relations, CTEs, and functions that return sets."""
    beside = _own(asked)
    crossed = joining and ending(asked.level.before) == ("cross", "join")
    return [
        *([Words(("LATERAL",), -1)] if crossed else []),
        *([Joins(beside, fit=0)] if joining and beside and not _takes_no_condition(asked) else []),
        Relations(made=asked.scope.made, beside=beside),
        Functions("f", many=True, fit=2),
        Words(("LATERAL", "ONLY", "(SELECT", "ROWS FROM", *(() if joining else ("UNNEST",))), 2),
    ]


def _behind(asked: Asked, item: Lexemes, *, joining: bool) -> list[Wanted]:
    """Behind something to read: its alias is the person's, the rest is ours."""
    end = ending(item, 3)
    likely, later = following(asked, "from")
    if _joined_without_condition(asked, joining=joining):
        return [Words(("ON", "USING"), 0), *one_of(("AS", *phrases.JOINS), 2), *one_of((*likely, *later), 3)]
    if end[-1] == ")" and _sampled(item):
        return one_of(("REPEATABLE", "WHERE", *phrases.JOINS), 0)
    first = ("ON",) if asked.level.query == "merge" else ()
    bare = not _aliased(item)
    called = ("WITH ORDINALITY",) if end[-1] == ")" and item and item[0].is_name else ()
    return [
        *one_of((*first, *likely[:4]), 0),
        *one_of(phrases.JOINS[:3], 0),
        *one_of((*(("AS",) if bare else ()), *likely, *called), 1),
        *one_of((*phrases.JOINS, *(("TABLESAMPLE",) if not called else ()), *later), 2),
    ]


def _joined_without_condition(asked: Asked, *, joining: bool) -> bool:
    """Whether this JOIN still needs its ON."""
    return joining and not _takes_no_condition(asked) and not asked.has_behind("on", "using", until=_NEXT)


def _takes_no_condition(asked: Asked) -> bool:
    """Whether this JOIN is a CROSS or a NATURAL one."""
    words = [lexeme.value for lexeme in asked.level.before if lexeme.is_name]
    at = max((at for at, word in enumerate(words) if word == "join"), default=0)
    return any(word in ("cross", "natural") for word in words[max(0, at - 2) : at])


_NEXT = ("join", "left", "right", "full", "inner", "cross", "natural", "where", "select")
"""Words behind which an ON is another join's."""


def _sampled(item: Lexemes) -> bool:
    return any(lexeme.is_word("tablesample") for lexeme in item) and not any(
        lexeme.is_word("repeatable") for lexeme in item
    )


def _aliased(item: Lexemes) -> bool:
    """Whether the item has an alias: two names without a dot between them, or AS."""
    return any(lexeme.is_word("as") for lexeme in item) or any(
        one.is_name and two.is_name for one, two in pairwise(item)
    )


def _own(asked: Asked) -> tuple[Source, ...]:
    """The other sources of this query, the nearest to the cursor last."""
    return tuple(source for source in asked.scope.own if source.start < asked.place.start)


def on(asked: Asked) -> list[Wanted]:
    """A join's condition: by foreign key when nothing stands there yet."""
    likely, later = following(asked, "on")
    joins = phrases.JOINS if asked.level.query != "merge" else ()
    then = (*likely[:1], *joins[:2], *likely[1:])
    if asked.level.query == "merge":
        then, later = ("WHEN MATCHED", "WHEN NOT MATCHED", "WHEN NOT MATCHED BY SOURCE"), ()
    ways = Ways(condition=True, then=then, later=(*joins[2:], *later))
    found = asked.expression(ways)
    if asked.item and not asked.item[-1].is_word("and"):
        return found
    return [*conditions(asked), *postponed(found)]


def conditions(asked: Asked) -> list[Wanted]:
    """How the item before the cursor belongs to those in front of it."""
    return [Conditions(_own(asked))]


def using(asked: Asked) -> list[Wanted]:
    """Behind JOIN … USING (…)."""
    if not asked.lexemes:
        return []
    likely, later = following(asked, "using")
    return [*one_of(likely[:1], 0), *one_of(phrases.JOINS[:3], 0), *one_of((*likely, "AS"), 1),
        *one_of((*phrases.JOINS, *later), 2)]  # fmt: skip
