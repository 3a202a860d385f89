"""What a run did, line by line, as a `Result`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

TROUBLES = ("refused", "failed")


@dataclass(frozen=True, slots=True)
class Line:
    """One month, or one table, and what became of it."""

    table: str
    month: str | None
    what: str
    rows: int | None = None
    freed: int | None = field(default=None, metadata={"heading": "Bytes freed"})
    stored: int | None = field(default=None, metadata={"heading": "Bytes in Parquet"})
    organizations: int | None = None
    seconds: float | None = None
    why: str | None = None

    @property
    def troubled(self) -> bool:
        """Whether something is left for a person to do."""
        return self.what in TROUBLES


def in_one_line(*words: str | None) -> str:
    r"""What was said, without line breaks: a report has a line for each month.

    >>> in_one_line("ERROR:  no", None, "look\n  there")
    'ERROR: no; look there'
    """
    return "; ".join(" ".join(text.split()) for text in words if text)


def as_result(lines: Sequence[Line], title: str) -> Result:
    """The report of a run, or of what one would do."""
    return Result.of(Line, lines, title=title, footers=(summary(lines),))


def summary(lines: Sequence[Line]) -> str:
    """Everything in one sentence.

    >>> summary([Line("events", "2024-01", "purged", 10, 8192), Line("events", "2024-02", "refused")])
    '1 purged, 1 refused; 8192 bytes freed'
    """
    counts = {line.what: sum(other.what == line.what for other in lines) for line in lines}
    told = ", ".join(f"{count} {what}" for what, count in counts.items()) or "nothing is due"
    freed = sum(line.freed or 0 for line in lines)
    return f"{told}; {freed} bytes freed" if freed else told
