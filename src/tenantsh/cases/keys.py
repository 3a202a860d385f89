"""A case's key: its digests are keyed with it, and its end sealed. It is kept outside the case's file.

Without it nobody can try out which values a digest may be of. Where a team has a key, each case's is made of that and
of the case's id, so that nothing has to be handed on with a file.
"""

from __future__ import annotations

import hmac
import os
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from tenantsh.cases.lines import End, Mark
from tenantsh.model.errors import CaseRefused, ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from tenantsh.cases.chain import Head

BYTES = 32
_FIRST_WORD = "tenantsh-case-key"
_MOST_BYTES = 64 << 10
_FEWEST_CHARACTERS = 16
_MAKE = "openssl rand -hex 32 > FILE"


def new() -> bytes:
    """A key for one case."""
    return secrets.token_bytes(BYTES)


def of_team(path: Path, case: str) -> bytes:
    """A case's key, made of the team's. Raises ConfigError where that cannot be read."""
    try:
        return _of_team(_content(path), path, case)
    except OSError as error:
        raise ConfigError(f"the team's key cannot be read: {path}: {error.strerror}", hint=_MAKE) from error


def key_file(path: Path) -> Path:
    """The file of a case's key, beside the case's."""
    return path.with_name(f"{path.name}.key")


def write_key(path: Path, case: str, key: bytes) -> None:
    """Write a case's key, for nobody but its owner to read. Raises OSError."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(number, "wb") as file:
        os.fchmod(number, 0o600)
        file.write(f"{_FIRST_WORD} {case} {key.hex()}\n".encode())


def read_key(path: Path, case: str) -> bytes:
    """A case's key, out of a file of its own or the team's. Raises CaseRefused, ConfigError."""
    try:
        content = _content(path)
    except OSError as error:
        raise CaseRefused(f"the key cannot be read: {path}: {error.strerror}") from error
    first, *rest = content.decode("ascii", "replace").split() or [""]
    if first != _FIRST_WORD:
        return _of_team(content, path, case)
    if len(rest) != 2 or len(rest[1]) != 2 * BYTES:
        raise CaseRefused(f"{path} is no key of a case: it is cut, or was changed")
    if rest[0] != case:
        raise CaseRefused(f"{path} is the key of another case", why=f"of {rest[0]!a}, and this is {case!a}")
    try:
        return bytes.fromhex(rest[1])
    except ValueError as error:
        raise CaseRefused(f"{path} is no key of a case: it was changed") from error


def mark_of(key: bytes, case: str, *, of_team: bool) -> Mark:
    """What a case says of its key."""
    return Mark(_hmac(key, "known by", case)[:16], of_team)


def check_key(key: bytes, case: str, mark: Mark) -> None:
    """Raise CaseRefused for a key that the case was not written with."""
    if not hmac.compare_digest(_hmac(key, "known by", case)[:16], mark.mark):
        whose = "the team's, which may have been another one when it was recorded" if mark.of_team else "a case's own"
        raise CaseRefused(f"this is not the key of case {case!a}", why=f"that is {whose}")


def end_of(head: Head, key: bytes) -> End:
    """The last line of a case whose lines end here."""
    return End(head.n, _hmac(key, "sealed", str(head.n), head.digest))


def holds(end: End, head: Head, key: bytes) -> bool:
    """Whether these lines were sealed with this key."""
    return hmac.compare_digest(end_of(head, key).seal, end.seal)


def _hmac(key: bytes, *said: str) -> str:
    return hmac.new(key, "\0".join(("tenantsh case", *said)).encode("utf-8", "surrogateescape"), sha256).hexdigest()


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)


def _of_team(content: bytes, path: Path, case: str) -> bytes:
    team = content.strip()
    if len(team) < _FEWEST_CHARACTERS:
        raise ConfigError(f"{path} is no key: it has fewer than {_FEWEST_CHARACTERS} characters", hint=_MAKE)
    return hmac.new(team, f"tenantsh case {case}".encode("utf-8", "surrogateescape"), sha256).digest()
