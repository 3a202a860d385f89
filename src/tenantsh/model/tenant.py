"""Whose data a session looks at."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

_LONGEST = 60
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # words and emoji are written with them


def visible(text: str, longest: int = _LONGEST) -> str:
    r"""A name from the database as a prompt or a message may show it: on one line, nothing in it commands a terminal.

    Whoever names an organization could otherwise write over the line that says whose data this is. It is `harmless`,
    and a long one is cut.

    >>> visible("Acme\x1b[2K\n"), visible("x" * 100)[-3:]
    ('Acme\\x1b[2K\\n', 'xx…')
    """
    shown = harmless(text)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def harmless(text: str) -> str:
    r"""A text of any length on one line: control, format and separator characters are shown as escapes.

    Format characters are those, too, that turn the direction of writing.

    >>> harmless("a\tb\u202ec")
    'a\\tb\\u202ec'
    """
    if text.isprintable():
        return text
    return "".join(_escaped(c) if unicodedata.category(c) in _HIDDEN and c not in _JOINERS else c for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")


def called(name: str | None, org: str) -> str:
    """An organization as messages name it: `Acme (42)`."""
    return f"{visible(name)} ({visible(org)})" if name else visible(org)


@dataclass(frozen=True, slots=True)
class Person:
    """A user of the platform whose view is taken."""

    user_id: str
    email: str
    by_id: bool = field(default=False, compare=False)
    """Whether she was asked for by her id, and her email may be news to whoever asked."""
    masked: str | None = field(default=None, compare=False)
    """Her email as the database wants emails shown; None where it masks none."""

    @property
    def shown(self) -> str:
        """Her email as it may be shown to whoever asked for her."""
        return self.kept if self.by_id else self.email

    @property
    def kept(self) -> str:
        """Her email as it may stand in a file that goes to others."""
        return self.email if self.masked is None else self.masked

    def __str__(self) -> str:
        return visible(self.shown)


@dataclass(frozen=True, slots=True)
class Tenant:
    """One organization as one database role sees it: what a session is for all of its life.

    >>> str(Tenant(org="42", name="Acme", role="org_viewer"))
    'Acme (42)'
    """

    org: str
    """The organization's id, as text, as the policies read it."""
    name: str | None = None
    role: str | None = None
    """The database role that is assumed; None where the convention has none."""
    person: Person | None = None
    write: bool = False
    """Whether writing was asked for; read only otherwise, kept by the server."""
    settings: tuple[tuple[str, str], ...] = ()
    """The row-security context: setting names and values, in the order they are set."""
    reason: str | None = field(default=None, compare=False)
    """Why it is looked at; it may be another one later, and whose data it is stays the same."""

    def __str__(self) -> str:
        return called(self.name, self.org)
