"""Who reads which type in PostgreSQL's binary format: the one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tenantsh.arrow.pgtype import Family
from tenantsh.arrow.plain import Booleans, Floats, Integers
from tenantsh.arrow.strings import Bytes, Texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.arrow.pgtype import PgType
    from tenantsh.arrow.reader import Reader

_TEXT = Texts()
_OID = Integers(pa.uint32(), np.dtype(">u4"))

_ALWAYS: dict[int, Reader] = {
    16: Booleans(),
    21: Integers(pa.int16(), np.dtype(">i2")),
    23: Integers(pa.int32(), np.dtype(">i4")),
    20: Integers(pa.int64(), np.dtype(">i8")),
    26: _OID,
    28: _OID,  # xid
    29: _OID,  # cid
    700: Floats(pa.float32(), np.dtype(">f4")),
    701: Floats(pa.float64(), np.dtype(">f8")),
    25: _TEXT,
    1043: _TEXT,  # varchar
    1042: _TEXT,  # char(n): with the blanks that belong to it
    705: _TEXT,  # unknown
    1790: _TEXT,  # refcursor
    114: _TEXT,  # json
    142: _TEXT,  # xml
    3802: Texts(version=b"\1"),  # jsonb
    17: Bytes(),
}
"""Types that are read the same whatever their modifier is."""

_MODIFIED: dict[int, Callable[[PgType], Reader | None]] = {}
"""Types whose modifier tells what they are read as."""

_FAMILIES: dict[Family, Callable[[PgType], Reader | None]] = {}
"""Types that are made of others."""


def reader_for(type_: PgType) -> Reader | None:
    """What reads a type's binary format; None where nobody can: it has to come as text then."""
    if type_.oid in _ALWAYS:
        return _ALWAYS[type_.oid]
    if make := _MODIFIED.get(type_.oid) or _FAMILIES.get(type_.family):
        return make(type_)
    return None


def _beneath(domain: PgType) -> Reader | None:
    return reader_for(domain.element) if domain.element is not None else None


_FAMILIES[Family.DOMAIN] = _beneath
