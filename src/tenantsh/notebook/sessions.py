"""A notebook's sessions by name: side by side, each one tenant's, and none of them "the current one"."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

from tenantsh.db.session import Session
from tenantsh.model.errors import ConnectError, UsageError
from tenantsh.notebook.asked import DEFAULT
from tenantsh.render.options import Options as Display
from tenantsh.shell.completion.habits import Habits
from tenantsh.shell.opening import open_shell
from tenantsh.shell.output import Output
from tenantsh.shell.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.db.progress import Standing
    from tenantsh.shell.connecting import Options, Progress


class _Printed:
    """Standard output as it is when something is written: ipykernel has one for each cell."""

    def write(self, text: str) -> int:
        """Write text."""
        return sys.stdout.write(text)

    def flush(self) -> None:
        """Write out what waits."""
        sys.stdout.flush()


class Sessions:
    """The shells that were opened, by name."""

    def __init__(self, on_progress: Callable[[Standing], None]) -> None:
        """`on_progress` hears how statements come along that are not sent by a magic."""
        self._on_progress = on_progress
        self._shells: dict[str, Shell] = {}
        self._lent: set[str] = set()
        """Names of sessions that are Python's own: it closes them."""
        self._habits: dict[tuple[int, str], Habits] = {}

    @property
    def names(self) -> list[str]:
        """The names of the sessions that are open."""
        return list(self._shells)

    def habits(self, shell: Shell) -> Habits:
        """What was used in this session as long as it was this organization's."""
        org = shell.tenant.org if shell.tenant else ""
        return self._habits.setdefault((id(shell), org), Habits())

    def open(self, name: str, options: Options, progress: Progress) -> Shell:
        """Open a session under this name; `progress` hears how the demo comes along. Raises what connecting raises.

        The one that had the name is closed first: if the new one fails, later cells must not meet the old tenant.
        """
        self.close(name)
        if options.unscoped:
            raise UsageError(
                "a notebook has no plain sessions",
                why="each of its tables says whose data it is",
                hint="tenantsh --unscoped in a terminal",
            )
        shell = open_shell(
            options,
            say=say,
            output=Output(_Printed()),  # type: ignore[arg-type]  # the two methods of a stream that Output calls
            display=Display(),
            ask_password=_ask_password,
            progress=progress,
        )
        return self._named(name, shell)

    def lend(self, name: str, session: object, told: str) -> Shell:
        """Give a session of Python's a name; closing the name does not close it. Raises UsageError for what is none."""
        if not isinstance(session, Session):
            raise UsageError(
                f"{told} is no session but of type {type(session).__name__}", hint="tenantsh.connect(…) opens one"
            )
        if session.opened is None:
            raise UsageError(f"{told} was not opened by tenantsh.connect")
        session.verify()
        self.close(name)
        shell = Shell(
            session.opened.place,
            session.opened.wanted,
            session,
            say=say,
            output=Output(_Printed()),  # type: ignore[arg-type]  # as above
            options=Display(),
        )
        self._lent.add(name)
        return self._named(name, shell)

    def _named(self, name: str, shell: Shell) -> Shell:
        shell.asker, shell.editor, shell.on_progress = _ask, _edit, self._on_progress
        self._shells[name] = shell
        return shell

    def find(self, name: str) -> Shell:
        """The shell of this name. Raises UsageError that tells which there are."""
        if name in self._shells:
            return self._shells[name]
        flag = "" if name == DEFAULT else f" --name {name}"
        there = ", ".join(f"{known} ({shell.tenant_session.tenant})" for known, shell in self._shells.items())
        raise UsageError(
            f'no session is called "{name}"',
            why=f"open are: {there}" if there else "none is open",
            hint=f"%tenantsh --org 42{flag}, with the connection's options; the demo: %tenantsh --demo --org 42{flag}",
        )

    def close(self, name: str) -> None:
        """Close the session of this name, if there is one."""
        shell = self._shells.pop(name, None)
        if shell is None:
            return
        shell.on_progress = _unheard
        if (told := shell.leave_case()) is not None:
            say(f"{shell.tenant_session.tenant}: {told}")
        if shell.knowing is not None:
            shell.knowing.close()
        if name in self._lent:
            self._lent.discard(name)
            return
        self._habits = {key: habits for key, habits in self._habits.items() if key[0] != id(shell)}
        if shell.session.in_transaction:
            say(f"{shell.tenant_session.tenant}: the open transaction was rolled back.")
        shell.session.close()

    def close_all(self) -> None:
        """Close every session."""
        for name in list(self._shells):
            self.close(name)


def _unheard(_standing: Standing) -> None:
    """A session that has no name any more has no line in a cell."""


def say(message: str) -> None:
    """Tell the person something that is not data."""
    sys.stdout.flush()
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def _ask(prompt: str, secret: bool) -> str | None:  # noqa: FBT001 - as the shell asks
    if secret:
        return _ask_password(prompt)
    from IPython.core.error import StdinNotImplementedError

    sys.stdout.flush()
    try:
        with redirect_stdout(sys.__stdout__ or sys.stdout):  # what is printed behind a cell's table waits for it
            return input(prompt)
    except (StdinNotImplementedError, EOFError) as error:
        raise UsageError("nobody can be asked here", hint=r"\set NAME VALUE sets a variable") from error


def _edit(_path: str, _line: int | None) -> None:
    raise UsageError("a notebook starts no editor", hint="edit the cell, and run it again")


def _ask_password(prompt: str) -> str:
    from getpass import getpass  # now: ipykernel replaces it in its module while a cell runs

    from IPython.core.error import StdinNotImplementedError

    try:
        return getpass(prompt)
    except (StdinNotImplementedError, EOFError) as error:
        raise ConnectError(
            "a password is needed, and nobody can be asked for it here",
            hint="libpq reads ~/.pgpass, PGPASSWORD and service files",
        ) from error
