"""The editor that a person types in: several lines, colours, vi's or emacs' keys, a history, pastes of any size."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import Condition, to_filter
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding.vi_state import InputMode
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import DynamicStyle

from tenantsh.repl import look, themes
from tenantsh.repl.completer import Completing
from tenantsh.repl.history import Kept, history_file
from tenantsh.repl.keys import keys
from tenantsh.repl.paste import EDITABLE, take_any_size
from tenantsh.repl.pauses import without_pauses
from tenantsh.repl.prompts import Moment
from tenantsh.repl.suggesting import FromHistory
from tenantsh.repl.tab import bind_tab
from tenantsh.repl.toolbar import toolbar
from tenantsh.repl.words import hint, meant
from tenantsh.shell.knowing import Knowing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.output import Output

    from tenantsh.repl.switches import Switches
    from tenantsh.shell.config import Prompt
    from tenantsh.shell.shell import Shell

_FOLLOWED = 16 * 1024
"""Characters of a statement up to which its further lines show what is open in them."""
_MENU_LINES = 6
"""Lines below the prompt that are kept for candidates."""
_SECONDS = 1.0
"""How often the toolbar tells the age of a transaction."""
_ESCAPE_SECONDS = 0.2
"""How long Escape waits for another key of the same sequence: long enough for a slow line, short enough for vi."""
_MODES = {
    InputMode.INSERT: "insert",
    InputMode.INSERT_MULTIPLE: "insert",
    InputMode.NAVIGATION: "normal",
    InputMode.REPLACE: "replace",
    InputMode.REPLACE_SINGLE: "replace",
}
_SECONDS_OF_LAG = 5.0
"""How often it tells how far a standby is behind."""


class Editor:
    """A `Typist` with an editor. An organization's lines are called back in its own sessions only."""

    def __init__(
        self,
        shell: Shell,
        shown: look.Look,
        switches: Switches,
        prompt: Prompt,
        complain: Callable[[str], None],
    ) -> None:
        self._shell = shell
        self._look = shown
        self._switches = switches
        self._prompt = prompt
        self._complain = complain
        self._sheets: dict[Path, _Sheet] = {}
        self._path: Path | None = None
        switches.redraw = self._redraw
        self._knowing = shell.knowing = Knowing(shell)
        self._knowing.on_news, self._knowing.loading = self._news, without_pauses
        self._knowing.follow()
        switches.knowledge = lambda: self._knowing.state
        # being asked to end while history loads would be logged as an error there, onto the person's screen
        logging.getLogger("prompt_toolkit").addHandler(logging.NullHandler())
        self._input = create_input(sys.stdin)
        take_any_size(self._input)
        self._asking: PromptSession[str] = PromptSession(input=self._input, erase_when_done=False)

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
        self._knowing.close()
        for sheet in self._sheets.values():
            sheet.kept.close()

    def _news(self) -> None:
        """There is more to complete from; told in another thread."""
        if self._path in self._sheets:
            self._sheets[self._path].complete_again()
        self._redraw()

    def _redraw(self) -> None:
        if self._path in self._sheets:
            self._sheets[self._path].redraw()

    @property
    def _sheet(self) -> _Sheet:
        if self._path is None or self._shell.session.connected:  # a lost connection does not say where it led
            self._path = history_file(self._shell)
        path = self._path
        if path not in self._sheets:
            kept = Kept(self._shell, path, self._complain)
            self._sheets[path] = _Sheet(self._shell, self._look, self._switches, self._prompt, kept, self._input)
        return self._sheets[path]


class _Sheet:
    """What is typed into, with one history."""

    def __init__(
        self, shell: Shell, shown: look.Look, switches: Switches, prompt: Prompt, kept: Kept, source: Input
    ) -> None:
        self._shell = shell
        self._look = shown
        self._switches = switches
        self._prompt = prompt
        self.kept = kept
        self._moment = Moment()
        self._message: tuple[tuple[bool, str], StyleAndTextTuples] | None = None
        self._followed: tuple[str, list[Moment]] = ("", [])
        self._judged: tuple[str, bool] = ("", True)
        self._completing = Completing(shell, kept.entries)
        self._session: PromptSession[str] = PromptSession(
            history=kept,
            completer=self._completing,
            complete_while_typing=Condition(lambda: switches.completing and self._completes_typing),
            reserve_space_for_menu=_MENU_LINES,
            input=source,
            lexer=look.lexer(),
            style=DynamicStyle(lambda: themes.style(self._theme)),
            include_default_pygments_style=False,
            key_bindings=self._keys(),
            auto_suggest=FromHistory(kept),
            prompt_continuation=self._further,
            enable_suspend=True,
            multiline=Condition(lambda: not self._finished(self._text)),
        )
        # of the buffer, not of the session, where it would switch candidates while typing off
        self._session.default_buffer.enable_history_search = to_filter(True)  # noqa: FBT003 - prompt_toolkit's function
        self._session.app.ttimeoutlen = _ESCAPE_SECONDS

    def read(self, moment: Moment) -> str:
        """Read until nothing is open."""
        self._moment = moment
        self._followed, self._judged = ("", []), ("", True)
        self._message = None
        self._shown()  # before the editor has the terminal
        session = self._session
        session.editing_mode = EditingMode.VI if self._switches.vi else EditingMode.EMACS
        session.bottom_toolbar = self._toolbar if self._has_toolbar else None
        session.color_depth = ColorDepth.DEPTH_1_BIT if self._theme == "none" else None
        _begin_line(session.output)
        return session.prompt(self._shown, refresh_interval=self._interval)

    def _shown(self) -> StyleAndTextTuples:
        """The prompt; made once, since it may run programs, and again when F3 or a standby has changed what it says."""
        says = self._shell.variables.on("SINGLELINE"), self._look.moving
        if self._message is None or self._message[0] != says:
            ready = self._moment.state == "="
            self._message = says, (self._look.ready if ready else self._look.continued)(self._moment)
        return self._message[1]

    def redraw(self) -> None:
        """Show it again: something in the toolbar has changed."""
        self._session.app.invalidate()

    def complete_again(self) -> None:
        """Complete once more what could not be known before; called in any thread."""
        app, buffer = self._session.app, self._session.default_buffer
        loop = app.loop
        if app.is_running and loop is not None:
            with suppress(RuntimeError):  # it has been left meanwhile
                loop.call_soon_threadsafe(self._completing.again, buffer)
                loop.call_soon_threadsafe(app.invalidate)

    @property
    def _completes_typing(self) -> bool:
        return self._shell.variables.get("COMPLETION") not in ("tab", "off")

    @property
    def _theme(self) -> str:
        return themes.theme(self._shell.variables, self._prompt)

    @property
    def _has_toolbar(self) -> bool:
        variables = self._shell.variables
        return variables.on("TOOLBAR") if variables.get("TOOLBAR") else self._prompt.toolbar

    @property
    def _interval(self) -> float:
        """Seconds after which the toolbar, or the prompt, is out of date by itself; 0 for never."""
        if getattr(self._shell.session, "cluster", None) is not None:  # the organization may be moved meanwhile
            return _SECONDS
        follows = self._shell.knowing is not None and self._shell.knowing.standby
        if not self._has_toolbar and not follows:
            return 0
        if self._shell.session.in_transaction:
            return _SECONDS
        return _SECONDS_OF_LAG if follows else 0

    def _toolbar(self) -> StyleAndTextTuples:
        app = self._session.app
        mode = _MODES.get(app.vi_state.input_mode, "")
        return toolbar(self._shell, self._switches, app.output.get_size().columns, mode=mode)

    @property
    def _text(self) -> str:
        return self._session.default_buffer.text

    def _keys(self) -> KeyBindings:
        bound = keys(self._shell, self._switches)
        bind_tab(bound)
        wants_out = Condition(lambda: not self._finished(self._text) and self._hint() is not None)
        bound.add("enter", filter=wants_out)(self._tell)
        return bound

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


def _begin_line(output: Output) -> None:
    """Be at the beginning of a line, a new one where the last has no end: the editor reckons with that.

    So many spaces as a line has columns go on to the next line only where something stands in front of them.
    """
    output.write_raw(f"{' ' * output.get_size().columns}\r\x1b[K")
    output.flush()
