"""The table or view that a statement makes, with its columns as far as its text says them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Sort, lex
from tenantsh.model.catalog import Catalog, Column
from tenantsh.shell.completion.place import find
from tenantsh.shell.completion.resolve.meaning import Meaning
from tenantsh.shell.completion.scope import visible
from tenantsh.shell.completion.wanted import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.lang.lexemes import Lexeme

TEMPORARY = "pg_temp"
"""The schema of temporary tables, whatever it is called for a session."""

_KINDS = {"table": "r", "view": "v", "materialized": "m"}
_BEFORE = ("or", "replace", "global", "local", "temp", "temporary", "unlogged", "recursive", "if", "not", "exists")
_NO_COLUMN = ("constraint", "primary", "unique", "check", "foreign", "exclude", "like")
_BEHIND_TYPE = (
    *("not", "null", "default", "primary", "references", "unique", "check", "collate", "generated", "constraint"),
    *("storage", "compression"),
)
_SHORT = {
    "int": "integer",
    "int4": "integer",
    "serial": "integer",
    "int8": "bigint",
    "bigserial": "bigint",
    "int2": "smallint",
    "bool": "boolean",
    "varchar": "character varying",
    "decimal": "numeric",
    "float8": "double precision",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "time": "time without time zone",
}
"""Types by the names that people write."""


@dataclass(frozen=True, slots=True)
class Made:
    """A relation that a statement has made."""

    name: str
    kind: str
    schema: str | None = None
    """As the statement says it; TEMPORARY for what is temporary."""
    columns: tuple[Column, ...] = ()
    brief: bool = False
    """Whether it goes with its transaction: ON COMMIT DROP."""

    @property
    def temporary(self) -> bool:
        """Whether it goes with the session."""
        return self.schema == TEMPORARY


def made(text: str, catalog: Catalog) -> Made | None:
    r"""The relation that a statement makes: by CREATE or SELECT INTO; None where it makes none.

    >>> found = made("create temp table t (id int, at timestamptz not null, primary key (id))", Catalog())
    >>> found.temporary, [(column.name, column.type) for column in found.columns]
    (True, [('id', 'integer'), ('at', 'timestamp with time zone')])
    >>> [column.name for column in made("select 1 as a, b into temp x from y", Catalog()).columns]
    ['a', 'b']
    >>> made("select 1", Catalog())
    """
    lexemes = [lexeme for lexeme in lex(text) if lexeme.sort is not Sort.COMMENT]
    if not lexemes:
        return None
    if lexemes[0].is_word("create"):
        return _created(lexemes, text, catalog)
    into = next((at for at, lexeme in enumerate(lexemes) if lexeme.is_word("into")), None)
    if into is None or not lexemes[0].is_word("select", "with"):
        return None
    return _named(lexemes[into + 1 :], "r", _outputs(text, catalog))


def _created(lexemes: list[Lexeme], text: str, catalog: Catalog) -> Made | None:
    at = next((at for at, lexeme in enumerate(lexemes) if lexeme.is_word(*_KINDS)), None)
    if at is None or not all(lexeme.is_word(*_BEFORE) for lexeme in lexemes[1:at]):
        return None
    kind = _KINDS[lexemes[at].value]
    rest = lexemes[at + (2 if kind == "m" else 1) :]
    temporary = any(lexeme.is_word("temp", "temporary") for lexeme in lexemes[1:at])
    query = any(lexeme.is_word("as") and not rest[behind - 1].is_word("always") for behind, lexeme in enumerate(rest))
    columns = _outputs(text, catalog) if query else tuple(_defined(rest))
    found = _named(rest, kind, columns, temporary=temporary)
    words = [lexeme.value for lexeme in rest[-4:] if not lexeme.is_mark(";")]
    return found and replace(found, brief=words[-3:] == ["on", "commit", "drop"])


def _named(rest: list[Lexeme], kind: str, columns: tuple[Column, ...], *, temporary: bool = False) -> Made | None:
    """What has its name at the beginning of these, behind words like IF NOT EXISTS."""
    start = next((at for at, lexeme in enumerate(rest) if not lexeme.is_word(*_BEFORE, "table")), len(rest))
    temporary = temporary or any(lexeme.is_word("temp", "temporary") for lexeme in rest[:start])
    names = rest[start : start + 3]
    if not names or not names[0].is_name:
        return None
    if len(names) == 3 and names[1].is_mark(".") and names[2].is_name:
        schema = names[0].value
        return Made(names[2].value, kind, TEMPORARY if temporary or schema == TEMPORARY else schema, columns)
    return Made(names[0].value, kind, TEMPORARY if temporary else None, columns)


def _outputs(text: str, catalog: Catalog) -> tuple[Column, ...]:
    """The columns of the query in a statement."""
    query = text.rstrip("; \n") + " "
    place = find(query, len(query))
    if place is None:
        return ()
    known = Meaning(catalog).columns(Source("", outputs=visible(place).outputs))
    return tuple(one.column for one in known if one.column.name)


def _defined(rest: list[Lexeme]) -> Iterator[Column]:
    """The columns of `(name type …, …)`."""
    depth = 0
    item: list[Lexeme] = []
    for lexeme in rest:
        depth -= lexeme.is_mark(")")
        if depth == 1 and lexeme.is_mark(","):
            yield from _column(item)
            item = []
        elif depth >= 1:
            item.append(lexeme)
        elif item:
            yield from _column(item)
            return
        depth += lexeme.is_mark("(")


def _column(item: list[Lexeme]) -> Iterator[Column]:
    if not item or not item[0].is_name or item[0].is_word(*_NO_COLUMN):
        return
    words = []
    for lexeme in item[1:]:
        if lexeme.is_word(*_BEHIND_TYPE) or lexeme.is_mark("("):
            break
        words.append(lexeme.text)
    written = " ".join(words).lower()
    yield Column(item[0].value, _SHORT.get(written, written))
