"""Our own questions to the catalog: one .sql file each, and the dataclass or named tuple that its columns fill.

A file starts with one `--` sentence. `:name` stands for a parameter (cast it: `:relation::oid`). A line that ends in
`-- @14+`, `-- @-13` or `-- @14-16` is for those server majors only, so version differences live beside the query that
needs them.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from dataclasses import dataclass
from importlib import resources
from typing import Any, Generic, NamedTuple, Self, TypeVar

from tenantsh.lang.majors import is_for
from tenantsh.lang.quote import quote_literal

Row = TypeVar("Row")

_FOR_MAJORS = re.compile(r" *-- @[0-9+-]+$", re.MULTILINE)
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]\w*)")


class Told:
    """A row of a query that a convention brings: ids and names are text, whatever types its columns have."""

    __slots__ = ()

    @classmethod
    def of(cls, *cells: Any) -> Self:
        """A row of these cells."""
        fields = dataclasses.fields(cls)  # type: ignore[arg-type]  # whatever is made of it is a dataclass
        kinds = (str(field.type) for field in fields if field.init)
        return cls(*(_as(kind, cell) for kind, cell in zip(kinds, cells, strict=True)))


def _as(kind: str, cell: Any) -> Any:
    return str(cell) if kind.startswith("str") and cell is not None else cell


@dataclass(frozen=True, slots=True)
class Query(Generic[Row]):
    """A question of ours: where its SQL is, and what one of its rows is."""

    name: str
    """The file `queries/NAME.sql` of `package`."""
    row: type[Row]
    package: str = "tenantsh.db.queries"
    sql: str | None = None
    """The SQL itself, for questions that come with a convention instead of a file."""

    def ask(self, **params: object) -> Request:
        """This question with its parameters, to be sent by a session."""
        return Request(self, params)

    def text(self, major: int) -> str:
        """The SQL for a server's major version, parameters still by name."""
        return self.sql if self.sql is not None else _read(self.package, self.name, major)


class Request(NamedTuple):
    """A question and the values for its parameters."""

    query: Query[Any]
    params: dict[str, object]


@functools.cache
def _read(package: str, name: str, major: int) -> str:
    source = resources.files(package).joinpath(f"{name}.sql").read_text(encoding="utf-8")
    return "\n".join(line for line in source.splitlines() if is_for(line, major))


def numbered(sql: str, params: dict[str, object]) -> tuple[str, list[object]]:
    """`:name` to `$1`, and the values in that order; a name that is not given stays as it is.

    >>> numbered("select :a::int, :b, :a", {"a": 1, "b": "x"})
    ('select $1::int, $2, $1', [1, 'x'])
    """
    order: list[str] = []

    def number(found: re.Match[str]) -> str:
        name = found[1]
        if name not in params:
            return found[0]
        if name not in order:
            order.append(name)
        return f"${order.index(name) + 1}"

    return _PARAMETER.sub(number, sql), [params[name] for name in order]


def spelled(request: Request, major: int) -> str:
    """A question as a person can run it: its SQL with the values in their places.

    >>> spelled(Query("x", int, sql="select :a::text, :b").ask(a="it's", b=[1, None]), 18)
    "select 'it''s'::text, ARRAY[1, NULL]"
    """

    def value(found: re.Match[str]) -> str:
        return _literal(request.params[found[1]]) if found[1] in request.params else found[0]

    return _PARAMETER.sub(value, _FOR_MAJORS.sub("", request.query.text(major)))


def _literal(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "TRUE", False: "FALSE"}[value]
    if isinstance(value, (list, tuple)):
        return f"ARRAY[{', '.join(map(_literal, value))}]"
    return str(value) if isinstance(value, (int, float)) else quote_literal(str(value)).lstrip()
