r"""What is typed behind `\cold`: `TABLE [MONTH] [WHERE …] [ORDER BY …] [LIMIT …]`, read and not run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Sort, lex
from tenantsh.lang.target import split_target
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.lang.lexemes import Lexeme

_USAGE = r"\cold TABLE [MONTH[..MONTH]] [WHERE …] [ORDER BY …] [LIMIT …]"
_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?")
_CLAUSES = ("where", "order", "limit", "offset", "fetch")
_NOT_HERE = ("group", "having", "union", "intersect", "except", "window", "for", "select")


@dataclass(frozen=True, slots=True)
class Months:
    """The months from one to another, both included, as `2024-03`; empty where that side is open."""

    first: str = ""
    last: str = ""
    named: bool = False
    """Whether just one month was named."""

    def __contains__(self, month: str) -> bool:
        return (not self.first or self.first <= month) and (not self.last or month <= self.last)

    def __str__(self) -> str:
        if self.named:
            return self.first
        return f"{self.first}..{self.last}" if self.first or self.last else "all months"


ALL = Months()


@dataclass(frozen=True, slots=True)
class Asked:
    """A line, read."""

    names: tuple[str, ...] = ()
    """The table: its name, or schema and name; none where all archived tables are to be listed."""
    months: Months | None = None
    """None where they are to be listed."""
    where: str = ""
    """The condition as it was typed, without WHERE."""
    order: str = ""
    """ORDER BY and what follows it; empty where the rows keep their order."""
    limit: int | None = None
    """The number of a LIMIT that stands alone."""


def read(line: str) -> Asked:
    """Read a line. Raises UsageError.

    >>> read("audit_logs 2024-03 where action = 'delete' limit 5")  # doctest: +NORMALIZE_WHITESPACE
    Asked(names=('audit_logs',), months=Months(first='2024-03', last='2024-03', named=True),
          where="action = 'delete'", order='', limit=5)
    """
    line = line.strip().rstrip("; \t\n")
    if not line:
        return Asked()
    names, rest = split_target(line)
    if len(names) > 2:
        raise UsageError(f"{'.'.join(names)} is no table of this database", hint=_USAGE)
    if not rest:
        return Asked(names)
    word, _, behind = rest.partition(" ")
    if word.split("(")[0].lower() in _CLAUSES:
        return _clauses(names, ALL, rest)
    return _clauses(names, months(word), behind.strip())


def months(text: str) -> Months:
    """A month, a year, or a range of them with `..`. Raises UsageError.

    >>> months("2024"), months("2024-11..")
    (Months(first='2024-01', last='2024-12', named=False), Months(first='2024-11', last='', named=False))
    """
    first, dots, last = text.partition("..")
    if not dots:
        one = _period(text, text)
        return Months(one[0], one[1], named=one[0] == one[1])
    if not first and not last:
        return ALL
    begin = _period(first, text)[0] if first else ""
    end = _period(last, text)[1] if last else ""
    if begin and end and begin > end:
        raise UsageError(f"{text} ends before it begins")
    return Months(begin, end)


def _period(text: str, whole: str) -> tuple[str, str]:
    found = _PERIOD.fullmatch(text)
    if found is None or (found[2] and not 1 <= int(found[2]) <= 12):
        raise UsageError(f"{whole} is no month", hint="2024-03, a range 2024-03..2024-06, or a year 2024; then WHERE …")
    if found[2]:
        return (f"{found[1]}-{int(found[2]):02}",) * 2
    return f"{found[1]}-01", f"{found[1]}-12"


def _clauses(names: tuple[str, ...], months: Months, text: str) -> Asked:
    if not text:
        return Asked(names, months)
    lexemes = lex(text)
    _check(text, lexemes)
    outside = list(_outside(lexemes))
    begins = {lexeme.value: lexeme for lexeme in reversed(outside) if lexeme.is_word(*_CLAUSES)}
    if not outside or not outside[0].is_word(*_CLAUSES):
        raise UsageError(f"{lexemes[0].text} is nothing that can follow the month", hint=_USAGE)
    tail = min((begins[word].start for word in _CLAUSES[1:] if word in begins), default=len(text))
    where = text[begins["where"].end : tail].strip() if "where" in begins else ""
    if "where" in begins and begins["where"].start:
        raise UsageError("WHERE comes first", hint=_USAGE)
    if "where" in begins and not where:
        raise UsageError("WHERE without a condition", hint=_USAGE)
    order = text[tail:].strip()
    limit = re.fullmatch(r"limit\s+([0-9]{1,18})", order, re.IGNORECASE)
    if limit:
        return Asked(names, months, where, limit=int(limit[1]))
    return Asked(names, months, where, order)


def _check(text: str, lexemes: Sequence[Lexeme]) -> None:
    """Refuse what would not mean here what it means in a query, and what is not closed."""
    depth = 0
    for lexeme in lexemes:
        depth += lexeme.is_mark("(", "[") - lexeme.is_mark(")", "]")
        if depth < 0:
            raise UsageError(f"a parenthesis is closed that was not opened: {text[: lexeme.end]}")
        if lexeme.open:
            raise UsageError(f"quotes or a comment are not closed: {text[lexeme.start :]}")
        if lexeme.sort is Sort.PARAMETER:
            raise UsageError(f"{lexeme.text} has no value here", why="a condition on archived rows takes no parameters")
        if lexeme.is_mark(";"):
            raise UsageError("one condition, and no statement behind it", hint=_USAGE)
    if depth:
        raise UsageError(f"a parenthesis is not closed: {text}")
    strange = next((lexeme for lexeme in _outside(lexemes) if lexeme.is_word(*_NOT_HERE)), None)
    if strange is not None:
        raise UsageError(
            f"{strange.text.upper()} is not for archived rows",
            why="they are filtered and ordered here; what is to be made of them is made of the result",
            hint="in a notebook the result is a DataFrame; \\g FILE.parquet writes it for other programs",
        )
    orders = [at for at, lexeme in enumerate(lexemes) if lexeme.is_word("order")]
    if orders and any(lexeme.sort is Sort.NUMBER for lexeme in lexemes[orders[-1] + 2 : orders[-1] + 3]):
        raise UsageError("ORDER BY takes names of columns here, and no numbers")


def _outside(lexemes: Sequence[Lexeme]) -> Iterator[Lexeme]:
    """Lexemes outside of parentheses that are no parts of a name with dots."""
    depth, before = 0, None
    for lexeme in lexemes:
        depth -= lexeme.is_mark(")", "]")
        if not depth and (before is None or not before.is_mark(".")):
            yield lexeme
        depth += lexeme.is_mark("(", "[")
        before = lexeme
