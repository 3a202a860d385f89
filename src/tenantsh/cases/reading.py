"""A case's file, read a line at a time and believed only as it was written: what is wrong is told with its line."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenantsh.cases import words
from tenantsh.cases.chain import MOST_BYTES, BrokenError, Head, NewerError
from tenantsh.cases.coding import MisfitError, decoded
from tenantsh.cases.keys import check_key, holds, key_file, read_key
from tenantsh.cases.lines import KINDS, End, Mark, State
from tenantsh.model.case import Case, Opening
from tenantsh.model.errors import CaseRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from tenantsh.model.case import Entry

_DAMAGED = "ask for the file again as it was saved: packed, or attached as a file, and not pasted"


class Reader:
    """Gives the entries of a case, each when its line was read; it is the whole case once the last one came.

    Takes memory for one line, and the fingerprints of the relations. `ended` is whether the case must have its end:
    not where it is still being written, when half a line at the end is passed over.
    """

    def __init__(self, file: BinaryIO, name: str, *, key: bytes | None = None, ended: bool = True) -> None:
        self._file = file
        self._name = name
        self._key = key
        self._must_end = ended
        self.head = Head()
        """Where the chain ends, as far as it was read."""
        self.state = State()
        self.size = 0
        """Bytes that were read and are whole lines of the case."""
        self.opening = self._first("case", Opening)
        self.mark = self._first("key", Mark)
        if key is not None:
            check_key(key, self.opening.id, self.mark)

    @property
    def sealed(self) -> bool:
        """Whether the key vouches for what was read: without it anybody could have written the whole file anew."""
        return self._key is not None and self._must_end

    def __iter__(self) -> Iterator[Entry]:
        """The entries. Raises CaseRefused."""
        while (line := self._line()) is not None:
            value = self._value(line)
            if isinstance(value, End):
                self._check_end(value)
                return
            if isinstance(value, (Opening, Mark)):
                raise self._refused("a case begins once")
            entry = self._gathered(value)
            self._step(line)
            self.state = self.state.after(value)
            if entry is not None:
                yield entry
        if self._must_end:
            raise self._refused("the case goes on here: the file is cut, its last line is missing")

    def _first(self, kind: str, wanted: type[Any]) -> Any:
        line = self._line()
        if line is None:
            raise self._refused("there is no case in it: the file is empty" if self.head.n == 0 else "the file is cut")
        value = self._value(line)
        if not isinstance(value, wanted):
            raise self._refused(f'it is no case: its line {self.head.n + 1} is no "{kind}"')
        self._step(line)
        return value

    def _line(self) -> bytes | None:
        """The next line without its newline; None at the end of the file."""
        try:
            found = self._file.readline(MOST_BYTES + 2)
        except OSError as error:
            raise self._refused(f"it cannot be read: {error.strerror}") from error
        if not found or (not self._must_end and not found.endswith(b"\n")):
            return None
        if not found.endswith(b"\n"):
            long = len(found) > MOST_BYTES
            what = f"it is longer than {MOST_BYTES >> 20} MB" if long else self._without_newline(found)
            raise self._refused(what)
        return found[:-1]

    def _without_newline(self, found: bytes) -> str:
        """What is wrong with a last line that does not end; said of what it is, where that is no case at all."""
        try:
            self.head.taken(found)
        except BrokenError as error:
            return str(error) if self.head.n == 0 else "it is cut in the middle"
        return "it is cut: a case's last line ends in a newline"

    def _value(self, line: bytes) -> Any:
        try:
            kind, value = self.head.taken(line)
            if kind not in KINDS:
                raise MisfitError(f'it is a "{words.line(kind[:40])}", which format 1 does not know')
            return decoded(KINDS[kind], value, kind)
        except NewerError as error:
            raise self._refused(str(error), hint="a newer tenantsh reads it: pip install --upgrade tenantsh") from error
        except (BrokenError, MisfitError) as error:
            raise self._refused(str(error)) from error

    def _gathered(self, value: Any) -> Entry | None:
        try:
            return self.state.gathered(value)
        except MisfitError as error:
            raise self._refused(str(error)) from error

    def _step(self, line: bytes) -> None:
        self.head = self.head.after(line)
        self.size += len(line) + 1

    def _check_end(self, end: End) -> None:
        if end.lines != self.head.n:
            raise self._refused(f"it says that {end.lines} lines are before it, and there are {self.head.n}")
        if self._key is not None and not holds(end, self.head, self._key):
            raise self._refused(
                "it is not sealed with the case's key: somebody has changed lines and written the rest anew"
            )
        if self._file.read(1):
            raise self._refused("there is more behind the end", ahead=2)

    def _refused(self, what: str, ahead: int = 1, hint: str = _DAMAGED) -> CaseRefused:
        return CaseRefused(f"{self._name}:{self.head.n + ahead}: {words.line(what)}", hint=hint)


def read(path: Path, key: bytes | None = None) -> Case:
    """A case as a whole. Raises CaseRefused."""
    with opened(path) as file:
        reader = Reader(file, str(path), key=key)
        return Case(reader.opening, tuple(reader))


@contextmanager
def verified(path: Path, key: bytes | None = None) -> Iterator[Reader]:
    """A reader at the start of a case that was read once to its end, and is whole. Raises CaseRefused."""
    with opened(path) as file:
        for _ in Reader(file, str(path), key=key):
            pass
        file.seek(0)
        yield Reader(file, str(path), key=key)


def first_lines(path: Path) -> Reader:
    """What a case says of itself and its key, before anything else of it is read. Raises CaseRefused."""
    with opened(path) as file:
        return Reader(file, str(path))


def key_of(path: Path, named: Path | None, team: str | None) -> bytes | None:
    """The key of the case in a file: out of the file that is named, the one beside the case, or the team's, if it is.

    None where nobody has it. Raises CaseRefused, ConfigError.
    """
    first = first_lines(path)
    teams = Path(team) if team is not None and first.mark.of_team else None
    chosen = named or (beside if (beside := key_file(path)).exists() else teams)
    return None if chosen is None else read_key(chosen, first.opening.id)


def unfinished(file: BinaryIO, name: str) -> Reader:
    """A reader of a case that is still being written, or was left so. Raises CaseRefused."""
    return Reader(file, name, ended=False)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A case's file. Raises CaseRefused."""
    try:
        file = open(path, "rb", opener=_at_once)  # noqa: SIM115 - Path's has no opener; closed below
    except (OSError, ValueError) as error:
        raise CaseRefused(f"{words.line(str(path))}: {getattr(error, 'strerror', None) or error}") from error
    with file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise CaseRefused(
                f"{words.line(str(path))} is not a file", hint="a case is read twice: save it to a file first"
            )
        yield file


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)  # a named pipe would be waited for
