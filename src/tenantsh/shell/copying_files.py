r"""What `\copy` does: a COPY whose other end is a file or a program on this side, or a stream of this process."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.commands.paths import at_home
from tenantsh.shell.copying import Copying, from_binary, from_lines, from_program, opened, to_program, to_text
from tenantsh.shell.sending import send
from tenantsh.shell.sources import Source, standard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tenantsh.lang.copying import Copy
    from tenantsh.model.result import Outcome
    from tenantsh.shell.shell import Shell


def copy(shell: Shell, asked: Copy) -> Iterator[Outcome]:
    """Send the COPY with its other end opened. Raises UsageError where that cannot be."""
    with ExitStack() as around:
        told = asked.place in ("file", "program") or _is_elsewhere(shell, asked)
        ends = Copying(_source(shell, asked, around), _target(shell, asked, around), told=told)
        yield from send(shell, asked.statement, ends)


def _is_elsewhere(shell: Shell, asked: Copy) -> bool:
    """Whether the data go to another stream than results do: then the command tag is told."""
    return asked.place == "standard" and shell.output.base is not shell.output.standard


def _source(shell: Shell, asked: Copy, around: ExitStack) -> Callable[[], bytes | None]:
    source = shell.reader.source
    if not asked.comes_in or asked.place == "results":
        return shell.script_data(source)
    if asked.place == "standard":
        return _standard(shell, source)
    if asked.place == "program":
        shell.output.flush()
        return from_binary(around.enter_context(from_program(asked.name, shell.programs.told)))
    return from_binary(around.enter_context(opened(Path(at_home(asked.name)), "rb")))


def _standard(shell: Shell, source: Source) -> Callable[[], bytes | None]:
    r"""Standard input: a script that comes from there is read on; another one only up to a `\.` before 18."""
    if source.interactive or source.lines is standard():
        return shell.script_data(source)
    return from_lines(standard()) if shell.psql_major >= 18 else shell.script_data(Source(standard()))


def _target(shell: Shell, asked: Copy, around: ExitStack) -> Callable[[bytes], object]:
    if asked.comes_in or asked.place == "results":
        return to_text(shell.output.base)
    if asked.place == "standard":
        return to_text(shell.output.standard)
    if asked.place == "program":
        shell.output.flush()
        around.enter_context(shell.output.piped())
        program = around.enter_context(to_program(asked.name, shell.programs.told))
        around.callback(shell.output.flush)  # the command tag comes before what the program makes of the last rows
        return program.write
    return around.enter_context(opened(Path(at_home(asked.name)), "wb")).write
