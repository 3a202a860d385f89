"""`tenantsh.jsonb`: a filter on JSON documents as a condition that goes into other people's SQL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from psycopg import sql
from psycopg._encodings import conn_encoding

from tenantsh.lang import filters
from tenantsh.lang.filters.compiling import Column
from tenantsh.lang.quote import quote_identifier
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from psycopg.abc import AdaptContext

    from tenantsh.lang.filters.condition import Condition, Parameter

_PART = re.compile(r'"(?P<quoted>(?:[^"]|"")+)"(?=\.|\Z)|(?P<plain>[^.]+)')


class JsonbFilter(sql.Composable):
    """A condition: `sql.SQL("select … where {}").format(tenantsh.jsonb("tier=premium"))`.

    Composed, its values are literals, without a percent sign: so it stands in statements that have parameters of their
    own, and in those without. For other drivers there are `sql`, with `%s` for each value, and `params`.
    """

    def __init__(self, condition: Condition) -> None:
        super().__init__(condition)
        self.condition = condition

    @property
    def sql(self) -> str:
        """The condition with `%s` for each value, and its percent signs doubled."""
        return f"({self.condition.formatted})"

    @property
    def numbered(self) -> str:
        """The condition with `$1`, `$2`, … for the values."""
        return f"({self.condition.numbered})"

    @property
    def params(self) -> list[str]:
        """The values, each the text that its type in the SQL reads."""
        return [value.text for value in self.condition.parameters]

    def as_bytes(self, context: AdaptContext | None = None) -> bytes:
        """The condition as it stands in a statement, in the connection's encoding."""
        return self._text.encode(conn_encoding(context.connection if context else None))

    def as_string(self, context: AdaptContext | None = None) -> str:
        """The condition as it stands in a statement."""
        return self._text

    @property
    def _text(self) -> str:
        return f"({self.condition.spelled(_literal, _verbatim)})"

    def __repr__(self) -> str:
        return f"JsonbFilter({self._text!r})"

    def __hash__(self) -> int:
        return hash(self.condition)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, JsonbFilter) and self.condition == other.condition


def jsonb(expr: str, column: str | sql.Composable = "data") -> JsonbFilter:
    r"""A filter on a JSONB column, as a condition for SQL that `psycopg.sql` composes.

    `column` is its name, with its table's where dots say so, each part as it is spelled in the catalog: `data`,
    `m.data`, `m."dotted.name"`; an SQL expression is given as `psycopg.sql`: `sql.SQL("payload::jsonb")`.
    A term may name the column, as behind `\filter`: `data.tier=premium` and `data:tier=premium` are `tier=premium`.
    Raises UsageError for what cannot be read, with a caret under the place.

    >>> jsonb("tier=premium", column="m.data").sql
    '("m"."data" @> %s::jsonb)'
    """
    for given, what in ((expr, "a filter"), (column, "a column")):
        if not isinstance(given, str) and not (what == "a column" and isinstance(given, sql.Composable)):
            raise UsageError(f"{given!r} is not {what}", why=f"{what} is a text")
    names = _parts(column) if isinstance(column, str) else []
    spelled = ".".join(map(_identifier, names)) if isinstance(column, str) else f"({column.as_string(None)})"
    own = {name: Column(spelled) for name in names[-1:]}
    return JsonbFilter(filters.compile(filters.parse(expr, own), spelled, columns=own))


def _parts(column: str) -> list[str]:
    """The names in a column's; a text that is not some names with dots between them is one name as a whole."""
    parts, at = [], 0
    while True:
        part = _PART.match(column, at)
        if part is None:
            return [column]
        parts.append(part["plain"] or part["quoted"].replace('""', '"'))
        at = part.end()
        if at == len(column):
            return parts
        at += 1


def _identifier(name: str) -> str:
    if not name or "\0" in name:
        raise UsageError("a column's name is empty" if not name else "a name cannot hold the character NUL")
    return quote_identifier(name)


def _literal(value: Parameter) -> str:
    """A value as SQL that psycopg takes for no placeholder, and that no setting of the server's reads otherwise."""
    text = value.text.replace("'", "''")
    if "\\" not in text and "%" not in text:
        return f"'{text}'::{value.type}"
    escaped = text.replace("\\", "\\\\").replace("%", "\\x25")
    return f"E'{escaped}'::{value.type}"


def _verbatim(piece: str) -> str:
    """SQL of our own without percent signs, which only names can have."""
    return re.sub(r'"(?:[^"]|"")*"', _without_percent, piece) if "%" in piece else piece


def _without_percent(name: re.Match[str]) -> str:
    if "%" not in name[0]:
        return name[0]
    return "U&" + name[0].replace("\\", "\\\\").replace("%", "\\0025")
