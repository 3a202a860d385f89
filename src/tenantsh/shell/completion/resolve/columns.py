"""Columns, the names that qualify them, and the values that they can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.catalog import Catalog, Column
    from tenantsh.shell.completion.resolve.found import Found, Looking
    from tenantsh.shell.completion.wanted import Aliases, Columns, Labels, Operand, Source


def columns(wanted: Columns, looking: Looking) -> Iterator[Found]:
    """Columns of the sources; of the one that is named where the word is qualified."""
    return iter(())


def aliases(wanted: Aliases, looking: Looking) -> Iterator[Found]:
    """Names that qualify columns."""
    return iter(())


def labels(wanted: Labels, looking: Looking) -> Iterator[Found]:
    """Values of an enum or a boolean."""
    return iter(())


def columns_of(source: Source, catalog: Catalog) -> tuple[Column, ...]:
    """The columns of a source, of its query's outputs where it has some; empty where they are not known."""
    return ()


def column_of(operand: Operand, catalog: Catalog) -> tuple[int, Column] | None:
    """The column that an operand means, and the OID of its relation (0 where it is none's); None where unknown."""
    return None
