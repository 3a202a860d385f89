"""What Tab does: readline's way, so that hands may go on typing.

What all candidates begin with is typed, then they are gone through one by one. The only one that begins with the typed
word is typed with a space behind it, which goes when a sign is typed that stands close. What has the word within
another one, or its letters only, is shown first, and takes its place with the next Tab.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prompt_toolkit.application import get_app
from prompt_toolkit.completion import CompleteEvent, Completion
from prompt_toolkit.filters import Condition, emacs_insert_mode, vi_insert_mode

from tenantsh.repl.completer import within_word

if TYPE_CHECKING:
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.document import Document
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

_CLOSE = " ,;).:[("
"""Signs that stand close to the word before them; and a space, which is there already."""
_QUOTES = ("'", '"')
_PARTS = ("alias", "key", "value", "file", "folder", "schema")
"""Kinds of candidates that may be parts of a longer word."""


def bind_tab(keys: KeyBindings) -> None:
    """Bind Tab, Shift-Tab, and the signs before which a space goes that Tab has typed."""
    tab = Tab()
    keys.add("tab")(tab)
    keys.add("s-tab")(lambda event: event.current_buffer.complete_previous())
    behind = Condition(lambda: tab.spaced is not None and get_app().current_buffer.document == tab.spaced)
    for sign in _CLOSE:
        keys.add(sign, filter=behind & (emacs_insert_mode | vi_insert_mode))(_close)


class Tab:
    """The key, of one editor."""

    def __init__(self) -> None:
        self.spaced: Document | None = None
        """The text when a space was added to it last."""
        self._shown: Document | None = None
        """The text when candidates were shown for it last."""

    def __call__(self, event: KeyPressEvent) -> None:
        """Complete the word at the cursor."""
        buffer = event.current_buffer
        if buffer.complete_state is not None and buffer.complete_state.complete_index is not None:
            buffer.complete_next()
            return
        _to_end_of_word(buffer)
        assert buffer.completer is not None
        asked = CompleteEvent(completion_requested=True)
        found = list(buffer.completer.get_completions(buffer.document, asked))
        begun = begun_by(buffer.document, found)
        only = begun if len(begun) == 1 else found
        alike = bool(only) and is_alike(buffer.document, only[0])
        if len(only) == 1 and alike:
            self._finish(buffer, only[0])
        elif (more := common(begun)) is not None:
            _take(buffer, more)
            buffer.start_completion()
        else:
            again = buffer.complete_state is not None and self._shown == buffer.document
            self._shown = buffer.document
            buffer.complete_state = None
            buffer.start_completion(select_first=alike or again, complete_event=asked)

    def _finish(self, buffer: Buffer, completion: Completion) -> None:
        _take(buffer, completion)
        if is_word(completion) and not buffer.document.current_line_after_cursor:
            buffer.insert_text(" ", fire_event=False)
            self.spaced = buffer.document


def _close(event: KeyPressEvent) -> None:
    event.current_buffer.delete_before_cursor()
    event.current_buffer.insert_text(event.data)


def _take(buffer: Buffer, completion: Completion) -> None:
    buffer.complete_state = None
    buffer.delete_before_cursor(-completion.start_position)
    buffer.insert_text(completion.text, fire_event=False)


def is_word(completion: Completion) -> bool:
    """Whether it is a whole word, behind which one types a space."""
    last, kind = completion.text[-1:], completion.display_meta_text.partition(",")[0]
    return (last.isalnum() or last in '_"') and kind not in _PARTS


def begun_by(document: Document, found: list[Completion]) -> list[Completion]:
    """The candidates that begin with the typed word; where none does, those that do behind their quote."""
    word = _typed(document, found[0]) if found else ""
    begun = [one for one in found if one.text.lower().startswith(word)]
    return begun or [one for one in found if one.text[:1] in _QUOTES and one.text[1:].lower().startswith(word)]


def is_alike(document: Document, completion: Completion) -> bool:
    """Whether a candidate has the typed word at the beginning of one of its words."""
    return re.search(rf"(?<![^\W_]){re.escape(_typed(document, completion))}", completion.text.lower()) is not None


def _typed(document: Document, completion: Completion) -> str:
    """What a candidate takes the place of, in lower case."""
    before = document.text_before_cursor
    return before[len(before) + completion.start_position :].lower()


def common(begun: list[Completion]) -> Completion | None:
    """What these candidates have in common, where it is more than the typed word."""
    if not begun:
        return None
    length = -begun[0].start_position
    texts = [one.text for one in begun]
    first, last = min(texts), max(texts)
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return Completion(first[:same], -length) if same > length else None


def _to_end_of_word(buffer: Buffer) -> None:
    while within_word(buffer.document) and _in_word(buffer.document):
        buffer.cursor_position += 1


def _in_word(document: Document) -> bool:
    """Whether a word stands in front of the cursor."""
    before = document.text_before_cursor[-1:]
    return before.isalnum() or before == "_"
