"""Pastes of any size in linear time.

prompt_toolkit joins a bracketed paste piece by piece and searches all of it each time, which for 100 MB takes hours;
and an editor is no place for such a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prompt_toolkit.input.vt100_parser import Vt100Parser
from prompt_toolkit.key_binding.key_processor import KeyPress
from prompt_toolkit.keys import Keys

if TYPE_CHECKING:
    from prompt_toolkit.input.base import Input
    from prompt_toolkit.key_binding import KeyPressEvent

EDITABLE = 256 * 1024
"""Characters; a longer paste is run like a script instead of being edited."""

_START, _END = "\x1b[200~", "\x1b[201~"


class PasteParser(Vt100Parser):
    """The terminal's bytes to keys, with pastes kept as a list of pieces until their end is seen."""

    def __init__(self, feed_key_callback: Any) -> None:
        super().__init__(feed_key_callback)
        self._pieces: list[str] = []
        self._pasting = False

    def feed(self, data: str) -> None:
        """Take what was read from the terminal."""
        if not self._pasting:
            before, start, data = data.partition(_START)
            if before:
                super().feed(before)
            if not start:
                return
            self._pasting = True
        self._paste(data)

    def _paste(self, data: str) -> None:
        tail = (self._pieces[-1] if self._pieces else "")[-len(_END) :]  # the end mark may be cut in two
        at = (tail + data).find(_END)
        if at < 0:
            self._pieces.append(data)
            return
        text = "".join(self._pieces)
        text = (text[: len(text) - len(tail)] + (tail + data)[:at]) if tail else data[:at]
        rest = (tail + data)[at + len(_END) :]
        self._pieces, self._pasting = [], False
        self.feed_key_callback(KeyPress(Keys.BracketedPaste, text))
        if rest:
            self.feed(rest)


def take_any_size(source: Input) -> None:
    """Make a terminal's input use this parser; other inputs stay as they are."""
    parser = getattr(source, "vt100_parser", None)
    if parser is not None:
        source.vt100_parser = PasteParser(parser.feed_key_callback)  # type: ignore[attr-defined]  # terminals have it


def paste(event: KeyPressEvent) -> None:
    """A paste: into the editor, or straight through where it is too long to edit."""
    text = event.data.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) <= EDITABLE:
        event.current_buffer.insert_text(text)
        return
    event.app.exit(result=event.current_buffer.text + text)
