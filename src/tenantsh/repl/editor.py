"""The editor that a person types in: several lines, colours, vi's or emacs' keys, a history, pastes of any size."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.filters import Condition
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys

from tenantsh.repl import look
from tenantsh.repl.history import Kept, history_file
from tenantsh.repl.inputrc import vi_keys
from tenantsh.repl.paste import EDITABLE, paste, take_any_size
from tenantsh.repl.prompts import Moment
from tenantsh.repl.words import hint, meant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyPressEvent

    from tenantsh.shell.shell import Shell

_FOLLOWED = 16 * 1024
"""Characters of a statement up to which its further lines show what is open in them."""


class Editor:
    """A `Typist` with an editor. An organization's lines are called back in its own sessions only."""

    def __init__(self, shell: Shell, shown: look.Look, complain: Callable[[str], None]) -> None:
        self._shell = shell
        self._look = shown
        self._complain = complain
        self._input = create_input(sys.stdin)
        take_any_size(self._input)
        self._asking: PromptSession[str] = PromptSession(input=self._input, erase_when_done=False)
        self._sheets: dict[Path, _Sheet] = {}
        self._path: Path | None = None

    def statement(self, moment: Moment) -> str:
        """A statement or a command, edited until nothing is open in it."""
        return self._sheet.read(moment)

    def data(self) -> str:
        """Lines of data."""
        return self._asking.prompt(self._look.data())

    def answer(self, prompt: str) -> str:
        """A line in answer to a question."""
        return self._asking.prompt(prompt)

    def entries(self) -> Iterable[str]:
        """The history of the present organization."""
        return list(self._sheet.kept.entries)

    def close(self) -> None:
        """Cut the files of the histories to their size."""
        for sheet in self._sheets.values():
            sheet.kept.close()

    @property
    def _sheet(self) -> _Sheet:
        if self._path is None or self._shell.session.connected:  # a lost connection does not say where it led
            self._path = history_file(self._shell)
        path = self._path
        if path not in self._sheets:
            self._sheets[path] = _Sheet(self._shell, self._look, Kept(self._shell, path, self._complain), self._input)
        return self._sheets[path]


class _Sheet:
    """What is typed into, with one history."""

    def __init__(self, shell: Shell, shown: look.Look, kept: Kept, source: Input) -> None:
        self._shell = shell
        self._look = shown
        self.kept = kept
        self._moment = Moment()
        self._followed: tuple[str, list[Moment]] = ("", [])
        self._judged: tuple[str, bool] = ("", True)
        self._session: PromptSession[str] = PromptSession(
            history=kept,
            input=source,
            lexer=look.lexer(),
            style=look.style(),
            key_bindings=self._keys(),
            auto_suggest=AutoSuggestFromHistory(),
            prompt_continuation=self._further,
            enable_open_in_editor=True,
            enable_suspend=True,
            tempfile_suffix=".sql",
            vi_mode=vi_keys(),
            multiline=Condition(lambda: not self._finished(self._text)),
        )

    def read(self, moment: Moment) -> str:
        """Read until nothing is open."""
        self._moment = moment
        self._followed, self._judged = ("", []), ("", True)
        shown = self._look.ready(moment) if moment.state == "=" else self._look.continued(moment)
        return self._session.prompt(shown)

    @property
    def _text(self) -> str:
        return self._session.default_buffer.text

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()
        keys.add(Keys.BracketedPaste)(paste)
        wants_out = Condition(lambda: not self._finished(self._text) and self._hint() is not None)
        keys.add("enter", filter=wants_out)(self._tell)
        return keys

    def _hint(self) -> str | None:
        """What is to be said to somebody who types `exit` in the midst of a statement."""
        document = self._session.default_buffer.document
        if not document.is_cursor_at_the_end or document.line_count < 2:
            return None
        before = self._moments(self._text)[document.line_count - 1]
        return hint(document.current_line, before.state)

    def _tell(self, event: KeyPressEvent) -> None:
        told = self._hint() or ""
        run_in_terminal(lambda: sys.stdout.write(f"{told}\n"))
        event.current_buffer.newline(copy_margin=False)

    def _finished(self, text: str) -> bool:
        """Whether Enter runs the text: nothing is open in it any more."""
        if self._judged[0] != text:
            self._judged = (text, self._is_finished(text))
        return self._judged[1]

    def _is_finished(self, text: str) -> bool:
        splitter = self._shell.splitter
        if not text.strip() or len(text) > EDITABLE or (splitter.prompt == "=" and meant(text) is not None):
            return True
        splitter.single_line = self._shell.variables.on("SINGLELINE")
        return splitter.finished(text)

    def _further(self, width: int, line: int, wrapped: int) -> StyleAndTextTuples:
        if wrapped:
            return []
        moments = self._moments(self._text)
        return self._look.further(moments[min(line, len(moments) - 1)], width)

    def _moments(self, text: str) -> list[Moment]:
        """The moment at which each line of the text begins."""
        if self._followed[0] != text or not self._followed[1]:
            self._followed = (text, self._seen(text))
        return self._followed[1]

    def _seen(self, text: str) -> list[Moment]:
        moments = [self._moment]
        if len(text) > _FOLLOWED:
            return [self._moment, *(Moment("-", at + 2) for at in range(text.count("\n")))]
        for state in self._shell.splitter.prompts(text):
            before = moments[-1].line
            moments.append(Moment("-" if state == "=" else state, before + (state in "-=")))
        return moments
