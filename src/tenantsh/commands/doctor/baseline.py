"""Findings that somebody has accepted, and why: a file in TOML, made by `--write-baseline` and edited by hand."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.model.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from tenantsh.model.finding import Finding

_HEAD = """\
# Findings of `tenantsh doctor` that were accepted, and are left out with --baseline. Say why, in `reason`.
# An entry without `what` accepts whatever this check says of the object.
"""
_KEYS = ("check", "object", "what", "reason")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that was accepted."""

    check: str
    object: str
    what: str | None = None
    """What was said of it; None accepts whatever is."""
    reason: str = ""

    def covers(self, finding: Finding) -> bool:
        """Whether this is the finding that was accepted."""
        same = (self.check, self.object) == (finding.check, finding.object)
        return same and self.what in (None, finding.what)


def read(path: Path) -> list[Accepted]:
    """The entries of a file. Raises UsageError where there is none, ConfigError for what is no baseline."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(f"there is no baseline {path}", hint="--write-baseline makes it") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"the baseline {path} cannot be read", why=str(error)) from error
    entries = tables.pop("accepted", [])
    if tables or not isinstance(entries, list):
        raise ConfigError(f"{path} is no baseline", why="it has something else than [[accepted]] entries")
    return [_accepted(entry, path) for entry in entries]


def _accepted(entry: Any, path: Path) -> Accepted:
    fits = isinstance(entry, dict) and entry.keys() <= set(_KEYS) and all(isinstance(v, str) for v in entry.values())
    if not fits or not {"check", "object"} <= entry.keys():
        raise ConfigError(
            f"{path} has an entry that is none: {entry}",
            why=f"each has texts: {', '.join(_KEYS)}; the first two always",
        )
    return Accepted(**entry)


def left(findings: Iterable[Finding], accepted: Sequence[Accepted]) -> list[Finding]:
    """Findings that nobody has accepted."""
    return [finding for finding in findings if not any(entry.covers(finding) for entry in accepted)]


def stale(findings: Sequence[Finding], accepted: Sequence[Accepted]) -> list[Accepted]:
    """Entries of what is not found any more."""
    return [entry for entry in accepted if not any(entry.covers(finding) for finding in findings)]


def write(path: Path, findings: Iterable[Finding], before: Sequence[Accepted]) -> int:
    """Accept findings, with the reasons that stood in the file before; how many they are. Raises UsageError."""
    entries = sorted(
        {_entry(finding, before) for finding in findings}, key=lambda each: (each.object, each.check, each.what or "")
    )
    beside = path.with_name(f"{path.name}.new")
    if not path.parent.is_dir():
        raise UsageError(f"the baseline {path} cannot be written", why=f"there is no folder {path.parent}")
    try:
        beside.write_text(_HEAD + "".join(_lines(entries)), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise UsageError(f"the baseline {path} cannot be written", why=str(error)) from error
    return len(entries)


def _entry(finding: Finding, before: Sequence[Accepted]) -> Accepted:
    known = next((entry for entry in before if entry.covers(finding)), None)
    return known or Accepted(finding.check, finding.object, finding.what)


def _lines(entries: Iterable[Accepted]) -> Iterator[str]:
    for entry in entries:
        yield "\n[[accepted]]\n"
        for key in _KEYS:
            value = getattr(entry, key)
            if value is not None:
                yield f"{key} = {_text(value)}\n"


def _text(value: str) -> str:
    """A basic string of TOML, which is JSON's but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
