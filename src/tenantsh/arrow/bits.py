"""Bit strings."""

from __future__ import annotations


def bit_text(value: bytes) -> str:
    """`bit` and `bit varying`: how many bits, then eight in a byte.

    >>> bit_text(bytes([0, 0, 0, 3, 0b10100000])), bit_text(bytes(4))
    ('101', '')
    """
    count = int.from_bytes(value[:4], "big")
    return "".join(f"{byte:08b}" for byte in value[4:])[:count]
