"""The inputs that a shell reads, one within another: a person's, a script's, and those that scripts include."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from pathlib import Path

    from tenantsh.lang.conditions import Conditions
    from tenantsh.lang.split import Splitter
    from tenantsh.model.result import Outcome
    from tenantsh.shell.reading import Reader
    from tenantsh.shell.shell import Shell
    from tenantsh.shell.sources import Source

_DEEPEST = 60
"""How many scripts may include one another: far below what Python's own stack takes."""


class Inputs:
    """What is being read, the innermost last."""

    def __init__(self) -> None:
        self.ended = False
        """Whether the person has left."""
        self.lost = False
        """Whether there is no session any more, and nobody there to see to it."""
        self._readers: list[Reader] = []
        self._fed = ""
        """The statement of the lines fed last that was sent last."""
        self._left = ""
        """The query that a lone command has left for the next one."""

    @property
    def reader(self) -> Reader:
        """What is being read now."""
        return self._readers[-1]

    @property
    def buffered(self) -> bool:
        """Whether there is a query buffer: not beside a lone command of `-c`."""
        return not self.reader.alone

    @property
    def splitter(self) -> Splitter:
        """Reads the input of this moment; its buffer is the query buffer."""
        return self.reader.splitter

    @property
    def previous(self) -> str:
        """The statement of this input that was sent last; empty before the first one."""
        return self.reader.previous

    @previous.setter
    def previous(self, text: str) -> None:
        self.reader.previous = text

    @property
    def conditions(self) -> Conditions:
        r"""The open `\if`s of the input of this moment."""
        return self.reader.conditions

    @property
    def interactive(self) -> bool:
        """Whether a person types what is read now."""
        return bool(self._readers) and self.reader.source.interactive

    @property
    def where(self) -> str | None:
        """The script and line that is being read, for messages; None where they are terse."""
        source = self.reader.source if self._readers else None
        return f"{source.name}:{source.number}" if source and source.name else None

    @property
    def folder(self) -> Path | None:
        """Where the script lies that is being read."""
        path = self.reader.source.path if self._readers else None
        return path.parent if path else None

    @contextmanager
    def reading(self, source: Source) -> Iterator[Reader]:
        """Make a source the one that is read, as long as this lasts."""
        from tenantsh.shell.reading import Reader

        if not self._readers or self.interactive:  # what an earlier input has lost ended that one
            self.lost = False
        reader = Reader(cast("Shell", self), source)
        self._readers.append(reader)
        try:
            yield reader
        finally:
            self._readers.remove(reader)

    @contextmanager
    def lone(self, source: Source) -> Iterator[Reader]:
        r"""Read a lone command of `-c`. It has no query buffer, as in psql, unless the one before has left a query.

        So `-c '\filter …' -c '\g rows.csv'` writes the rows; psql's own commands leave none.
        """
        with self.reading(source) as reader:
            reader.alone, reader.previous = not self._left, self._left
            self._left = ""
            yield reader
            self._left = reader.previous

    def read(self, source: Source) -> Generator[Outcome, None, None]:
        """Run everything in a source; `source.status` says how it ended.

        Whoever stops before the end closes it, so that the outer source is read again.
        """
        with self.reading(source) as reader:
            yield from reader.read()

    def feed(self, lines: Iterable[str], name: str | None = None) -> Generator[Outcome, None, None]:
        r"""Run everything in some lines; `name` is the script's, for its errors.

        They stand behind those that were fed before, as a person's lines do: `\g` alone sends the last statement again.
        """
        from tenantsh.shell.sources import Given, Source

        with self.reading(Source(Given(lines), name)) as reader:
            reader.previous = self._fed
            try:
                yield from reader.read()
            finally:
                self._fed = reader.previous

    def include(self, path: str) -> Iterator[Outcome]:
        r"""Run a script (`\i`). Raises UsageError where it cannot be read, or ends badly."""
        from tenantsh.shell.sources import opened

        if len(self._readers) > _DEEPEST:
            raise UsageError(f"{path}: scripts include one another more than {_DEEPEST} deep")
        with opened(path) as source:
            yield from self.read(source)
        if source.status:
            raise UsageError("")

    def quit(self) -> None:
        r"""End the input of this moment; the person's own ends the shell."""
        self.reader.source.ended = self.reader.left = True
        self.ended = self.ended or len(self._readers) == 1
