"""Points, and what is made of them."""

from __future__ import annotations

from struct import iter_unpack, unpack

from tenantsh.arrow.floats import float8_text


def point_text(value: bytes) -> str:
    """`point`.

    >>> import struct
    >>> point_text(struct.pack(">2d", 1, -0.5))
    '(1,-0.5)'
    """
    return _points(value)


def lseg_text(value: bytes) -> str:
    """`lseg`, from one point to another."""
    return f"[{_points(value)}]"


def box_text(value: bytes) -> str:
    """`box`, its upper right corner first."""
    return _points(value)


def path_text(value: bytes) -> str:
    """`path`: in parentheses if it is closed, in brackets if it is open."""
    return f"({_points(value[5:])})" if value[0] else f"[{_points(value[5:])}]"


def polygon_text(value: bytes) -> str:
    """`polygon`."""
    return f"({_points(value[4:])})"


def line_text(value: bytes) -> str:
    """`line`: A, B and C of Ax + By + C = 0."""
    return f"{{{','.join(map(float8_text, unpack('>3d', value)))}}}"


def circle_text(value: bytes) -> str:
    """`circle`: its center and radius."""
    return f"<{_points(value[:16])},{float8_text(unpack('>d', value[16:])[0])}>"


def _points(value: bytes) -> str:
    return ",".join(f"({float8_text(x)},{float8_text(y)})" for x, y in iter_unpack(">2d", value))
