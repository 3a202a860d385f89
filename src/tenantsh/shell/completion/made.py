"""The table or view that a statement makes, with its columns as far as its text says them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.lang.brackets import closing, split
from tenantsh.lang.lexemes import Sort, lex
from tenantsh.model.catalog import Catalog, Column, Relation
from tenantsh.model.named import Names
from tenantsh.shell.completion.place import find
from tenantsh.shell.completion.resolve.meaning import Meaning
from tenantsh.shell.completion.scope import visible
from tenantsh.shell.completion.wanted import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tenantsh.lang.lexemes import Lexeme

TEMPORARY = "pg_temp"
"""The schema of temporary tables, whatever it is called for a session."""

_KINDS = {"table": "r", "view": "v", "materialized": "m", "sequence": "S"}
_BEFORE = ("or", "replace", "global", "local", "temp", "temporary", "unlogged", "recursive", "if", "not", "exists")
_ADDING = ("add", "column", "if", "not", "exists")
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
    of_query: bool = False
    """Whether its columns are a query's."""

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
    found = written([lexeme for lexeme in lex(text) if lexeme.sort is not Sort.COMMENT])
    return replace(found, columns=outputs(text, catalog)) if found and found.of_query else found


def written(lexemes: Sequence[Lexeme]) -> Made | None:
    """The same, as far as the statement says it itself: without the columns of a query."""
    if not lexemes:
        return None
    if lexemes[0].is_word("create"):
        return _created(lexemes)
    into = next((at for at, lexeme in enumerate(lexemes) if lexeme.is_word("into")), None)
    if into is None or not lexemes[0].is_word("select", "with"):
        return None
    found = _named(lexemes[into + 1 :], "r")
    return found and replace(found, of_query=True)


def _created(lexemes: Sequence[Lexeme]) -> Made | None:
    at = next((at for at, lexeme in enumerate(lexemes) if lexeme.is_word(*_KINDS)), None)
    if at is None or not all(lexeme.is_word(*_BEFORE) for lexeme in lexemes[1:at]):
        return None
    kind = _KINDS[lexemes[at].value]
    rest = lexemes[at + (2 if kind == "m" else 1) :]
    temporary = any(lexeme.is_word("temp", "temporary") for lexeme in lexemes[1:at])
    query = any(lexeme.is_word("as") and not rest[behind - 1].is_word("always") for behind, lexeme in enumerate(rest))
    found = _named(rest, kind, () if query else tuple(_defined(rest)), temporary=temporary)
    words = [lexeme.value for lexeme in rest[-4:] if not lexeme.is_mark(";")]
    return found and replace(found, brief=words[-3:] == ["on", "commit", "drop"], of_query=query)


def _named(
    rest: Sequence[Lexeme], kind: str, columns: tuple[Column, ...] = (), *, temporary: bool = False
) -> Made | None:
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


def outputs(text: str, catalog: Catalog) -> tuple[Column, ...]:
    """The columns of the query in a statement."""
    query = text.rstrip("; \n") + " "
    place = find(query, len(query))
    if place is None:
        return ()
    known = Meaning(catalog).columns(Source("", outputs=visible(place).outputs))
    return tuple(one.column for one in known if one.column.name)


def _defined(rest: Sequence[Lexeme]) -> Iterator[Column]:
    """The columns of `(name type …, …)`."""
    start = next((at for at, lexeme in enumerate(rest) if lexeme.is_mark("(")), len(rest))
    for item in split(rest[start + 1 : closing(rest, start)]):
        yield from _column(item)


def _column(item: Sequence[Lexeme]) -> Iterator[Column]:
    if not item or not item[0].is_name or item[0].is_word(*_NO_COLUMN):
        return
    words = []
    for lexeme in item[1:]:
        if lexeme.is_word(*_BEHIND_TYPE) or lexeme.is_mark("("):
            break
        words.append(lexeme.text)
    written = " ".join(words).lower()
    yield Column(item[0].value, _SHORT.get(written, written))


Addition = tuple[str | None, str, tuple[Column, ...]]
"""The schema and the name of a table, and columns that it gets."""


def additions(statement: Sequence[Lexeme]) -> Addition | None:
    """The columns that ALTER TABLE adds; None where it adds none.

    >>> text = "alter table s.t add column if not exists a int, add constraint c check (a > 0), add b text"
    >>> schema, name, columns = additions(lex(text))
    >>> schema, name, [(column.name, column.type) for column in columns]
    ('s', 't', [('a', 'integer'), ('b', 'text')])
    """
    if not (len(statement) > 4 and statement[0].is_word("alter") and statement[1].is_word("table")):
        return None
    first, *others = split(statement[2:])
    at = next((at for at, lexeme in enumerate(first) if lexeme.is_word("add")), len(first))
    table = _named([lexeme for lexeme in first[:at] if not lexeme.is_word("only")], "r")
    columns = tuple(column for action in (first[at:], *others) for column in _addition(action))
    return (table.schema, table.name, columns) if table and columns else None


def _addition(action: Sequence[Lexeme]) -> Iterator[Column]:
    if action and action[0].is_word("add"):
        start = next((at for at, lexeme in enumerate(action) if not lexeme.is_word(*_ADDING)), len(action))
        yield from _column(action[start:])


def as_catalog(found: Iterable[Made], first: str, below: int = 0) -> Catalog:
    """What has been made as a catalog that another one can have besides; OIDs are less than `below`.

    What has no schema is in the `first` one of those where names are looked for.
    """
    made = tuple(found)
    relations = [
        Relation(below - at, one.schema or first, one.name, one.kind, writable=True) for at, one in enumerate(made, 1)
    ]
    return Catalog(
        search_path=(TEMPORARY,) if any(one.temporary for one in made) else (),
        relations=Names(relations),
        columns={relation.oid: one.columns for relation, one in zip(relations, made, strict=True)},
    )


def first_schema(catalog: Catalog) -> str:
    """The schema where what is made without one is put."""
    return next((schema for schema in catalog.search_path if schema not in ("pg_catalog", TEMPORARY)), "public")
