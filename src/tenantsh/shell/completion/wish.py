"""What is wanted at a cursor, and how the word that stands there is to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.shell.completion.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Wish:
    """The outcome of `suggest`: what is wanted, without a look at the catalog."""

    wanted: tuple[Wanted, ...]
    start: int
    """Where the candidates begin in the text."""
    word: str = ""
    """What has been typed of them, unquoted."""
    quoted: bool = False
    """Whether it was begun with a double quote."""
    qualifier: tuple[str, ...] = ()
    """The names with dots in front of it."""
    near: frozenset[str] = frozenset()
    """The names that stand in this statement."""
    lower: bool = False
    """Whether the statement's keywords are in lower case."""
    behind: tuple[str, ...] = ()
    """The last words before the cursor, in upper case: a phrase may have been begun with them."""
    exact: bool = False
    """Whether names stand as they are, and are never quoted: in strings, and in arguments that are no SQL."""
