"""The sessions as commands see them: a tenant's `Session` and the plain one of `--unscoped` are both of this kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tenantsh.db.age import Age
    from tenantsh.db.ask import Ask, Copying
    from tenantsh.db.endpoint import Endpoint
    from tenantsh.db.glances.glance import Glance, Peek
    from tenantsh.db.params import Params
    from tenantsh.db.progress import Progress
    from tenantsh.db.query import Query, Request
    from tenantsh.model.errors import StatementError
    from tenantsh.model.message import Message
    from tenantsh.model.result import Result

Row = TypeVar("Row")


class Asking(Protocol):
    """Questions to the catalog, and a person's statements."""

    on_notice: Callable[[Message], None]
    """Hears each notice; of a tenant session once its statement was verified or has failed."""

    on_question: Callable[[Request, int], None]
    """Hears each of our own questions before it is sent, with the server's major; what it raises keeps it back."""

    @property
    def endpoint(self) -> Endpoint:
        """What the connection says of itself, without asking the server."""
        ...

    @property
    def server_version(self) -> int:
        """The server's version as libpq counts: 150018 is 15.18."""
        ...

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction of the person's waits for its COMMIT or ROLLBACK."""
        ...

    @property
    def failed(self) -> bool:
        """Whether the person's transaction has failed and waits for its ROLLBACK."""
        ...

    @property
    def age(self) -> Age | None:
        """How old the person's transaction is; None where there is none."""
        ...

    @property
    def progress(self) -> Progress:
        """Whom to tell while a statement of `send` runs."""
        ...

    @property
    def connected(self) -> bool:
        """Whether there is a connection that looks alive."""
        ...

    def fetch(self, query: Query[Row], **params: object) -> list[Row]:
        """Run one of our own queries and fill its dataclass."""
        ...

    def fetch_all(self, *requests: Request) -> list[list[Any]]:
        """Run several of our own queries in as few round trips as can be; one list of rows per request."""
        ...

    def fetch_apart(self, *requests: Request) -> list[list[Any]]:
        """As `fetch_all`; an open transaction stays as it was, whatever is set, and after an error."""
        ...

    def send(self, ask: Ask, copying: Copying) -> Iterator[Result | StatementError]:
        """Send what a person asks for; the answers one by one, a failed statement's error as the last of them.

        Whoever stops before the end closes the iterator.
        """
        ...

    def answer_columns(self, text: str) -> Result:
        r"""The columns that a text's answer would have (`\gdesc`), as `Column` and `Type`; no cells where none.

        Raises StatementError.
        """
        ...

    def plan(
        self,
        sql: str,
        params: Params | None = None,
        *,
        analyze: bool = False,
        seconds: float = 5.0,
        bound: Sequence[Any] = (),
        shards: bool = False,
    ) -> dict[str, Any]:
        """What the server plans for a person's statement; it runs only with `analyze`, and none of it stays.

        Raises UsageError for what has no plan, StatementError.
        """
        ...

    def glance(self, peek: Peek) -> Glance:
        """A query's plan, first rows and count, in one round trip and a bounded time; read only.

        An open transaction stays as it was, also after an error. Raises StatementError.
        """
        ...

    def take_remarks(self) -> tuple[str, ...]:
        """What is still to be told of the server that was found; whoever takes it tells it."""
        ...

    def heard(self) -> list[str]:
        """The NOTIFYs that came since the last call, in psql's words."""
        ...

    def close(self) -> None:
        """End the session; closing twice is fine."""
        ...
