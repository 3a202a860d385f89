"""How much of valid statements is offered before it is typed: each word's place, with 0, 1 and 2 of its letters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Lexeme, Sort, lex
from tenantsh.shell.completion import complete

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.catalog import Catalog

STATEMENTS = [line for line in Path(__file__).with_name("replay.sql").read_text(encoding="utf-8").splitlines() if line]
FIRST = 10


@dataclass(frozen=True)
class Try:
    """A word of a statement, and what was offered when so many of its letters stood there."""

    text: str
    word: str
    letters: int
    offered: tuple[str, ...]

    @property
    def hit(self) -> bool:
        """Whether the word is offered, alone or as the beginning of a phrase."""
        return any(_begins(text, self.word) for text in self.offered[:FIRST])


def _begins(text: str, word: str) -> bool:
    text, word = text.lower().lstrip("("), word.lower()
    return text.startswith(word) and not text[len(word) : len(word) + 1].isalnum()


def replay(statement: str, catalog: Catalog, letters: int, *, rest: bool) -> Iterator[Try]:
    """Every word of a statement; `rest` says whether what follows stands there already."""
    for lexeme in asked_for(statement):
        if letters and len(lexeme.text) <= letters:
            continue
        text = statement[: lexeme.start + letters] + (statement[lexeme.end :] if rest else "")
        found = complete(text, lexeme.start + letters, catalog)
        yield Try(statement[: lexeme.start + letters], lexeme.text, letters, tuple(one.text for one in found))


def asked_for(statement: str) -> list[Lexeme]:
    """The words of a statement that are not the person's own inventions."""
    lexemes = [lexeme for lexeme in lex(statement) if lexeme.sort is not Sort.COMMENT]
    return [
        lexeme
        for at, lexeme in enumerate(lexemes)
        if lexeme.is_name and not (at and _invented(lexemes[at - 1], lexeme, lexemes[at + 1 : at + 2]))
    ]


def _invented(before: Lexeme, lexeme: Lexeme, behind: list[Lexeme]) -> bool:
    """Whether a word is a new name: behind AS or WITH, or an alias behind a name."""
    if lexeme.value in _KEYWORDS:
        return False
    if before.is_word("as", "with", "recursive", "window"):
        return True
    return (before.is_mark(")") or (before.is_name and before.value not in _KEYWORDS)) and not (
        behind and behind[0].is_mark("(")
    )


_KEYWORDS = frozenset(
    """
    select from where and or order by group having limit left right full inner cross join lateral on using union all
    except intersect distinct case when then else end as is not null like ilike in between exists any array over
    partition rows unbounded preceding current row window filter within values insert into update set delete returning
    conflict do nothing constraint merge matched with recursive desc asc nulls last first offset for of skip locked
    tablesample system repeatable at time zone interval true false default fetch only rollup cast extract table
    date text of
    """.split()  # noqa: SIM905 - a list would take forty lines
)
