"""Just enough of IPv4 to be a network: whose packet it is, a name server's answer, and a firewall's refusal."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass

UDP, TCP = socket.IPPROTO_UDP, socket.IPPROTO_TCP
_NAMES_PORT = 53
_HEADER = 20
_RST_ACK = 0x14


@dataclass(frozen=True, slots=True)
class Packet:
    """One IPv4 packet, by what matters here."""

    data: bytes

    @property
    def protocol(self) -> int:
        return self.data[9]

    @property
    def source(self) -> bytes:
        return self.data[12:16]

    @property
    def target(self) -> bytes:
        return self.data[16:20]

    @property
    def payload(self) -> bytes:
        """What is behind the header: of TCP and UDP it begins with both ports."""
        return self.data[(self.data[0] & 0x0F) * 4 :]

    @property
    def ports(self) -> tuple[int, int]:
        source, target = struct.unpack_from("!HH", self.payload)
        return source, target

    @property
    def asks_for_a_name(self) -> bool:
        return self.protocol == UDP and self.ports[1] == _NAMES_PORT

    @property
    def is_first(self) -> bool:
        """Whether it opens a TCP connection."""
        return self.protocol == TCP and self.payload[13] & 0x12 == 0x02


def read(data: bytes) -> Packet | None:
    """A packet of TCP or UDP over IPv4; None for anything else."""
    return Packet(data) if len(data) > _HEADER and data[0] >> 4 == 4 and data[9] in (TCP, UDP) else None


def name_found(asked: Packet, address: str) -> bytes:
    """A name server's answer: every name has this IPv4 address, and no other kind of record."""
    query = asked.payload[8:]
    end = query.index(b"\0", 12) + 5
    (kind,) = struct.unpack_from("!H", query, end - 4)
    has = kind == 1
    record = struct.pack("!HHHIH", 0xC00C, 1, 1, 1, 4) + socket.inet_aton(address) if has else b""
    answer = query[:2] + struct.pack("!HHHHH", 0x8180, 1, int(has), 0, 0) + query[12:end] + record
    source, target = asked.ports
    return _packet(asked.target, asked.source, UDP, struct.pack("!HHHH", target, source, 8 + len(answer), 0) + answer)


def refused(packet: Packet) -> bytes:
    """What a firewall sends back that knows nothing of this connection: a reset."""
    source, target = packet.ports
    sequence, acknowledged = struct.unpack_from("!II", packet.payload, 4)
    carried = len(packet.payload) - (packet.payload[12] >> 4) * 4 + bool(packet.payload[13] & 0x03)
    answers = (sequence + carried) & 0xFFFFFFFF
    header = struct.pack("!HHIIBBHHH", target, source, acknowledged, answers, 5 << 4, _RST_ACK, 0, 0, 0)
    pseudo = packet.target + packet.source + struct.pack("!BBH", 0, TCP, len(header))
    checked = header[:16] + struct.pack("!H", _checksum(pseudo + header)) + header[18:]
    return _packet(packet.target, packet.source, TCP, checked)


def _packet(source: bytes, target: bytes, protocol: int, payload: bytes) -> bytes:
    header = struct.pack("!BBHHHBBH", 0x45, 0, _HEADER + len(payload), 0, 0, 64, protocol, 0) + source + target
    return header[:10] + struct.pack("!H", _checksum(header)) + header[12:] + payload


def _checksum(data: bytes) -> int:
    words = struct.unpack(f"!{len(data) // 2}H", data[: len(data) // 2 * 2])
    total: int = sum(words) + (data[-1] << 8 if len(data) % 2 else 0)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
