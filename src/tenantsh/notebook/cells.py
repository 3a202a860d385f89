r"""Running a cell's text: tables are shown, the last one is the cell's value; tags and text are printed.

What `\g` and `\o` name a file or a program for goes there, as text, and is not shown.
"""

from __future__ import annotations

import codecs
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.model.errors import TenantshError, UsageError
from tenantsh.notebook.sessions import say
from tenantsh.render import says_status, write
from tenantsh.shell.copying import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Result
    from tenantsh.notebook.frames import TenantFrame
    from tenantsh.shell.shell import Shell


def run(shell: Shell, text: str) -> TenantFrame | None:
    """Run statements and commands; the last table, or None. Raises the first error, after what came before is shown."""
    last: TenantFrame | None = None
    try:
        for result in _results(shell, text):
            if shell.output.elsewhere and not result.direct:
                _write(result, shell)
            elif result.cells is None:
                _print(result)
            else:
                _display(last)
                last = _framed(result, shell)
            for note in result.notes:
                say(f"note: {note}")
    except BaseException:
        _display(last)
        raise
    return last


def _results(shell: Shell, text: str) -> Iterator[Result]:
    # closed by hand: the error's own traceback would keep the feed, and its splitter in the shell, alive
    with closing(shell.feed([text])) as outcomes:
        for outcome in outcomes:
            if isinstance(outcome, TenantshError):
                shell.ended = False  # ON_ERROR_STOP ends a script; a cell ends at its first error anyway
                raise outcome
            yield outcome


def _framed(result: Result, shell: Shell) -> TenantFrame:
    try:
        from tenantsh.notebook.frames import framed
    except ModuleNotFoundError as error:
        raise UsageError(f"{error.name} is not installed", hint="pip install 'tenantsh[notebook]'") from error
    return framed(result, shell.tenant_session.tenant)


def _display(frame: TenantFrame | None) -> None:
    if frame is not None:
        from IPython.display import display

        display(frame)  # type: ignore[no-untyped-call]  # IPython's


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
    if result.data is None and result.status:
        sys.stdout.write(f"{result.status}\n")
