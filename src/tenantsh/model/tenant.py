"""Whose data a session looks at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A user of the platform whose view is taken."""

    user_id: str
    email: str


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
    reason: str | None = None

    def __str__(self) -> str:
        return f"{self.name} ({self.org})" if self.name else self.org
