"""`tenantsh log`: an evidence log for people, as JSON, and whether it hangs together."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenantsh.model.errors import ConfigError, UsageError
from tenantsh.model.result import Result
from tenantsh.repl.exits import Exit
from tenantsh.repl.terminal import Terminal
from tenantsh.shell.evidence.reasons import seconds_in
from tenantsh.shell.evidence.verifying import files_of, lines_of, verify
from tenantsh.shell.output import Output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.render.options import Options
    from tenantsh.repl.arguments import Invocation

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

_MOST_REMARKS = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a log as it is shown."""

    n: int
    time: str
    session: str
    who: str
    org: str
    role: str
    user: str
    reason: str
    verdict: str
    rows: str
    seconds: str
    statement: str


def run_log(asked: Invocation, shown_as: Options) -> int:
    """Show or verify a log; returns the exit status. Raises UsageError, ConfigError."""
    if len(asked.words) > 2:
        raise UsageError(f'tenantsh log: "{asked.words[2]}" is one word too many', hint="tenantsh log [FILE]")
    path = Path(asked.words[1]) if len(asked.words) == 2 else _profiles(asked)
    if not files_of(path):
        raise UsageError(f"there is no log {path}", hint="tenantsh log FILE, or --profile NAME")
    if asked.has("verify"):
        return _verify(path)
    since = _since(asked.get("since"))
    if asked.has("json"):
        for line in lines_of(files_of(path)):
            if line.entry is not None and _later(line.entry, since):
                sys.stdout.write(line.data.decode("utf-8", "replace") + "\n")
        return Exit.OK
    entries = [_shown(entry) for entry in _entries(path, since)]
    if not entries and since is None:
        _check_that_it_is_one(path)
    Terminal(Output(sys.stdout)).result(Result.of(Entry, entries, title=f"{path}"), shown_as)
    return Exit.OK


def _profiles(asked: Invocation) -> Path:
    """The log of the profile that is named, or of none."""
    from tenantsh.shell.config import load
    from tenantsh.shell.evidence.keeping import keeping_of

    name = asked.get("profile")
    keeping = keeping_of(load().profile(name), name or ("demo" if asked.has("demo") else "default"))
    if keeping.path is None:
        raise UsageError("this profile keeps no log", hint="tenantsh log FILE shows another one")
    return Path(keeping.path)


def _check_that_it_is_one(path: Path) -> None:
    """Raise UsageError for a file with lines of which none is an entry."""
    if any(True for _ in lines_of(files_of(path))) and not any(_entries(path, None)):
        raise UsageError(f"{path} is no evidence log: no line of it is an entry")


def _verify(path: Path) -> int:
    found = verify(path)
    if not found.entries:
        _check_that_it_is_one(path)
    for remark in found.remarks[:_MOST_REMARKS]:
        sys.stderr.write(f"note: {remark.file}:{remark.line}: {remark.what}\n")
    if len(found.remarks) > _MOST_REMARKS:
        sys.stderr.write(f"note: and {len(found.remarks) - _MOST_REMARKS:,} lines more that are no entries\n")
    for problem in found.problems:
        sys.stdout.write(f"{problem.file}:{problem.line}: {problem.what}\n")
    problems = _counted(len(found.problems), "problem", "problems")
    state = problems if found.problems else "each line hangs on to the one before"
    entries, files = _counted(found.entries, "entry", "entries"), _counted(found.files, "file", "files")
    sys.stdout.write(f"{path}: {entries} in {files}; {state}; head {found.head}\n")
    return Exit.ERROR if found.problems else Exit.OK


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _entries(path: Path, since: datetime | None) -> Iterator[dict[str, Any]]:
    for line in lines_of(files_of(path)):
        if line.entry is not None and _later(line.entry, since):
            yield line.entry


def _later(entry: dict[str, Any], since: datetime | None) -> bool:
    if since is None:
        return True
    try:
        at = datetime.fromisoformat(str(entry.get("at")))
    except ValueError:
        return True  # what is no time may be of any
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) >= since


def _since(said: str | None) -> datetime | None:
    """A day, a time, or how long ago: `2026-11-26`, `2026-11-26 14:00`, `2 days`. Raises UsageError."""
    if said is None:
        return None
    try:
        return datetime.fromisoformat(said).astimezone()
    except ValueError:
        pass
    try:
        return datetime.now(UTC) - timedelta(seconds=seconds_in(said))
    except ConfigError as error:
        raise UsageError(
            f'--since: "{said}" is no time', hint="2026-11-26, 2026-11-26 14:00, or how long ago: 2 days"
        ) from error


def _shown(entry: dict[str, Any]) -> Entry:
    event = _text(entry, "event")
    statement = _text(entry, "statement") if event == "statement" else f"({event})"
    verdict = _text(entry, "verdict")
    more = _text(entry, "sqlstate") or _text(entry, "rule")
    return Entry(
        entry["n"],
        _text(entry, "at")[:19],
        _text(entry, "session"),
        _text(entry, "who"),
        _text(entry, "org"),
        _text(entry, "role"),
        _text(entry, "user"),
        _text(entry, "reason"),
        f"{verdict} {more}".strip(),
        _text(entry, "rows"),
        _text(entry, "seconds"),
        statement,
    )


def _text(entry: dict[str, Any], key: str) -> str:
    """A value of an entry, none of whose characters commands a terminal: anybody may have written the file."""
    value = entry.get(key)
    text = "" if value is None else str(value)
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
