"""Addresses of networks and of network cards."""

from __future__ import annotations

from itertools import groupby

_IPV4 = 2
"""PGSQL_AF_INET; of IPv6 it is 3, whatever the machine's own numbers are."""
_MAPPED = 5
_COMPATIBLE = 6


def inet_text(value: bytes) -> str:
    """`inet` and `cidr`: the length is written where it says something, and always for `cidr`.

    >>> inet_text(bytes([2, 32, 0, 4, 10, 0, 0, 1])), inet_text(bytes([2, 8, 1, 4, 10, 0, 0, 0]))
    ('10.0.0.1', '10.0.0.0/8')
    """
    family, bits, is_cidr, address = value[0], value[1], value[2], value[4:]
    written = ".".join(map(str, address)) if family == _IPV4 else _ipv6(address)
    return f"{written}/{bits}" if is_cidr or bits != 8 * len(address) else written


def _ipv6(address: bytes) -> str:
    """As the server's own inet_net_ntop: the first of the longest runs of zeros left out, if it is of two or more."""
    words = [int.from_bytes(address[at : at + 2], "big") for at in range(0, 16, 2)]
    start, length = _zeros(words)
    if start == 0 and _holds_ipv4(words, length):
        return "::" + ("ffff:" if length == _MAPPED else "") + ".".join(map(str, address[12:]))
    written = [f"{word:x}" for word in words]
    if not length:
        return ":".join(written)
    return f"{':'.join(written[:start])}::{':'.join(written[start + length :])}"


def _holds_ipv4(words: list[int], zeros: int) -> bool:
    return zeros == _COMPATIBLE or (zeros == _MAPPED and words[_MAPPED] == 0xFFFF)


def _zeros(words: list[int]) -> tuple[int, int]:
    best = (0, 1)
    at = 0
    for zero, run in groupby(words, lambda word: word == 0):
        length = len(list(run))
        if zero and length > best[1]:
            best = (at, length)
        at += length
    return best if best[1] > 1 else (-1, 0)


def macaddr_text(value: bytes) -> str:
    """`macaddr` and `macaddr8`.

    >>> macaddr_text(bytes.fromhex("08002b010203"))
    '08:00:2b:01:02:03'
    """
    return value.hex(":")
