"""A place in a query, with what `scope` says of it: what every clause's module is asked with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.shell.completion.suggest.clauses import phrases, reading
from tenantsh.shell.completion.suggest.clauses.expressions import Ways, expression

if TYPE_CHECKING:
    from tenantsh.lang.lexemes import Lexemes
    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.scope import Level, Scope
    from tenantsh.shell.completion.wanted import Source, Wanted


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked."""

    place: Place
    scope: Scope
    level: Level
    """The parentheses around the cursor."""

    @property
    def clause(self) -> str:
        """The clause that the cursor stands in."""
        return self.level.clause.word

    @property
    def lexemes(self) -> Lexemes:
        """What stands in the clause before the cursor."""
        return self.level.clause.lexemes

    @property
    def item(self) -> Lexemes:
        """What stands before the cursor behind the last comma: of the clause, in a call of its arguments."""
        clause = self.clause == "order by" or self.level.opening in _CLAUSED
        return reading.behind_comma(self.lexemes if clause else self.level.listed)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that stand between these parentheses already."""
        return tuple(lexeme.value for lexeme in self.level.before if lexeme.is_name)

    def expression(self, ways: Ways, item: Lexemes | None = None) -> list[Wanted]:
        """What is wanted in an expression, which begins behind the last comma."""
        item, ways = self.item if item is None else item, self.ways(ways)
        sources = (*self.scope.sources, *(self._made() if ways.guess else ()))
        return expression(self.place, item, sources, ways)

    def _made(self) -> tuple[Source, ...]:
        """The CTEs that the FROM to come may name, the last one first; by the qualifier as if it were their alias."""
        made, qualifier = tuple(reversed(self.scope.made)), self.place.qualifier
        if len(qualifier) != 1:
            return made
        return tuple(replace(one, alias=qualifier[0]) for one in made if one.alias.startswith(qualifier[0]))

    def ways(self, ways: Ways) -> Ways:
        """The same ways, with what the place says of them."""
        return replace(ways, guess=self._without_from(), typed=bool(self.place.word))

    def _without_from(self) -> bool:
        """Whether this is a select list before its FROM has been typed."""
        around = self.level.around
        begun = around is not None and around.query == "select" and around.clause.word == "select"
        return begun and not self.scope.own

    def has_behind(self, *words: str, until: tuple[str, ...] = ("select", "union", "except", "intersect")) -> bool:
        """Whether this keyword stands behind the cursor on this level, in this query."""
        for at, lexeme in enumerate(self.level.after):
            if lexeme.is_word(*words) and not (at and self.level.after[at - 1].is_word("distinct")):
                return True
            if lexeme.is_word(*until):
                return False
        return False

    def tail(self, clause: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The clauses that may follow this one, the likely ones and the others; without those that stand behind."""
        words = _following(clause)
        once = {lexeme.value for lexeme in self.level.before if lexeme.is_word("limit", "offset", "fetch")}
        firsts = [(word, word.split()[0].lower()) for word in words]
        free = [word for word, first in firsts if first not in once and not self.has_behind(first)]
        likely = sorted((word for word in free if word not in phrases.LATE), key=_LIKELY.index)
        return tuple(likely), tuple(word for word in free if word in phrases.LATE)


_CLAUSED = ("from", "over", "window", "within")
"""Parentheses that hold clauses without being a query."""
_LIKELY = ["WHERE", "ORDER BY", "GROUP BY", "LIMIT", "HAVING", "FOR UPDATE"]
_PLACES = {"from": 0, "join": 0, "on": 0, "using": 0, "where": 1, "group by": 2, "having": 3, "window": 4,
    "order by": 9, "limit": 10, "offset": 11, "fetch": 12}  # fmt: skip


def _following(clause: str) -> tuple[str, ...]:
    if clause == "offset":
        return ("LIMIT", *phrases.TAIL[_PLACES[clause] :])
    words = phrases.TAIL[_PLACES.get(clause, 0) :]
    return tuple(
        word for word in words
        if (word, clause) != ("HAVING", "where") and (word != "LIMIT" or clause != "fetch")
    )  # fmt: skip
