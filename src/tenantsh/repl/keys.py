"""The keys that are ours, beside those of emacs and vi that prompt_toolkit has."""

from __future__ import annotations

import asyncio
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from prompt_toolkit.application import get_app, run_in_terminal
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import (
    Condition,
    completion_is_selected,
    emacs_mode,
    has_completions,
    has_selection,
    vi_navigation_mode,
)
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys

from tenantsh.model.errors import TenantshError
from tenantsh.repl.paste import paste

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyPressEvent

    from tenantsh.repl.switches import Switches
    from tenantsh.shell.shell import Shell


def keys(shell: Shell, switches: Switches) -> KeyBindings:
    """The bindings of one editor."""
    bound = KeyBindings()
    bound.add(Keys.BracketedPaste)(paste)
    _add_switches(bound, shell, switches)
    _add_menu(bound)
    _add_suggestion(bound)
    edit = Editing(shell)
    bound.add("c-x", "c-e", filter=emacs_mode & ~has_selection)(edit)
    bound.add("v", filter=vi_navigation_mode)(edit)
    bound.add("c-l")(_clear)
    # not with vi's keys: there Escape and Enter are two keys, one after the other
    bound.add("escape", "enter", filter=emacs_mode)(lambda event: event.current_buffer.insert_text("\n"))
    return bound


def _clear(event: KeyPressEvent) -> None:
    """Clear the screen, once the editor has the terminal.

    A key that was pressed before is read before: what the terminal answers would be echoed into the line.
    """
    asyncio.get_running_loop().call_soon(event.app.renderer.clear)
    event.app.invalidate()


def _add_switches(bound: KeyBindings, shell: Shell, switches: Switches) -> None:
    @bound.add("f2")
    def completing(event: KeyPressEvent) -> None:
        asked = shell.variables.get("COMPLETION") in ("tab", "off")
        switches.completing = asked or not switches.completing
        if asked:
            shell.variables.unset("COMPLETION")
        event.current_buffer.cancel_completion()

    @bound.add("f3")
    def multi_line(_event: KeyPressEvent) -> None:
        shell.variables.set("SINGLELINE", "off" if shell.variables.on("SINGLELINE") else "on")

    @bound.add("f4")
    def vi(event: KeyPressEvent) -> None:
        switches.vi = not switches.vi
        event.app.editing_mode = EditingMode.VI if switches.vi else EditingMode.EMACS

    @bound.add("f5")
    def expanded(_event: KeyPressEvent) -> None:
        shell.options = replace(shell.options, expanded="off" if shell.options.expanded == "auto" else "auto")


@Condition
def _alone() -> bool:
    """Whether a key came without others behind it: Escape by itself, and not the first half of Alt-F."""
    return not get_app().key_processor.input_queue


def _add_menu(bound: KeyBindings) -> None:
    @bound.add("enter", filter=completion_is_selected)
    def take(event: KeyPressEvent) -> None:
        event.current_buffer.complete_state = None

    @bound.add("up", filter=has_completions & ~completion_is_selected)
    def past(event: KeyPressEvent) -> None:
        """The history, which a menu that nobody asked for must not hide."""
        event.current_buffer.cancel_completion()
        event.current_buffer.auto_up()

    @bound.add("escape", filter=has_completions & emacs_mode, eager=_alone)
    def away(event: KeyPressEvent) -> None:
        event.current_buffer.cancel_completion()


@Condition
def _suggested() -> bool:
    buffer = get_app().current_buffer
    return bool(buffer.suggestion and buffer.suggestion.text) and buffer.document.is_cursor_at_the_end


def _add_suggestion(bound: KeyBindings) -> None:
    @bound.add("right", filter=_suggested)
    @bound.add("end", filter=_suggested)
    @bound.add("c-e", filter=_suggested)
    @bound.add("c-f", filter=_suggested)
    def take(event: KeyPressEvent) -> None:
        """The suggestion as it is, without a menu: one who takes a whole line wants no more words."""
        buffer = event.current_buffer
        buffer.cancel_completion()
        if buffer.suggestion is not None:
            buffer.insert_text(buffer.suggestion.text, fire_event=False)


class Editing:
    r"""Has the text edited in the person's own editor, the one of `\e`."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def __call__(self, event: KeyPressEvent) -> None:
        """Edit, and show what came of it; nothing is run."""
        buffer = event.current_buffer

        def edit() -> None:
            buffer.text = self._edited(buffer.text)
            buffer.cursor_position = len(buffer.text)

        run_in_terminal(edit)

    def _edited(self, text: str) -> str:
        number, path = tempfile.mkstemp(prefix="tenantsh.edit.", suffix=".sql")
        try:
            with os.fdopen(number, "wb") as file:
                file.write(f"{text}\n".encode("utf-8", "surrogateescape"))
            self._shell.edit(path, None)
            return Path(path).read_bytes().decode("utf-8", "surrogateescape").rstrip("\n")
        except (TenantshError, OSError) as error:
            self._shell.say(str(error))
            return text
        finally:
            Path(path).unlink(missing_ok=True)
