"""Composite types as Arrow's structs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tenantsh.arrow import quoting
from tenantsh.arrow.building import texts
from tenantsh.arrow.parts import int32_at, parts
from tenantsh.arrow.raw import Raw
from tenantsh.model.errors import TenantshError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.arrow.reader import Reader

_COUNT = 4
_OID = 4


@dataclass(frozen=True, slots=True)
class Composites:
    """Reads composite values, each field with its own reader."""

    name: str
    fields: tuple[tuple[str, Reader], ...]
    type: pa.DataType = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", pa.struct([(name, reader.type) for name, reader in self.fields]))

    def read(self, raw: Raw) -> pa.Array:
        """Structs; a field's value that does not fit makes the whole not fit."""
        there, columns = self._columns(raw)
        return self._struct(
            [reader.read(column) for column, (_, reader) in zip(columns, self.fields, strict=True)], there
        )

    def text(self, raw: Raw) -> pa.Array:
        """As `(1,"a b",)`."""
        there, columns = self._columns(raw)
        fields = [reader.text(column) for column, (_, reader) in zip(columns, self.fields, strict=True)]
        return _written(fields, there.tolist())

    def back(self, read: pa.Array) -> pa.Array:
        """As `(1,"a b",)`."""
        fields = zip(read.flatten(), self.fields, strict=True)
        return _written([reader.back(column) for column, (_, reader) in fields], read.is_valid().to_pylist())

    def _struct(self, columns: list[pa.Array], there: np.ndarray) -> pa.Array:
        mask = None if there.all() else pa.array(~there)
        if not columns:  # Arrow learns its length from its columns
            return pa.array([{} if known else None for known in there.tolist()], self.type)
        return pa.StructArray.from_arrays(columns, fields=list(self.type), mask=mask)

    def _check(self, counts: set[int]) -> None:
        if counts - {len(self.fields)}:
            raise _changed(self.name)

    def _columns(self, raw: Raw) -> tuple[np.ndarray, list[Raw]]:
        """Which values are there, and their fields; those of a NULL are NULLs."""
        there = raw.lengths >= 0
        self._check(set(int32_at(raw, raw.starts[there]).tolist()))
        found = parts(raw, raw.starts + _COUNT, np.where(there, len(self.fields), 0), skip=_OID)
        return there, [_column(found, there, at, len(self.fields)) for at in range(len(self.fields))]


def _column(found: Raw, there: np.ndarray, at: int, of: int) -> Raw:
    if there.all():
        return Raw(found.data, found.starts[at::of], found.lengths[at::of])
    starts, lengths = np.zeros(len(there), np.int64), np.full(len(there), -1, np.int64)
    starts[there], lengths[there] = found.starts[at::of], found.lengths[at::of]
    return Raw(found.data, starts, lengths)


def _written(fields: Sequence[pa.Array], there: Sequence[bool]) -> pa.Array:
    columns = [list(map(quoting.field, column.to_pylist())) for column in fields]
    rows = zip(*columns, strict=True) if columns else ((),) * len(there)
    return texts(f"({','.join(row)})" if known else None for row, known in zip(rows, there, strict=True))


def _changed(name: str) -> TenantshError:
    return TenantshError(
        f"the columns of {name or 'a composite type'} are not those that the catalog told",
        why="somebody altered the type while it was read",
        hint="ask again",
    )
