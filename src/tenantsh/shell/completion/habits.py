"""What a person uses: how often the names stand in what she typed, what is long past counting less and less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Sort, lex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_GROWTH = 1.01
"""How much more each statement counts than the one before: after 70 others it counts half."""
_LONGEST = 4096
"""Characters of a statement that are looked at."""
_LONGEST_NAME = 63


class Habits:
    """The names of one organization's statements, and of no other's.

    >>> habits = Habits()
    >>> habits.take("select email from users"); habits.take("select data->>'tier' from orders")
    >>> habits.used["orders"] > habits.used["users"] > 0, "tier" in habits.used
    (True, True)
    """

    def __init__(self, statements: Iterable[str] = ()) -> None:
        self._used: dict[str, float] = {}
        self._weight = 1.0
        for statement in statements:
            self.take(statement)

    @property
    def used(self) -> Mapping[str, float]:
        """How much each name was used, as names are known to the server."""
        return self._used

    def take(self, statement: str) -> None:
        """Count the names of one more statement, each once; keys and values in quotes count too."""
        self._weight *= _GROWTH
        names = {
            lexeme.value
            for lexeme in lex(statement[:_LONGEST])
            if lexeme.sort in (Sort.WORD, Sort.NAME, Sort.STRING) and not lexeme.open
        }
        for name in names:
            if 0 < len(name) <= _LONGEST_NAME:
                self._used[name] = self._used.get(name, 0.0) + self._weight
