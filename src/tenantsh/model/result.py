"""What rises from every statement and command: columns, cells, and what goes with them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from tenantsh.model.errors import TenantshError
from tenantsh.model.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from os import PathLike

    from tenantsh.model.provenance import Provenance
    from tenantsh.model.tenant import Tenant

Row = tuple[Any, ...]
TextRow = tuple[str | None, ...]
TextBatch = list[TextRow]

TEXT_OID = 25
_RIGHT_ALIGNED = frozenset({20, 21, 23, 26, 28, 29, 700, 701, 790, 1700, 5069})
# psql's list: int8 int2 int4 oid xid cid float4 float8 money numeric xid8


@dataclass(frozen=True, slots=True)
class Column:
    """A result column: its name and PostgreSQL type."""

    name: str
    type_oid: int = TEXT_OID
    type_modifier: int = -1
    type_names: Callable[[int, int], str] | None = dataclasses.field(default=None, repr=False, compare=False)
    """Finds a type's name by oid and modifier; asks the server only for types that it has not met."""

    @property
    def right(self) -> bool:
        """Whether psql sets this type's cells to the right."""
        return self.type_oid in _RIGHT_ALIGNED

    @property
    def type_name(self) -> str:
        """The type as PostgreSQL writes it, e.g. `character varying(255)`."""
        return self.type_names(self.type_oid, self.type_modifier) if self.type_names else "text"


class Cells(Protocol):
    """A result's rows, readable any number of times, in batches so that a long one need not be in memory."""

    def __len__(self) -> int:
        """The number of rows."""
        ...

    def text(self) -> Iterator[TextBatch]:
        """The rows as the server writes them: text, or None for NULL."""
        ...

    def values(self) -> Iterator[list[Row]]:
        """The rows as Python values (int, datetime, dict, …)."""
        ...


class Table:
    """Cells that are in memory already: what commands make of Python values.

    >>> next(Table([(1, None, True)]).text())
    [('1', None, 't')]
    """

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows: list[Row] = [tuple(row) for row in rows]

    def __len__(self) -> int:
        return len(self._rows)

    def text(self) -> Iterator[TextBatch]:
        """One batch, each value as psql would print it."""
        yield [tuple([cell if isinstance(cell, str) else as_text(cell) for cell in row]) for row in self._rows]

    def values(self) -> Iterator[list[Row]]:
        """One batch, the values as they were given."""
        yield self._rows


def as_text(value: object) -> str | None:
    """A Python value as psql prints it; None stays None."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (list, tuple)):
        return ", ".join(as_text(item) or "" for item in value)
    return str(value)


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one statement or command; the same for the terminal, scripts and notebooks.

    `cells` is None where there is nothing to tabulate (`CREATE TABLE`); then `status` says what happened.
    """

    columns: tuple[Column, ...] = ()
    cells: Cells | None = None
    data: Iterable[bytes] | None = None
    """What a COPY TO STDOUT sent, byte for byte; can be read again."""
    status: str = ""
    """The server's command tag (`SELECT 3`, `INSERT 0 1`), or a command's own line."""
    untagged: bool = False
    r"""Whether the empty `status` is said all the same, as a line: psql does for `\parse` and `\close_prepared`."""
    title: str | None = None
    footers: tuple[str, ...] | None = None
    """Lines beneath the table; None asks for psql's default, the row count."""
    tenant: Tenant | None = None
    seconds: float | None = None
    """Wall time from send to last row."""
    notes: tuple[str, ...] = ()
    """Remarks for the person, never part of the data."""
    at_a_time: int = 0
    """Where it is not 0, `cells` can be read once, yields batches of at most so many rows, and knows its length
    only at the end: what psql does with FETCH_COUNT."""
    last: bool = True
    r"""Whether nothing more comes of the text that it answers: psql looks for the next answer before it shows one."""
    truncated: bool = False
    """Whether rows were left out."""
    expandable: bool = True
    """Whether expanded output may turn it into records; psql never does that to the description of a relation."""
    expanded: bool = False
    r"""Whether it is shown as records whatever `\x` says: the modifier of `\dtx`."""
    direct: bool = False
    r"""Whether it goes to standard output wherever `\o` sends results: what `\echo` and `\pset` say."""
    aside: bool = False
    r"""Whether it goes to standard error: what `\warn` says."""
    parts: tuple[Result, ...] = ()
    r"""Tables that belong to this one: the indexes, policies and partitions of a `\d`."""

    provenance: Provenance | None = None
    """Where its rows come from, of what was asked for as a frame."""

    seen: Result | Callable[[int], Result] | None = None
    """The same for people's eyes, with sizes and numbers in words: what the aligned and wrapped formats print. A
    function makes it for a width in characters; 0 is unknown."""

    @property
    def rows(self) -> list[Row]:
        """All rows as Python values, in the order of the server; an empty list where there is no table."""
        return [row for batch in self.cells.values() for row in batch] if self.cells is not None else []

    @property
    def is_timing(self) -> bool:
        r"""Whether it is nothing but the time that `\timing` tells."""
        return self.direct and self.cells is None and self.data is None and not self.status

    def left_out(self, rows: int) -> tuple[str, ...]:
        """The sentence about further rows than these, where some were left out."""
        count = "1 row" if rows == 1 else f"{rows:,} rows"
        return (f"{count}, and the rest was left out",) if self.truncated else ()

    def __len__(self) -> int:
        return len(self.cells) if self.cells is not None else 0

    def __repr__(self) -> str:
        """What it is and how large: its columns, cells and parts would be pages.

        >>> Result((Column("id", 20),), Table([(1,), (2,)]), title="Orders"), Result(status="INSERT 0 1")
        (<Result Orders: 2 rows, 1 column>, <Result INSERT 0 1>)
        """
        if self.cells is None:
            return f"<Result {self.status}>" if self.status else "<Result>"
        size = f"{counted(len(self), 'row')}, {counted(len(self.columns), 'column')}"
        return f"<Result {self.title}: {size}>" if self.title else f"<Result {size}>"

    def frame(self, engine: str = "pandas", dtypes: str = "pandas", *, release: bool = False) -> Any:
        """The rows as a DataFrame of pandas or polars, or as an Arrow table ("arrow"); needs the `notebook` extra.

        `dtypes="pyarrow"` keeps every column in Arrow's own type, within pandas. `release` takes the rows of a long
        result over, so that they need not be in memory twice: nothing else can be made of it afterwards.
        """
        from tenantsh.render.frame import to_frame

        return to_frame(self, engine, dtypes, release=release)

    def to_parquet(self, path: str | PathLike[str]) -> None:
        """Write the rows to a Parquet file, with the types of `frame("arrow")` and whose they are."""
        from tenantsh.render.frame import to_parquet

        to_parquet(self, path)

    @classmethod
    def of(cls, row_type: type, rows: Iterable[Any], **about: Any) -> Result:
        """A result from instances of a dataclass or a named tuple: one column per field.

        A field's heading is its name with blanks for underscores and a capital first letter, unless
        `field(metadata={"heading": …})` says otherwise.
        """
        columns = _columns(row_type)
        table = Table([[getattr(row, name) for name in columns] for row in rows])
        return cls(columns=tuple(columns.values()), cells=table, **about)


Outcome = Result | TenantshError
"""What comes of an input: results, and an error at its end where there was one."""


def _columns(row_type: type[Any]) -> dict[str, Column]:
    """The column of each field."""
    if issubclass(row_type, tuple):
        return {name: Column(_heading(name), _oid(kind)) for name, kind in row_type.__annotations__.items()}
    return {field.name: Column(_heading_of(field), _oid(field.type)) for field in dataclasses.fields(row_type)}


def _heading_of(field: dataclasses.Field[Any]) -> str:
    return str(field.metadata["heading"]) if "heading" in field.metadata else _heading(field.name)


def _heading(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _oid(annotation: object) -> int:
    forward = getattr(annotation, "__forward_arg__", "")  # what a named tuple makes of an annotation that is a text
    text = annotation if isinstance(annotation, str) else forward or getattr(annotation, "__name__", "")
    word = text.split("|", maxsplit=1)[0].strip()
    return {"bool": 16, "int": 20, "float": 701}.get(word, TEXT_OID)
