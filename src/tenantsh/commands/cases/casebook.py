"""A shell's support cases as commands see them; `shell/cases` has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tenantsh.model.case import Entry, Opening


class OpenCase(Protocol):
    """A support case that is open: what is done is recorded in it."""

    @property
    def opening(self) -> Opening:
        """What it is about."""
        ...

    @property
    def draft(self) -> Path:
        """Where it is kept until it is saved."""
        ...

    @property
    def file(self) -> Path | None:
        """Where it was saved last."""
        ...

    @property
    def tally(self) -> Tally:
        """How much is in it."""
        ...

    def note(self, text: str) -> None:
        """Add a remark. Raises UsageError for one that says nothing."""
        ...

    def entries(self) -> Iterator[Entry]:
        """What is in it, from the first one on."""
        ...


class Tally(Protocol):
    """How much is in a case; as a text it says so in words."""

    @property
    def entries(self) -> int:
        """All that is in it."""
        ...

    @property
    def unsaved(self) -> int:
        """What the file that was saved last has not."""
        ...


class Left(Protocol):
    """A case that was neither saved nor discarded."""

    @property
    def opening(self) -> Opening:
        """What it is about."""
        ...

    @property
    def entries(self) -> int:
        """How much is in it."""
        ...

    @property
    def changed(self) -> float:
        """When it was written last, in seconds of the epoch."""
        ...


class Casebook(Protocol):
    """The support cases of a shell."""

    @property
    def open(self) -> OpenCase | None:
        """The case that statements are recorded in now."""
        ...

    def demand(self) -> OpenCase:
        """The same. Raises UsageError where there is none."""
        ...

    def begin(self, title: str, ticket: str | None, reason: str | None) -> OpenCase:
        """Open a new case. Raises UsageError where one is open, or it cannot be kept."""
        ...

    def save(self, path: Path) -> Path | None:
        """Write the open case as it is now; returns the file of its key, where one was written. Raises UsageError."""
        ...

    def close(self) -> None:
        """End the open case; what is not saved stays as a draft."""
        ...

    def discard(self) -> None:
        """Throw the open case away; a file that it was saved to stays."""
        ...

    def left(self) -> Sequence[Left]:
        """The cases of this organization that were left unfinished, the newest first."""
        ...

    def resume(self, number: str) -> OpenCase:
        """Go on with one of them. Raises UsageError."""
        ...

    def resume_file(self, path: Path) -> OpenCase:
        """Go on with one that was saved, once it is verified. Raises UsageError, CaseRefused, ConfigError."""
        ...
