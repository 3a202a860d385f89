"""What is wanted in WITH, between its queries and behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.shell.completion.suggest.clauses.reading import ending
from tenantsh.shell.completion.wanted import Words

if TYPE_CHECKING:
    from tenantsh.shell.completion.suggest.clauses.asked import Asked
    from tenantsh.shell.completion.wanted import Wanted

MAIN = ("SELECT", "INSERT INTO", "UPDATE", "DELETE FROM", "MERGE INTO", "VALUES", "TABLE")
"""What the statement behind WITH begins with."""


def with_(asked: Asked) -> list[Wanted]:
    """WITH [RECURSIVE] name [(columns)] AS [[NOT] MATERIALIZED] ( … ): names are the person's."""
    item = asked.item
    match ending(item):
        case "", "with":
            return [Words(("RECURSIVE",))]
        case _, "" | "recursive":
            return []
        case _, "not":
            return [Words(("MATERIALIZED",))]
        case _, "as":
            return [Words(("(SELECT", "MATERIALIZED", "NOT MATERIALIZED", "("))]
        case _, ")" if any(lexeme.is_word("as") for lexeme in item):
            return [Words((*MAIN, "SEARCH", "CYCLE"))]
        case _, "materialized":
            return [Words(("(SELECT",))]
        case _, "search":
            return [Words(("DEPTH FIRST BY", "BREADTH FIRST BY"))]
        case "search", _:
            return [Words(("FIRST BY",))]
        case _, "first":
            return [Words(("BY",))]
        case _, "by" | "cycle" | "set" | "using" | "to" | "default":
            return []
        case _ if any(lexeme.is_word("cycle", "search") for lexeme in item):
            return [Words(("SET", "USING", "TO", "DEFAULT", *MAIN, "CYCLE"))]
        case _:
            return [Words(("AS",))]
