"""What may serve a filter: the indexes and generated columns of a JSONB column."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gin:
    """A GIN index on the whole column."""

    name: str
    opclass: str
    """`jsonb_ops` or `jsonb_path_ops`."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """A b-tree index on the text at a path (`data ->> 'tier'`), or a stored generated column of it."""

    name: str
    """The index's."""
    path: tuple[str, ...]
    sql: str
    """What to compare, as SQL: the column's name, or the indexed expression."""
    type: str = "text"
    """Its type as `format_type` writes it; the expression has a cast to it where it is not text."""
    leakproof: bool = True
    """Whether `=` of its type may be pushed below row security."""
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Indexes:
    """Everything that is known to serve one column."""

    gins: tuple[Gin, ...] = ()
    extracted: tuple[Extracted, ...] = ()

    @property
    def opclasses(self) -> frozenset[str]:
        """The operator classes of its GIN indexes."""
        return frozenset(gin.opclass for gin in self.gins)


NONE = Indexes()
