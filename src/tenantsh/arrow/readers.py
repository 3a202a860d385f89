"""Who reads which type in PostgreSQL's binary format: the one list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tenantsh.arrow import clock, geometry, networks, places
from tenantsh.arrow.arrays import Arrays, Vectors
from tenantsh.arrow.bits import bit_text
from tenantsh.arrow.clock import Times
from tenantsh.arrow.composites import Composites
from tenantsh.arrow.enums import Enums
from tenantsh.arrow.moments import Dates, Timestamps
from tenantsh.arrow.numeric import numeric
from tenantsh.arrow.pgtype import Family
from tenantsh.arrow.plain import Booleans, Floats, Integers
from tenantsh.arrow.ranges import Multiranges, Ranges
from tenantsh.arrow.spelled import Spelled
from tenantsh.arrow.strings import Bytes, Texts
from tenantsh.arrow.uuids import Uuids

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.arrow.pgtype import PgType
    from tenantsh.arrow.reader import Reader

_TEXT = Texts()
_OID = Integers(pa.uint32(), np.dtype(">u4"))

_SPELLED: dict[int, Callable[[bytes], str]] = {
    18: places.char_text,
    27: places.tid_text,
    2278: places.void_text,
    3220: places.lsn_text,
    1186: clock.interval_text,
    1266: clock.timetz_text,
    1560: bit_text,
    1562: bit_text,  # bit varying
    650: networks.inet_text,  # cidr
    869: networks.inet_text,
    774: networks.macaddr_text,  # macaddr8
    829: networks.macaddr_text,
    600: geometry.point_text,
    601: geometry.lseg_text,
    602: geometry.path_text,
    603: geometry.box_text,
    604: geometry.polygon_text,
    628: geometry.line_text,
    718: geometry.circle_text,
}
"""Types that Arrow has nothing for."""

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
    2950: Uuids(),
    1082: Dates(),
    1114: Timestamps(),
    1184: Timestamps("UTC"),  # with time zone
    19: _TEXT,  # name
    22: Vectors(Integers(pa.int16(), np.dtype(">i2"))),  # int2vector
    30: Vectors(_OID),  # oidvector
    194: _TEXT,  # pg_node_tree
    2275: _TEXT,  # cstring
    1083: Times(),
    5069: Integers(pa.uint64(), np.dtype(">u8")),  # xid8
    **{oid: Spelled(spell) for oid, spell in _SPELLED.items()},
}
"""Types that are read the same whatever their modifier is."""

_MODIFIED: dict[int, Callable[[PgType], Reader | None]] = {1700: lambda type_: numeric(type_.modifier)}
"""Types whose modifier tells what they are read as."""

_FAMILIES: dict[Family, Callable[[PgType], Reader | None]] = {Family.ENUM: lambda type_: Enums(type_.labels)}
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


def element_of(array: PgType) -> PgType | None:
    """The type of an array's elements: `numeric(12,2)[]` has their modifier."""
    element = array.element
    if element is not None and array.modifier != -1 and element.modifier == -1:
        return replace(element, modifier=array.modifier)
    return element


def _array(type_: PgType) -> Reader | None:
    element = element_of(type_)
    reader = reader_for(element) if element is not None else None
    return None if element is None or reader is None else Arrays(reader, element.delimiter)


def _range(type_: PgType) -> Ranges | None:
    bound = reader_for(type_.element) if type_.element is not None else None
    return None if bound is None else Ranges(bound)


def _multirange(type_: PgType) -> Reader | None:
    ranges = _range(type_)
    return None if ranges is None else Multiranges(ranges)


def _composite(type_: PgType) -> Reader | None:
    fields = [(name, reader) for name, of in type_.fields if (reader := reader_for(of)) is not None]
    return Composites(type_.name, tuple(fields)) if len(fields) == len(type_.fields) else None


_FAMILIES[Family.DOMAIN] = _beneath
_FAMILIES[Family.ARRAY] = _array
_FAMILIES[Family.RANGE] = _range
_FAMILIES[Family.MULTIRANGE] = _multirange
_FAMILIES[Family.COMPOSITE] = _composite
