"""A server that is none: it takes what psql sends, so that a test can hold it against what the splitter gives.

Every query is answered with an error that carries its number, so psql's own messages tell the line it came from.
"""

from __future__ import annotations

import os
import pty
import re
import select
import socket
import struct
import subprocess
import termios
import threading
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PORT = 5432
PROMPT = re.compile(r"<<(.)>>")


@dataclass
class Heard:
    """What a psql did with a script."""

    sent: list[str] = field(default_factory=list)
    """Queries, as they came over the wire."""
    lines: list[int] = field(default_factory=list)
    """The line that psql names for each of them."""
    stdout: str = ""
    complaints: list[str] = field(default_factory=list)
    """What else it had to say: `LINE: text`."""
    prompts: str = ""
    """`%R` before each line, and after the last."""


class Server:
    """Listens on a socket in a folder of its own; serves one psql at a time."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory()
        self.host = self._folder.name
        self.sent: list[str] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(Path(self.host) / f".s.PGSQL.{PORT}"))
        self._listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection, connection.makefile("rwb") as stream:
                self._talk(stream)

    def _talk(self, stream: Any) -> None:
        (length,) = struct.unpack("!i", stream.read(4))
        stream.read(length - 4)
        parameters = {"server_version": "18.0", "client_encoding": "UTF8", "standard_conforming_strings": "on"}
        settings = b"".join(_message(b"S", _text(name), _text(value)) for name, value in parameters.items())
        self._say(stream, _message(b"R", struct.pack("!i", 0)) + settings + _READY)
        while kind := stream.read(1):
            (length,) = struct.unpack("!i", stream.read(4))
            body = stream.read(length - 4)
            if kind == b"X":
                return
            self.sent.append(body.rstrip(b"\0").decode())
            self._say(stream, _failure(f"#{len(self.sent)}") + _READY)

    @staticmethod
    def _say(stream: Any, reply: bytes) -> None:
        stream.write(reply)
        stream.flush()


def _text(value: str) -> bytes:
    return value.encode() + b"\0"


def _message(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return kind + struct.pack("!i", len(body) + 4) + body


def _failure(message: str) -> bytes:
    return _message(b"E", b"S", _text("ERROR"), b"C", _text("XX000"), b"M", _text(message), b"\0")


_READY = _message(b"Z", b"I")


def listen(server: Server, psql: str, script: str) -> Heard:
    """Run a script through a psql."""
    heard = Heard()
    server.sent = heard.sent
    with TemporaryDirectory() as folder:
        Path(folder, "f").write_text(script, encoding="utf-8")
        command = [*_command(server, psql), "-f", "f"]
        ran = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
    heard.stdout = ran.stdout.decode()
    for complaint in re.split(r"^psql:f:", ran.stderr.decode(), flags=re.MULTILINE)[1:]:
        line, _, text = complaint.partition(":")
        if re.fullmatch(r" ERROR:  #\d+\n", text):
            heard.lines.append(int(line))
        else:
            heard.complaints.append(f"{line}:{text.rstrip()}")
    server.sent = []
    heard.prompts = _prompts(server, psql, script)
    return heard


def _command(server: Server, psql: str) -> list[str]:
    return [psql, "-X", "-q", "-h", server.host, "-p", str(PORT), "-U", "postgres", "-d", "db"]


def _prompts(server: Server, psql: str, script: str) -> str:
    """Type the script into a terminal, and gather the prompts."""
    ours, theirs = pty.openpty()
    settings = termios.tcgetattr(theirs)
    settings[0] &= ~termios.ICRNL
    settings[3] &= ~termios.ECHO
    termios.tcsetattr(theirs, termios.TCSANOW, settings)
    options = ["-n", "-v", "PROMPT1=<<%R>>", "-v", "PROMPT2=<<%R>>"]
    with subprocess.Popen([*_command(server, psql), *options], stdin=theirs, stdout=theirs, stderr=theirs):
        os.close(theirs)
        prompts = _next_prompt(ours)
        for line in script.removesuffix("\n").split("\n"):
            os.write(ours, line.encode() + b"\n")
            prompts += _next_prompt(ours)
        os.close(ours)
    return prompts


def _next_prompt(terminal: int) -> str:
    seen = ""
    while select.select([terminal], [], [], 5)[0]:
        seen += os.read(terminal, 65536).decode(errors="replace")
        if found := PROMPT.search(seen):
            return found[1]
    raise TimeoutError(seen)
