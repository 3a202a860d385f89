"""What is wanted where a JSONB column and a filter on it stand: `TABLE[.COLUMN] EXPR`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.shell.completion import wanted
from tenantsh.shell.completion.suggest import filters
from tenantsh.shell.completion.suggest.meta.line import names

if TYPE_CHECKING:
    from tenantsh.shell.completion.suggest.meta.line import Line
    from tenantsh.shell.completion.wish import Wish


def column(line: Line) -> Wish | None:
    """A table that has JSON columns, and behind a dot these."""
    qualifier = names(line.word.raw).qualifier
    if not qualifier:
        return line.name_wish(wanted.Relations(documents=True))
    source = _source(qualifier)
    return line.name_wish(wanted.Columns((source,), documents=True), wanted.Relations(documents=True, fit=1))


def expression(line: Line) -> Wish | None:
    """The next word of the filter."""
    named = names(f"{line.typed.words[0].raw}.").qualifier
    operands = [wanted.Operand("", sources=(_source(named),))]
    if len(named) > 1:
        operands.insert(0, wanted.Operand(named[-1], named[-2:-1], (_source(named[:-1]),)))
    return filters.wish(operands, line.rest, line.begin)


def _source(qualifier: tuple[str, ...]) -> wanted.Source:
    schema = qualifier[-2] if len(qualifier) > 1 else None
    return wanted.Source(qualifier[-1], qualifier[-1], schema)
