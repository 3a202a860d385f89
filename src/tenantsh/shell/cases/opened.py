"""A case that is open: entries go into its draft as they come, and into a file when the person says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.cases.keys import key_file
from tenantsh.cases.saving import save
from tenantsh.model.case import Commanded, Note, Recorded
from tenantsh.model.errors import UsageError
from tenantsh.model.words import counted
from tenantsh.shell.cases.recording import Recording, now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tenantsh.model.case import Entry, Opening
    from tenantsh.shell.cases.drafts import Draft
    from tenantsh.shell.shell import Shell


@dataclass(slots=True)
class Tally:
    """How much is in a case."""

    statements: int = 0
    commands: int = 0
    notes: int = 0
    unsaved: int = 0
    """Entries that the file which was saved last has not."""

    def take(self, entry: Entry) -> None:
        """Count one more."""
        self.unsaved += 1
        match entry:
            case Recorded():
                self.statements += 1
            case Commanded():
                self.commands += 1
            case _:
                self.notes += 1

    @property
    def entries(self) -> int:
        """All of them."""
        return self.statements + self.commands + self.notes

    def __str__(self) -> str:
        """In words.

        >>> str(Tally(2, 0, 1)), str(Tally())
        ('2 statements, 1 note', 'nothing yet')
        """
        there = [(self.statements, "statement"), (self.commands, "command"), (self.notes, "note")]
        return ", ".join(counted(n, noun) for n, noun in there if n) or "nothing yet"


class OpenCase:
    """The case that a shell has open."""

    def __init__(self, shell: Shell, draft: Draft) -> None:
        self._shell = shell
        self._draft = draft
        self._n = 0
        self.tally = Tally()
        self.file: Path | None = None
        """Where it was saved last."""
        self.recording = Recording(shell, self)
        for entry in draft.entries():
            self._count(entry)

    @property
    def opening(self) -> Opening:
        """What it is about."""
        return self._draft.opening

    @property
    def key(self) -> bytes:
        """What its digests are keyed with."""
        return self._draft.secret.key

    @property
    def of_team(self) -> bool:
        """Whether that is made of the team's key."""
        return self._draft.secret.of_team

    @property
    def draft(self) -> Path:
        """Where it is kept until it is saved."""
        return self._draft.path

    def add(self, made: Callable[[int], Entry]) -> None:
        """Add an entry, made with its number; where it cannot be kept the person is told."""
        entry = made(self._n + 1)
        try:
            self._draft.add(entry)
        except OSError as error:
            self._shell.warn(f"the case has not recorded this: {self.draft}: {error.strerror or error}")
        else:
            self._count(entry)

    def note(self, text: str) -> None:
        """Add a remark. Raises UsageError for one that says nothing."""
        if not text.strip():
            raise UsageError(r"\case note: what is to be noted?", hint=r"\case note TEXT")
        self.add(lambda _: Note(text.strip(), now()))

    def entries(self) -> Iterator[Entry]:
        """What is in it, from the first one on."""
        return self._draft.entries()

    def save(self, path: Path) -> Path | None:
        """Write it as it is now; returns the file of its key, where one was written. Raises UsageError."""
        key = _place_of_key(path, of_team=self.of_team)
        save(path, self.opening, self.entries(), self.key, key)
        self.is_in(path)
        return key

    def is_in(self, path: Path) -> None:
        """Note that this file has all of it."""
        self.file, self.tally.unsaved = path.absolute(), 0

    def leave(self) -> None:
        """Let it be; its draft stays, to be gone on with, unless there is nothing in it or it is saved."""
        if self.tally.unsaved:
            self._draft.leave()
        else:
            self._draft.discard()

    def discard(self) -> None:
        """Throw it away; a file that it was saved to stays."""
        self._draft.discard()

    def _count(self, entry: Entry) -> None:
        self.tally.take(entry)
        self._n = getattr(entry, "n", self._n)


def _place_of_key(path: Path, *, of_team: bool) -> Path | None:
    """Where the key goes of a case that is saved there; None for the team's. Raises UsageError where nothing can go."""
    try:
        if not path.name or path.is_dir():
            raise UsageError(f"{path} is a folder", hint=rf"\case save {path / 'NAME.jsonl'}")
        key = key_file(path)
        if not of_team and key.exists() and not path.exists():
            raise UsageError(f"{key} is there, and may be another case's", hint="give the file another name")
    except (OSError, ValueError) as error:  # a name that is too long
        raise UsageError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    return None if of_team else key
