"""What a run did, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field

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
