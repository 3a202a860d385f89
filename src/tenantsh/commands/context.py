"""What a command may use: the session, and the few things of the shell that commands change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tenantsh.db.opening import Place
    from tenantsh.db.probe import Organization
    from tenantsh.db.session import Session
    from tenantsh.lang.split import Splitter
    from tenantsh.model.errors import TenantshError
    from tenantsh.model.result import Result
    from tenantsh.render.options import Options


class Values(Protocol):
    """psql's variables."""

    def get(self, name: str) -> str | None:
        """A variable's value; None where it is not set."""
        ...

    def set(self, name: str, value: str) -> None:
        """Set a variable."""
        ...

    def unset(self, name: str) -> None:
        """Forget a variable."""
        ...

    def items(self) -> list[tuple[str, str]]:
        """All that are set, by name."""
        ...

    def on(self, name: str) -> bool:
        """Whether a variable says yes."""
        ...


class Context(Protocol):
    """The shell as commands see it; both edges give one."""

    session: Session
    place: Place
    options: Options
    """How results are printed; replaced as a whole."""
    timing: bool
    previous: str
    """The statement that was sent last; empty before the first one."""
    warn: Callable[[str], None]
    """Tells the person something beside the data."""

    @property
    def splitter(self) -> Splitter:
        """Reads the input that the command came from; its buffer is the query buffer."""
        ...

    @property
    def variables(self) -> Values:
        """What `-v` and `:name` mean."""
        ...

    def use(self, org: str) -> Session:
        """Open a session on another organization, make it the present one and close the old one."""
        ...

    def organizations(self, pattern: str) -> list[Organization]:
        """The organizations whose id or name matches, as this login may see them."""
        ...

    def feed(self, lines: Iterable[str], name: str | None = None) -> Iterator[Result | TenantshError]:
        """Run statements and commands from some lines; `name` is the script's, for its errors."""
        ...

    def quit(self) -> None:
        """End the shell after this command."""
        ...
