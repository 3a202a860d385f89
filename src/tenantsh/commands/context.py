"""What a command may use: the session, and the few things of the shell that commands change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import BinaryIO

    from tenantsh.commands.cases.casebook import Casebook
    from tenantsh.commands.plan import Plan
    from tenantsh.commands.python import Python
    from tenantsh.db.asking import Asking
    from tenantsh.db.lookup import Organization
    from tenantsh.db.opening import Place
    from tenantsh.db.pipeline import Pipeline
    from tenantsh.db.session import Session
    from tenantsh.lang.conditions import Conditions
    from tenantsh.lang.copying import Copy
    from tenantsh.lang.split import Splitter
    from tenantsh.model.errors import StatementError
    from tenantsh.model.message import Message
    from tenantsh.model.result import Outcome, Result
    from tenantsh.render.options import Options


class Values(Protocol):
    """psql's variables."""

    def get(self, name: str) -> str | None:
        """A variable's value; None where it is not set."""
        ...

    def set(self, name: str, value: str | None = None) -> None:
        """Set a variable; None is no value at all. Raises UsageError."""
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

    def obeyed(self, name: str) -> bool:
        """Whether setting it does something."""
        ...

    def word(self, name: str) -> str:
        """The value of a variable that takes one of a few words, in lower case."""
        ...

    def number(self, name: str) -> int:
        """The value of a variable that takes an integer."""
        ...


class Programs(Protocol):
    """Other programs, started by the shell's own shell."""

    def output(self, line: str) -> str:
        """What a shell command writes, without the last newline."""
        ...

    def run(self, line: str | None) -> None:
        """Run a shell command, or a shell to type in. Raises UsageError where it cannot be started."""
        ...


class LargeObjects(Protocol):
    """Large objects, as a plain session has them."""

    def lo_import(self, path: str, comment: str | None = None) -> int:
        """Make a large object of a file; its OID. Raises UsageError, StatementError."""
        ...

    def lo_export(self, oid: str, path: str) -> None:
        """Write a large object to a file. Raises UsageError, StatementError."""
        ...

    def lo_unlink(self, oid: str) -> None:
        """Delete a large object. Raises StatementError."""
        ...


class Showing(Protocol):
    """Whatever has output options that can be set."""

    options: Options


class Context(Protocol):
    """The shell as commands see it; both edges give one."""

    place: Place
    options: Options
    """How results are printed; replaced as a whole."""
    timing: bool
    previous: str
    """The statement that was sent last; empty before the first one."""
    plan: Plan
    """What is to be done with the next statement."""
    restricted: str | None
    r"""The key that ends restricted mode (`\restrict`); None where commands are free."""
    last_error: Message | None
    r"""The server's last error, for `\errverbose`."""
    routing: bool
    r"""Whether the organization is written into what is sent (`\route on`)."""
    history: Callable[[], Iterable[str]]
    """Gives the lines typed so far, the oldest first."""

    def warn(self, text: str) -> None:
        """Tell the person something beside the data, as a warning."""
        ...

    def complain(self, text: str) -> None:
        """Tell of an error that does not make the command fail."""
        ...

    def note(self, text: str) -> None:
        """Tell the person something beside the data."""
        ...

    @property
    def programs(self) -> Programs:
        """Starts other programs."""
        ...

    @property
    def session(self) -> Asking:
        """The connection, a tenant's or a plain one."""
        ...

    @property
    def tenant_session(self) -> Session:
        """The same where it is a tenant's. Raises UsageError for the plain one of `--unscoped`."""
        ...

    @property
    def scoped(self) -> bool:
        """Whether the connection is a tenant's."""
        ...

    @property
    def pipeline(self) -> Pipeline:
        """The queue of statements of psql 18, where the session has one. Raises UsageError."""
        ...

    @property
    def pipelining(self) -> bool:
        """Whether statements are queued instead of run."""
        ...

    @property
    def large_objects(self) -> LargeObjects:
        """Large objects, where the session can have them. Raises UsageError."""
        ...

    @property
    def variables(self) -> Values:
        """What `-v` and `:name` mean."""
        ...

    @property
    def python(self) -> Python:
        """The variables of the program around it: a notebook's."""
        ...

    @property
    def buffered(self) -> bool:
        """Whether there is a query buffer: not beside a lone command of `-c`."""
        ...

    @property
    def splitter(self) -> Splitter:
        """Reads the input that the command came from; its buffer is the query buffer."""
        ...

    @property
    def conditions(self) -> Conditions:
        r"""The open `\if`s of the input that the command came from."""
        ...

    @property
    def interactive(self) -> bool:
        """Whether a person types what is read now."""
        ...

    @property
    def folder(self) -> Path | None:
        r"""Where the script lies that is read now, for `\ir`; None for standard input."""
        ...

    def send(self, text: str) -> Iterator[Outcome]:
        """Send a text as the plan says; the answers as outcomes, an error as the last of them."""
        ...

    def answered(self, answers: Iterator[Result | StatementError]) -> Iterator[Outcome]:
        """Answers of a pipeline as outcomes, and noted in the variables as those of statements are."""
        ...

    def copy(self, asked: Copy) -> Iterator[Outcome]:
        r"""Do what `\copy` asks for."""
        ...

    def include(self, path: str) -> Iterator[Outcome]:
        """Run a script; `-` is standard input. Raises UsageError where it cannot be read or ends badly."""
        ...

    def redirect(self, target: str | None) -> None:
        r"""Send results to a file or a program from now on (`\o`); None brings them back. Raises UsageError."""
        ...

    def opened(self, target: str) -> AbstractContextManager[BinaryIO]:
        """A file, or a program's input where the target begins with `|`, to write to. Raises UsageError."""
        ...

    def ask(self, prompt: str, *, secret: bool = False) -> str | None:
        """A line of the person's, or of standard input where nobody types; None at its end."""
        ...

    def edit(self, path: str, line: int | None) -> None:
        """Let the person edit a file. Raises UsageError where the editor fails."""
        ...

    def use(self, org: str) -> Session:
        """Open a session on another organization, make it the present one and close the old one."""
        ...

    def become(self, user: str | None) -> Session:
        """The same as a person, by email or id, on this organization; None goes back to who one was."""
        ...

    def connect(self, parts: dict[str, str | None], *, fresh: bool) -> Iterator[Outcome]:
        r"""Connect to another database, host, port or as another login (`\c`); `fresh` keeps nothing of the old one."""
        ...

    def set_encoding(self, name: str) -> None:
        """Set the client's character set encoding. Raises UsageError."""
        ...

    @property
    def change_password(self) -> Callable[[str, str], None]:
        """Gives a login a new password. Raises UsageError for a tenant's session."""
        ...

    @property
    def cases(self) -> Casebook:
        """The support cases: the one that is open, and those that were left."""
        ...

    def organizations(self, pattern: str) -> list[Organization]:
        """The organizations whose id or name matches, as this login may see them."""
        ...

    def manual(self, topic: str) -> str:
        r"""A page of the manual: `commands`, `keys`, `options`, `variables` or a command's; raises UsageError."""
        ...

    def quit(self) -> None:
        """End the input that the command came from."""
        ...
