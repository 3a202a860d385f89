"""What a shell knows of the program that it runs in: in a notebook, Python's variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.lang.host import Beside


class Python(Protocol):
    """Variables that are not the shell's own, and whether tables are to become frames."""

    framed: bool
    """Whether rows that are shown come as Arrow columns."""
    most: int | None
    """How many rows such a frame has at most."""

    def beside(self, text: str, at: int) -> Beside | None:
        """What the `:name` at this place of a statement refers to; None where that is none of these variables.

        Raises UsageError for a value that no parameter can have.
        """
        ...

    def words(self, name: str) -> str | None:
        """A variable as text, for commands and for `:'name'`; None where there is none."""
        ...

    def unknown(self, name: str, before: Callable[[], str]) -> None:
        """Hear of a `:name` that is nobody's, and of the statement before it. Raises UsageError."""
        ...


class NoPython:
    """A terminal has no such variables, and a `:name` that is not set stays as it is, as in psql."""

    framed = False
    most: int | None = None

    def beside(self, _text: str, _at: int) -> None:
        """Nothing."""

    def words(self, _name: str) -> None:
        """Nothing."""

    def unknown(self, _name: str, _before: Callable[[], str]) -> None:
        """Nothing."""
