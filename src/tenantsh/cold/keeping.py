"""How the values of a column are kept in a file: as the type that they have, if every text can be had back exactly.

Each way takes texts (as they are in COPY, unescaped) and gives them back. Where one does not fit its type (`infinity`
is no timestamp, NaN no decimal), the column is kept as text; where that is not UTF-8, as bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterable

Convert = Callable[[Any], Any]

MISFITS = (pa.ArrowException, ValueError, OverflowError)
"""What is raised for values that do not fit a way of keeping."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to keep a column: the Arrow type, and how texts become its values and are had back."""

    name: str
    arrow: Any
    take: Convert
    give: Convert

    def keep(self, texts: Any) -> Any:
        """Texts as values. Raises one of MISFITS where a text could not be had back exactly."""
        kept = self.take(texts)
        if not self.exact and not self.give(kept).equals(texts):
            raise ValueError(self.name)
        return kept

    @property
    def exact(self) -> bool:
        """Whether nothing has to be compared, since the text is kept as it is."""
        return self.name in {"text", "bytes"}


def ways(type_name: str) -> tuple[Way, ...]:
    """The ways to keep a column of a PostgreSQL type, as `format_type` names it, the best first."""
    base = re.sub(r"\(.*?\)", "", type_name)
    typed = _decimal(type_name) if base == "numeric" else _TYPED.get(base)
    return (TEXT, BYTES) if typed is None else (typed, TEXT, BYTES)


def way_of(name: str, type_name: str) -> Way:
    """The way of this name for a column of this type. Raises ValueError where there is none."""
    for way in ways(type_name):
        if way.name == name:
            return way
    raise ValueError(name)


def _string(texts: Any) -> Any:
    return pc.cast(texts, pa.string())


def _binary(strings: Any) -> Any:
    return pc.cast(strings, pa.binary())


def _plain(arrow: Any) -> Way:
    """A type whose values Arrow reads and writes as PostgreSQL does."""
    return Way(
        str(arrow),
        arrow,
        lambda texts: pc.cast(_string(texts), arrow),
        lambda kept: _binary(pc.cast(kept, pa.string())),
    )


def _boolean() -> Way:
    return Way(
        "bool",
        pa.bool_(),
        lambda texts: pc.equal(texts, b"t"),
        lambda kept: pc.if_else(kept, pa.scalar(b"t"), pa.scalar(b"f")),
    )


def _moment(arrow: Any, zone: str) -> Way:
    """Points in time: COPY writes no more digits of a second than there are, and UTC as +00."""

    def give(kept: Any) -> Any:
        told = pc.cast(pc.cast(kept, pa.timestamp("us")), pa.string())
        told = pc.utf8_rtrim(pc.utf8_rtrim(told, "0"), ".")
        return _binary(pc.binary_join_element_wise(told, zone, "") if zone else told)

    return Way(str(arrow), arrow, lambda texts: pc.cast(_string(texts), arrow), give)


def _floating(arrow: Any, digits: int) -> Way:
    """Floating point: PostgreSQL and Arrow both write the fewest digits, but not in the same form."""

    def give(kept: Any) -> Any:
        told = pc.cast(kept, pa.string()).to_pylist()
        return pa.array([None if text is None else _shortest(text, digits) for text in told], pa.binary())

    return Way(str(arrow), arrow, lambda texts: pc.cast(_string(texts), arrow), give)


_SPECIAL = {"nan": b"NaN", "inf": b"Infinity", "-inf": b"-Infinity"}


def _shortest(text: str, digits: int) -> bytes:
    """A number as PostgreSQL writes it: plain from 0.0001 up to `digits` digits before the point, else with e.

    >>> _shortest("1.23456789012345e+14", 15), _shortest("0.00001", 15), _shortest("1e+15", 15)
    (b'123456789012345', b'1e-05', b'1e+15')
    """
    if text in _SPECIAL:
        return _SPECIAL[text]
    sign, figures, exponent = Decimal(text).as_tuple()
    assert isinstance(exponent, int)
    plain = "".join(map(str, figures)).rstrip("0") or "0"
    power = exponent + len(figures) - 1 if any(figures) else 0
    if -4 <= power < digits:
        told = format(Decimal(int(plain)).scaleb(power - len(plain) + 1), "f")
    else:
        told = f"{plain[0]}{'.' * (len(plain) > 1)}{plain[1:]}e{power:+03}"
    return ("-" * sign + told).encode()


def _decimal(type_name: str) -> Way | None:
    """`numeric(p, s)`: all of its values have just so many digits behind the point; without them only text will do."""
    found = re.fullmatch(r"numeric\((\d+),(\d+)\)", type_name)
    if found is None or not int(found[2]) <= int(found[1]) <= _MOST_DIGITS:
        return None
    arrow = pa.decimal128(int(found[1]), int(found[2]))

    def give(kept: Any) -> Any:
        return pa.array(
            [None if value is None else format(value, "f").encode() for value in kept.to_pylist()], pa.binary()
        )

    return Way(str(arrow), arrow, lambda texts: pc.cast(_string(texts), arrow), give)


_MOST_DIGITS = 38


def _octets() -> Way:
    r"""bytea: in the text `\x` and two digits for each byte."""

    def take(texts: Any) -> Any:
        return pa.array(_each(texts, lambda text: bytes.fromhex(text[2:].decode())), pa.binary())

    def give(kept: Any) -> Any:
        return pa.array(_each(kept, lambda value: b"\\x" + value.hex().encode()), pa.binary())

    return Way("binary", pa.binary(), take, give)


def _each(values: Any, convert: Convert) -> Iterable[bytes | None]:
    return [None if value is None else convert(value) for value in values.to_pylist()]


TEXT = Way("text", pa.string(), _string, _binary)
BYTES = Way("bytes", pa.binary(), lambda texts: texts, lambda kept: kept)

_TYPED = {
    "smallint": _plain(pa.int16()),
    "integer": _plain(pa.int32()),
    "bigint": _plain(pa.int64()),
    "oid": _plain(pa.int64()),
    "boolean": _boolean(),
    "date": _plain(pa.date32()),
    "timestamp without time zone": _moment(pa.timestamp("us"), ""),
    "timestamp with time zone": _moment(pa.timestamp("us", "UTC"), "+00"),
    "real": _floating(pa.float32(), 6),
    "double precision": _floating(pa.float64(), 15),
    "bytea": _octets(),
}
