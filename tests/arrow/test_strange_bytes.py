"""Bytes of another server, another type or nobody at all are refused in words, by every reader."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tenantsh.arrow import readers
from tenantsh.arrow.gathering import Gatherer
from tenantsh.arrow.pgtype import Family, PgColumn, PgType
from tenantsh.arrow.raw import from_cells
from tenantsh.model.errors import TenantshError

_INT4 = PgType(23)
TYPES = [
    *map(PgType, readers._ALWAYS),
    PgType(1700),
    PgType(1700, ((12 << 16) | 2) + 4),
    PgType(1700, ((50 << 16) | 2) + 4),
    PgType(0, family=Family.ENUM, labels=("a", "b")),
    PgType(1007, family=Family.ARRAY, element=_INT4),
    PgType(3904, family=Family.RANGE, element=_INT4),
    PgType(4451, family=Family.MULTIRANGE, element=_INT4),
    PgType(1, family=Family.COMPOSITE, fields=(("a", _INT4), ("b", PgType(25)))),
]


@pytest.mark.parametrize("type_", TYPES, ids=lambda type_: f"{type_.oid}-{type_.family.name}")
@settings(deadline=None, max_examples=25)
@example([b"|\0\xff\0\0\0\0\0", None])
@given(st.lists(st.none() | st.binary(max_size=40) | st.binary(max_size=3).map(lambda some: bytes(9) + some)))
def test_any_bytes_are_read_or_refused(type_: PgType, cells: list[bytes | None]) -> None:
    gatherer = Gatherer([PgColumn("v", type_)])
    with suppress(TenantshError):
        gatherer.take(from_cells([cells]), len(cells))
        assert [row for batch in gatherer.done().text() for row in batch if row[0] is None] == [
            (None,) for cell in cells if cell is None
        ]
