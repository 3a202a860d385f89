r"""Running a cell's text: tables are shown, the last one is the cell's value; tags and text are printed.

What `\g` and `\o` name a file or a program for goes there, as text, and is not shown.
"""

from __future__ import annotations

import codecs
import re
import sys
from contextlib import closing, redirect_stdout
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Any

from tenantsh.lang.bound import Bound
from tenantsh.lang.copying import copies_in
from tenantsh.lang.host import Host
from tenantsh.lang.split import Command, Splitter
from tenantsh.model.errors import StatementError, TenantshError
from tenantsh.notebook.frames import Caption, framed
from tenantsh.notebook.sessions import say
from tenantsh.render import says_status, write
from tenantsh.shell.copying import to_text
from tenantsh.shell.running import timed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Result
    from tenantsh.notebook.engine import Engine
    from tenantsh.shell.shell import Shell


class Table:
    """A table of a cell, and what a person is shown of it."""

    def __init__(self, result: Result, shell: Shell, engine: Engine) -> None:
        tenant = shell.tenant_session.tenant
        self.frame = framed(result, tenant, engine, last=result.provenance is not None)
        of_pandas = engine.name == "pandas"
        self._above = None if of_pandas else Caption(result.tenant or tenant, len(result))
        self.said = set(self.frame.attrs.get("told", ())) if of_pandas else set()
        """Notes that the frame shows itself."""

    def display(self) -> None:
        """Show it."""
        self.caption()
        _display(self.frame)

    def caption(self) -> None:
        """Show what stands above it; IPython shows the frame itself."""
        if self._above is not None:
            _display(self._above)


class _Last:
    """The table that came last, which may be the cell's value, and what was printed behind it: that waits for it."""

    def __init__(self) -> None:
        self.table: Table | None = None
        self._behind = StringIO()
        self._held = redirect_stdout(self._behind)

    def now(self, table: Table) -> None:
        """Another table is the last one: show the one before."""
        self.shown()
        self.table = table
        self._held.__enter__()

    def shown(self) -> None:
        """Show the table, and what was printed behind it."""
        table, self.table = self.table, None
        if table is not None:
            behind = self._released()
            table.display()
            sys.stdout.write(behind)

    def value(self) -> Any:
        """The table as the cell's value, which IPython shows behind all that was printed; None where there is none."""
        if self.table is None:
            return None
        behind = self._released()
        sys.stdout.write(behind)
        self.table.caption()
        return self.table.frame

    def _released(self) -> str:
        self._held.__exit__(None, None, None)
        text = self._behind.getvalue()
        self._behind.seek(self._behind.truncate(0))
        return text


def run(shell: Shell, text: str, engine: Engine) -> Any:
    """Run statements and commands; the last table, or None. Raises the first error, after what came before is shown."""
    _look_ahead(shell, text)
    last = _Last()
    try:
        for result in _results(shell, text):
            said: set[str] = set()
            if shell.output.elsewhere and not result.direct:
                _write(result, shell)
            elif result.cells is None:
                _print(result)
            else:
                table = Table(result, shell, engine)
                last.now(table)
                said = table.said
            for note in result.notes:
                if note not in said:
                    say(f"note: {note}")
    except BaseException:
        last.shown()
        raise
    return last.value()


def _look_ahead(shell: Shell, text: str) -> None:
    """Raise UsageError for a `:name` that is nobody's before anything is sent, as far as no command comes before it."""
    names = Host(variable=shell.variables.get, beside=shell.python.beside, unknown=shell.python.unknown)
    splitter = Splitter(names)
    splitter.standard_strings = shell.session.endpoint.standard_strings
    for item in splitter.feed(text):
        if isinstance(item, Command) or copies_in(item.text):  # which change what comes next, or how it is read
            return


def _results(shell: Shell, text: str) -> Iterator[Result]:
    # closed by hand: the error's own traceback would keep the feed, and its splitter in the shell, alive
    with closing(shell.feed(text.split("\n"))) as outcomes:
        for outcome in outcomes:
            if isinstance(outcome, TenantshError):
                shell.ended = False  # ON_ERROR_STOP ends a script; a cell ends at its first error anyway
                raise _explained(outcome)
            yield outcome


def _explained(error: TenantshError) -> TenantshError:
    """The server's error with what it has to do with parameters, where one stands that cannot, or has no type."""
    if not isinstance(error, StatementError) or not isinstance(error.statement, Bound) or error.hint is not None:
        return error
    position = error.fields.get("statement_position", "")
    found = _NUMBER.match(error.statement, int(position) - 1) if position.isdecimal() else None
    name = error.statement.names[int(found[1]) - 1].partition("::")[0] if found else "name"
    if error.sqlstate in ("42601", "42P02") and found:
        error.why = "no parameter can stand there: PostgreSQL has them in place of values, in queries and in writing"
        error.hint = (
            f"= any(:{name}) instead of IN :{name}; elsewhere :'{name}' is quoted text, :\"{name}\" a quoted name"
        )
    elif error.sqlstate == "42601" and not position:
        error.hint = r"statements that \; joins have no parameters: end each with its semicolon"
    elif error.sqlstate == "42P18" and (found or not position):
        error.why = "text takes the type that is wanted where it stands, and here any type is"
        error.hint = f":{name}::text says that it is text"
    return error


_NUMBER = re.compile(r"\$([0-9]+)")


def _display(shown: object) -> None:
    from IPython.display import display

    display(shown)  # type: ignore[no-untyped-call]  # IPython's


def _write(result: Result, shell: Shell) -> None:
    r"""Write a result to where `\g` or `\o` says; the tag of what `\g` sent goes where tags always go."""
    output, options = shell.output, shell.options
    shared = output.current is output.base
    if result.data is None:
        write(result, options if shared else replace(options, status=False), output.current)
    for piece in result.data or ():
        to_text(output.current)(piece)
    if not shared and says_status(result, options):
        write(replace(result, cells=None, data=None), options, output.base)


def _print(result: Result) -> None:
    """What a COPY sent or a command wrote; without such text, the command's tag."""
    for piece in codecs.iterdecode(result.data or (), "utf-8", "replace"):
        sys.stdout.write(piece)
    if result.is_timing:
        sys.stdout.write(f"{timed(result)}\n")
    elif result.data is None and result.status:
        sys.stdout.write(f"{result.status}\n")
