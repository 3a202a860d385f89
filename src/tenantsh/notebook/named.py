"""A notebook's sessions by name, for Python: what `%tenantsh` opens and what `tenantsh.connect` gives are the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from tenantsh.db.session import Session
    from tenantsh.notebook.sessions import Sessions


class Named(Mapping[str, "Session"]):
    """A session by its name: `tenantsh.sessions["support"].frame("select …")`."""

    def __init__(self) -> None:
        self.of: Sessions | None = None
        """Those of the magics that are loaded."""

    def __getitem__(self, name: str) -> Session:
        """The session of this name. Raises KeyError; its words tell which there are."""
        if self.of is None:
            raise KeyError(f"no session is called {name}: %load_ext tenantsh, and %tenantsh --org … --name {name}")
        try:
            return self.of.find(name).tenant_session
        except UsageError as error:
            raise KeyError(f"{error.what}: {error.why}") from error

    def __iter__(self) -> Iterator[str]:
        return iter(self.of.names if self.of is not None else ())

    def __len__(self) -> int:
        return len(self.of.names) if self.of is not None else 0

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {session!r}" for name, session in self.items()) or "no session is open"


sessions = Named()
