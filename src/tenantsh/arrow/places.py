"""Where the server keeps something, and its single bytes."""

from __future__ import annotations

from struct import unpack

_ASCII = 0x80


def tid_text(value: bytes) -> str:
    """`tid`: a block and a line in it.

    >>> tid_text(bytes([0, 0, 0, 7, 0, 2]))
    '(7,2)'
    """
    block, line = unpack(">IH", value)
    return f"({block},{line})"


def lsn_text(value: bytes) -> str:
    """`pg_lsn`: a place in the write-ahead log.

    >>> lsn_text((0x16B374D848).to_bytes(8, "big"))
    '16/B374D848'
    """
    high, low = unpack(">II", value)
    return f"{high:X}/{low:X}"


def char_text(value: bytes) -> str:
    r"""`"char"`: one byte, and nothing for the zero byte; what is not ASCII as PostgreSQL 16 writes it.

    >>> char_text(b"r"), char_text(b"\0"), char_text(b"\xff")
    ('r', '', '\\377')
    """
    byte = value[0]
    if byte >= _ASCII:
        return f"\\{byte:03o}"
    return chr(byte) if byte else ""


def void_text(_value: bytes) -> str:
    """`void`: what a function gives that gives nothing."""
    return ""
