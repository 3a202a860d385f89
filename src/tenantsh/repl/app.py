"""The interactive shell: ask for lines, run them, show what comes of it."""

from __future__ import annotations

import sys
from collections import deque
from contextlib import closing, contextmanager
from dataclasses import replace
from errno import EIO
from typing import TYPE_CHECKING

from tenantsh import __version__
from tenantsh.commands.plan import Plan
from tenantsh.model.errors import TenantshError, UsageError
from tenantsh.repl import leaving, look, pager
from tenantsh.repl.exits import Exit
from tenantsh.repl.manner import Manner
from tenantsh.repl.prompts import Moment
from tenantsh.repl.quitting import may_leave
from tenantsh.repl.switches import Switches
from tenantsh.repl.words import HELP, hint, meant
from tenantsh.shell.sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.repl.terminal import Terminal
    from tenantsh.repl.typists import Typist
    from tenantsh.shell.config import Prompt
    from tenantsh.shell.reading import Reader
    from tenantsh.shell.shell import Shell

_COPY = """\
Enter data to be copied followed by a newline.
End with a backslash and a period on a line by itself, or an EOF signal.
"""
_CANCELLED = "ERROR:  canceling statement due to user request"


def interact(shell: Shell, terminal: Terminal, manner: Manner, prompt: Prompt) -> int:
    """Talk with a person until she leaves; returns the exit status."""
    terminal.person = True
    if not shell.variables.on("QUIET"):
        terminal.say(_banner(shell))
    terminal.watch(shell, prompt, manner)
    if manner is Manner.PLAIN:
        shell.options = replace(shell.options, drawn=False, pager=shell.options.pager if pager.chosen() else "off")
    typist = _typist(shell, terminal, manner, prompt)
    try:
        with leaving.tidily():
            _Conversation(shell, terminal, typist).hold()
    except leaving.Asked as asked:
        typist.close()
        shell.session.close()
        leaving.end_by(asked.number)
    typist.close()
    if shell.tenant and shell.session.in_transaction:
        terminal.say("The open transaction was rolled back.")
    return Exit.OK


def _banner(shell: Shell) -> str:
    if shell.tenant is None:
        return look.unscoped_banner(shell, __version__)
    return look.banner(shell.tenant_session, __version__, shell.warnings())


def _typist(shell: Shell, terminal: Terminal, manner: Manner, prompt: Prompt) -> Typist:
    if manner is not Manner.EDITOR:
        from tenantsh.repl.typists import Plainly

        return Plainly(look.Spoken(shell) if manner is Manner.PLAIN else look.Look(shell))
    from tenantsh.repl.editor import Editor
    from tenantsh.repl.inputrc import vi_keys

    return Editor(shell, look.Look(shell), Switches(vi=vi_keys()), prompt, terminal.say)


class _Typed:
    """The lines that a person has typed and that are not read yet; when data are wanted, more is asked for."""

    def __init__(self, shell: Shell, typist: Typist) -> None:
        self._shell = shell
        self._typist = typist
        self._lines: deque[str] = deque()
        self._introduced = False
        self.interrupted = False
        """Whether Ctrl-C came while something was asked, rather than done."""

    def __bool__(self) -> bool:
        return bool(self._lines)

    def take(self, text: str) -> None:
        """Have these lines read."""
        self._lines.extend(text.split("\n"))
        self.interrupted = self._introduced = False

    def drop(self) -> None:
        """Forget what is not read yet."""
        self._lines.clear()

    def readline(self) -> bytes:
        r"""The next line; for COPY's data it is asked for."""
        if self.interrupted:  # whoever still reads wants to come to the end of what was given up
            return b""
        if not self._lines:
            try:
                self._ask_for_data()
            except EOFError:
                self._introduced = False
                return b""
        line = self._lines.popleft()
        if line == "\\.":
            self._introduced = False
        return f"{line}\n".encode("utf-8", "surrogateescape")

    def _ask_for_data(self) -> None:
        if not self._introduced and not self._shell.variables.on("QUIET"):
            sys.stdout.write(_COPY)
            sys.stdout.flush()
        self._introduced = True
        with self.asking():
            self._lines.extend(self._typist.data().split("\n"))

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Take note of a Ctrl-C that comes while the person is asked for something."""
        try:
            yield
        except KeyboardInterrupt:
            self.interrupted = True
            raise


class _Conversation:
    """One person at one shell."""

    def __init__(self, shell: Shell, terminal: Terminal, typist: Typist) -> None:
        self._shell = shell
        self._terminal = terminal
        self._typist = typist
        self._typed = _Typed(shell, typist)
        self._source = Source(self._typed, interactive=True)
        self._line = 1
        self._ends = 0
        shell.asker = self._ask
        shell.history = typist.entries

    def hold(self) -> None:
        """Go on until the person leaves."""
        with self._shell.reading(self._source) as reader:
            while not reader.stopping:
                self._turn(reader)
                if self._source.ended and not self._leaves():
                    self._source.ended = reader.left = False

    def _leaves(self) -> bool:
        """Whether she leaves: where work would be lost she is asked, and Ctrl-C is an answer too."""
        try:
            return may_leave(self._shell, lambda outcome: self._terminal.show(outcome, self._shell))
        except KeyboardInterrupt:
            return False
        except TenantshError as error:
            self._terminal.error(error, self._shell)
            return False

    def _turn(self, reader: Reader) -> None:
        try:
            text = self._typist.statement(Moment(reader.splitter.prompt, self._line))
        except KeyboardInterrupt:
            self._forget(reader)
        except EOFError:
            self._end(reader)
        else:
            self._ends = 0
            self._run(reader, text)

    def _run(self, reader: Reader, text: str) -> None:
        text = self._words(reader, text)
        self._typed.take(text)
        try:
            while self._typed and not reader.stopping:
                self._read_line(reader)
        except KeyboardInterrupt:
            self._interrupted(reader)
        except TenantshError as error:
            self._terminal.error(error, self._shell)
        except OSError as error:
            self._could_not_write(error)
        finally:
            self._terminal.erase()

    def _could_not_write(self, error: OSError) -> None:
        if error.errno == EIO:  # the terminal itself is gone
            raise error
        self._terminal.error(UsageError(error.strerror or str(error)))

    def _read_line(self, reader: Reader) -> None:
        line = self._source.readline() or ""
        with closing(reader.line(line)) as outcomes:  # type: ignore[type-var]  # a generator
            for outcome in outcomes:
                self._terminal.show(outcome, self._shell)
        state = reader.splitter.prompt
        self._line = 1 if state == "=" else self._line + (state == "-" and not line.startswith("\\"))

    def _words(self, reader: Reader, text: str) -> str:
        """What a text is when it is read: `exit` and the like are commands at a new statement, told of elsewhere."""
        state = reader.splitter.prompt
        word = meant(text)
        if word is None:
            return text
        if state != "=":
            sys.stdout.write(f"{hint(text, state)}\n")
            return text
        if word == "help":
            sys.stdout.write(HELP)
            return ""
        return r"\q"

    def _forget(self, reader: Reader) -> None:
        r"""Ctrl-C at the prompt: what was typed is forgotten, and the innermost `\if` is left."""
        self._typed.drop()
        reader.splitter.reset()
        self._line = 1
        if len(reader.conditions):
            reader.conditions.leave()
            self._terminal.say(r"\if: escaped")

    def _interrupted(self, reader: Reader) -> None:
        """Ctrl-C while something was done: what is left of the line is forgotten."""
        self._typed.drop()
        reader.splitter.reset()
        self._shell.plan = Plan()
        self._line = 1
        if self._shell.tenant and not self._typed.interrupted:  # a plain session has told what became of it
            self._terminal.say(_CANCELLED)

    def _end(self, reader: Reader) -> None:
        """Ctrl-D: leave, unless IGNOREEOF says that it was meant otherwise."""
        self._ends += 1
        quiet = self._shell.variables.on("QUIET")
        if self._ends < self._ignored():
            if not quiet:
                sys.stdout.write('Use "\\q" to leave tenantsh.\n')
            return
        if not quiet:
            sys.stdout.write("\\q\n")
        self._source.ended = True
        with closing(reader.read()) as outcomes:  # type: ignore[type-var]  # a generator
            for outcome in outcomes:
                self._terminal.show(outcome, self._shell)

    def _ignored(self) -> int:
        text = (self._shell.variables.get("IGNOREEOF") or "0").strip()
        return int(text) if text.lstrip("+-").isdecimal() else 10

    def _ask(self, prompt: str, secret: bool) -> str | None:  # noqa: FBT001 - as the shell's `asker` is called
        self._shell.output.flush()
        with self._typed.asking():
            try:
                return _asked_secretly(prompt) if secret else self._typist.answer(prompt)
            except EOFError:
                return None


def _asked_secretly(prompt: str) -> str:
    from getpass import getpass

    return getpass(prompt)
