"""A result whose cells came as text: the same columns as from the binary format, value by value.

Dates and times are read in DateStyle ISO and any time zone, bytes in either output, intervals in style `postgres`; in
another style a column is the text that the server wrote, and that is told.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tenantsh.arrow import styles, written
from tenantsh.arrow.arrays import Arrays
from tenantsh.arrow.clock import Times
from tenantsh.arrow.composites import Composites
from tenantsh.arrow.enums import Enums
from tenantsh.arrow.gathering import Gatherer
from tenantsh.arrow.moments import Dates, Timestamps
from tenantsh.arrow.numeric import Decimals, Numerics
from tenantsh.arrow.pgtype import Family
from tenantsh.arrow.places import char_text
from tenantsh.arrow.plain import Booleans, Floats, Integers
from tenantsh.arrow.ranges import Multiranges, Ranges
from tenantsh.arrow.readers import element_of, reader_for
from tenantsh.arrow.spelled import Spelled
from tenantsh.arrow.strings import Bytes, Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tenantsh.arrow.gathered import Gathered
    from tenantsh.arrow.pgtype import PgColumn, PgType
    from tenantsh.arrow.reader import Reader
    from tenantsh.model.result import TextBatch

_CHAR, _INTERVAL = 18, 1186


def from_text(columns: Sequence[PgColumn], batches: Iterable[TextBatch]) -> Gathered:
    """The columns of rows of text, as `Held.text()` has them."""
    gatherer = Gatherer(columns, [text_reader_for(column.type) for column in columns])
    for batch in batches:
        if batch:
            gatherer.take([written.raw_of(cells) for cells in zip(*batch, strict=True)], len(batch))
    return gatherer.done()


@lru_cache(maxsize=1000)
def text_reader_for(type_: PgType) -> Reader:
    """What reads a type's text format."""
    binary = reader_for(type_)
    if binary is None:
        return Texts()
    if type_.family is Family.DOMAIN and type_.element is not None:
        return text_reader_for(type_.element)
    if type_.oid == _CHAR:
        return Spelled(_char)
    if type_.oid == _INTERVAL:
        return written.Styled(styles.interval_text)
    return _READERS[type(binary)](binary, type_) if type(binary) in _READERS else Texts()


def _char(value: bytes) -> str:
    """`"char"`: before PostgreSQL 16 any byte was written as it is."""
    return char_text(value) if len(value) == 1 else value.decode()


def _decimals(binary: Decimals, _: PgType) -> Reader:
    return written.WrittenDecimals(binary.precision, binary.scale)


def _array(binary: Arrays, type_: PgType) -> Reader:
    element = element_of(type_)
    assert element is not None
    return written.WrittenArrays(text_reader_for(element), binary.delimiter)


def _composite(binary: Composites, type_: PgType) -> Reader:
    return written.WrittenComposites(binary.name, tuple((name, text_reader_for(of)) for name, of in type_.fields))


def _ranges(_: Ranges | Multiranges, type_: PgType) -> written.WrittenRanges:
    assert type_.element is not None
    return written.WrittenRanges(text_reader_for(type_.element))


def _coded(code: Callable[[str], bytes], *, arrows: bool = False) -> Callable[[Any, PgType], Reader]:
    return lambda binary, _: written.Coded(binary, code, arrows)


_READERS: dict[type, Callable[[Any, PgType], Reader]] = {
    Booleans: _coded(styles.bool_bytes),
    Integers: lambda binary, _: written.Cast(binary),
    Floats: lambda binary, _: written.Cast(binary),
    Decimals: _decimals,
    Numerics: lambda *_: written.WrittenNumerics(),
    Dates: _coded(styles.date_bytes, arrows=True),
    Timestamps: _coded(styles.moment_bytes, arrows=True),
    Times: _coded(styles.time_bytes),
    Bytes: _coded(styles.bytea_bytes),
    Enums: lambda binary, _: binary,  # a label is the same in both formats
    Arrays: _array,
    Composites: _composite,
    Ranges: _ranges,
    Multiranges: lambda binary, type_: written.WrittenMultiranges(_ranges(binary, type_)),
}
"""What reads as text what those read in the binary format; all others are their text."""
