"""Completion in the editor: what the cursor stands at goes to `complete`, and candidates become the menu.

No thread: a key press costs a few milliseconds, and asks nobody. Only folders may be slow: files are looked up in one.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion

from tenantsh.model.catalog import Catalog
from tenantsh.model.tenant import visible
from tenantsh.shell.completion import Person, complete
from tenantsh.shell.completion.habits import Habits

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator, Sequence

    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.document import Document

    from tenantsh.shell.completion import Candidate
    from tenantsh.shell.shell import Shell

_LONGEST = 64 * 1024
"""Characters of a text up to which candidates come while it is typed; Tab asks for them in any text."""
_COUNTED = 5000
"""Entries of a history that habits are made of: what is older counts next to nothing."""
_AT_ONCE = 20
"""New entries that are counted on one key press."""
_PATIENCE = 2.0
"""Seconds that a folder may take to be listed."""


class Completing(Completer):
    """Candidates for one organization's editor. `entries` is its history, which grows."""

    def __init__(self, shell: Shell, entries: Sequence[str]) -> None:
        self._shell = shell
        self._entries = entries
        self._habits = Habits()
        self._counted: int | None = None
        """How many entries are in the habits, or too old for them; None until those of former sessions are."""
        self._answered: tuple[Document, Catalog, bool] | None = None
        threading.Thread(target=self._remember, name="tenantsh habits", daemon=True).start()

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """The candidates at the cursor; while it is typed, only where they help."""
        if complete_event.text_inserted and not _wants_help(document):
            return
        before = self._shell.splitter.buffer
        before += "\n" if before else ""
        cursor = len(before) + document.cursor_position
        found = self._found(document, before + document.text, cursor)
        if complete_event.text_inserted and _says_nothing(found, document):
            return
        for candidate in found:
            yield _shown(candidate, cursor, document.text_after_cursor)

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """The same; in another thread where files may be meant, so that a slow disk holds nobody up."""

        def find() -> list[Completion]:
            return list(self.get_completions(document, complete_event))

        for completion in await _elsewhere(find) if "\\" in document.current_line_before_cursor else find():
            yield completion

    def again(self, buffer: Buffer) -> None:
        """There is news: complete once more where the person still looks at what was not known then."""
        knowing, answered = self._shell.knowing, self._answered
        if knowing is None or answered is None:
            return
        document, catalog, some = answered
        waiting = buffer.complete_state is None and not some
        looking = buffer.complete_state is not None and buffer.complete_state.complete_index is None
        if document == buffer.document and knowing.catalog is not catalog and (waiting or looking):
            buffer.complete_state = None
            buffer.start_completion()

    def _found(self, document: Document, text: str, cursor: int) -> list[Candidate]:
        self._count()
        shell, knowing = self._shell, self._shell.knowing
        person = Person(dict(shell.variables.items()), self._habits.used, storage=shell.place.retention.storage)
        catalog = Catalog()
        if knowing is not None:
            catalog = knowing.catalog
            knowing.typed(text, cursor)
        try:
            found = complete(text, cursor, catalog, person=person)
        except Exception:  # noqa: BLE001 - whatever is wrong with completing, typing goes on
            found = []
        self._answered = document, catalog, bool(found)
        return found

    def _count(self) -> None:
        """Take what was typed since into the habits."""
        if self._counted is not None:
            new = self._entries[self._counted : self._counted + _AT_ONCE]
            self._counted += len(new)
            for entry in new:
                self._habits.take(entry)

    def _remember(self) -> None:
        count = len(self._entries)
        self._habits = Habits(self._entries[max(0, count - _COUNTED) : count])
        self._counted = count


async def _elsewhere(work: Callable[[], list[Completion]]) -> list[Completion]:
    """Have it done in a thread that nobody waits for at the end; nothing, where it takes too long."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[list[Completion]] = loop.create_future()

    def give(found: list[Completion]) -> None:
        if not done.done():
            done.set_result(found)

    def do() -> None:
        found = work()
        with suppress(RuntimeError):  # the editor has been left meanwhile
            loop.call_soon_threadsafe(give, found)

    threading.Thread(target=do, name="tenantsh files", daemon=True).start()
    try:
        return await asyncio.wait_for(done, _PATIENCE)
    except TimeoutError:
        return []


def _wants_help(document: Document) -> bool:
    """Whether candidates may come by themselves.

    They do not within a word, on a line that is blank so far, behind a finished statement, and in a very long text.
    """
    before = document.current_line_before_cursor.rstrip()
    return bool(before) and before[-1] != ";" and len(document.text) <= _LONGEST and not within_word(document)


def _says_nothing(found: list[Candidate], document: Document) -> bool:
    """Whether the only candidate is what stands there already."""
    return len(found) == 1 and document.text_before_cursor.endswith(found[0].text)


def within_word(document: Document) -> bool:
    """Whether a word goes on behind the cursor: what is chosen would be put in front of its rest."""
    after = document.text_after_cursor[:1]
    return after.isalnum() or after == "_"


def _shown(candidate: Candidate, cursor: int, rest: str) -> Completion:
    after = "" if candidate.after and rest.startswith(candidate.after) else candidate.after
    detail = candidate.detail
    meta = detail if detail.startswith(candidate.kind) else ", ".join(filter(None, [candidate.kind, detail]))
    return Completion(
        candidate.text + after,
        candidate.start - cursor,
        display=visible(candidate.text),
        display_meta=visible(meta),
    )
