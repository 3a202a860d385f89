r"""Where results go: standard output, or what `\o` and `\g` name, a file or a program; and the log of `-L`."""

from __future__ import annotations

import io
import signal
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from tenantsh.commands.paths import at_home
from tenantsh.model.errors import UsageError
from tenantsh.shell import sh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Output:
    """The streams that results are written to."""

    def __init__(self, standard: TextIO) -> None:
        self.standard = standard
        self.log: TextIO | None = None
        """What `-L` names: statements and results go there too."""
        self.ended: Callable[[int], None] = lambda _: None
        """Hears the exit status of each program that results went to."""
        self._redirected: Target | None = None
        self._once: list[Target] = []
        self._pipes = 0
        self._deadly = signal.getsignal(signal.SIGPIPE) is signal.SIG_DFL
        """Whether a reader that goes away ends this process; not while it is a program that results go to."""

    @property
    def base(self) -> TextIO:
        r"""Where command tags go: what `\o` names, or standard output."""
        return self._redirected.text if self._redirected else self.standard

    @property
    def current(self) -> TextIO:
        r"""Where rows go: what `\g` names, or where everything goes."""
        return self._once[-1].text if self._once else self.base

    @property
    def target(self) -> Target | None:
        """The file or program that rows go to."""
        return self._once[-1] if self._once else self._redirected

    @property
    def elsewhere(self) -> bool:
        """Whether results go to a file or a program."""
        return bool(self._once) or self._redirected is not None

    def redirect(self, target: str | None) -> None:
        r"""Send results there from now on; None brings them back to standard output. Raises UsageError."""
        opened = Target(target, self.ended, self.flush) if target else None
        self.close()
        self._redirected = opened
        self._mind_pipes()

    @contextmanager
    def once(self, target: str) -> Iterator[None]:
        r"""Send results there as long as this lasts: `\g FILE`. Raises UsageError."""
        opened = Target(target, self.ended, self.flush)
        self._once.append(opened)
        self._mind_pipes()
        try:
            yield
        finally:
            opened.close()
            self._once.remove(opened)
            self._mind_pipes()

    @contextmanager
    def opened(self, target: str) -> Iterator[BinaryIO]:
        """A file or a program to write bytes to. Raises UsageError where it cannot be opened."""
        with self.piped():
            opened = Target(target, self.ended, self.flush)
            try:
                yield opened.binary
            finally:
                opened.close()
        opened.complain()

    @contextmanager
    def piped(self) -> Iterator[None]:
        """Let a program that something is written to end before it has read it all."""
        self._pipes += 1
        self._mind_pipes()
        try:
            yield
        finally:
            self._pipes -= 1
            self._mind_pipes()

    def log_to(self, path: str) -> None:
        """Write statements and results to this file too (`-L`). Raises UsageError."""
        try:
            self.log = Path(path).open("a", encoding="utf-8", errors="surrogateescape", newline="\n")  # noqa: SIM115 - stays open
        except OSError as error:
            raise UsageError(f'could not open log file "{path}": {error.strerror}') from error

    def close(self) -> None:
        """Close what results go to, and wait for the program."""
        redirected, self._redirected = self._redirected, None
        if redirected is not None:
            redirected.close()
            self._mind_pipes()

    def _mind_pipes(self) -> None:
        if self._deadly:
            piped = self._pipes or any(target.is_program for target in [*self._once, self._redirected] if target)
            signal.signal(signal.SIGPIPE, signal.SIG_IGN if piped else signal.SIG_DFL)

    def flush(self) -> None:
        """Write out what waits, before somebody else writes to the same terminal."""
        for stream in (self.standard, self.current):
            with suppress(BrokenPipeError):
                stream.flush()


class Target:
    """A file or a program that is being written to."""

    def __init__(self, target: str, ended: Callable[[int], None], flush: Callable[[], None]) -> None:
        flush()
        self._ended = ended
        self._target = target
        self.is_program = target.startswith("|")
        self.status = 0
        """How the program ended."""
        self.broken = False
        """Whether the program has stopped reading."""
        self._process: subprocess.Popen[bytes] | None = None
        if self.is_program:
            self._process = sh.start(target[1:], stdin=subprocess.PIPE)
            assert self._process.stdin is not None
            self.binary: BinaryIO = self._process.stdin  # type: ignore[assignment]  # a BufferedWriter
        else:
            self.binary = _opened(target)
        self.text = io.TextIOWrapper(
            self.binary, encoding="utf-8", errors="surrogateescape", newline="\n", write_through=False
        )

    def close(self) -> None:
        """End it; a program's end is waited for. What cannot be written is lost, and was told of with the rows."""
        try:
            with suppress(OSError):
                self.text.close()
        finally:
            with suppress(OSError):
                self.binary.close()
            if self._process is not None:
                self.status = sh.waited(self._process)
                self._ended(self.status)

    def complain(self) -> None:
        """Raise UsageError, in psql's words, where the program ended badly."""
        complain_of(self._target, self.status)


def complain_of(line: str, status: int) -> None:
    """Raise UsageError, in psql's words, for a program that ended badly."""
    if status < 0:
        raise UsageError(f"{line}: child process was terminated by signal {-status}: {signal.strsignal(-status)}")
    if status:
        known = {126: "command not executable", 127: "command not found"}
        raise UsageError(f"{line}: {known.get(status, f'child process exited with exit code {status}')}")


def _opened(path: str) -> BinaryIO:
    try:
        return Path(at_home(path)).open("wb")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"{path!r}: {error}") from error
