"""The interactive prompt: read, feed, show."""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys

from tenantsh import __version__
from tenantsh.model.errors import TenantshError
from tenantsh.repl import look
from tenantsh.repl.exits import Exit
from tenantsh.repl.paste import EDITABLE, paste, take_any_size
from tenantsh.shell.paths import state_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tenantsh.db.session import Session
    from tenantsh.repl.terminal import Terminal
    from tenantsh.shell.shell import Shell


_WORDS = {"exit": r"\q", "quit": r"\q", "help": r"\?"}
"""What people type at an empty prompt, in psql too."""


def interact(shell: Shell, terminal: Terminal, *, quiet: bool) -> int:
    """Talk with a person until she leaves; returns the exit status."""
    terminal.paged = True
    if not quiet:
        terminal.say(look.banner(shell.session, __version__, shell.warnings()))
    editors: dict[str, PromptSession[str]] = {}
    while not shell.ended:
        org = shell.session.tenant.org
        if org not in editors:  # a history is one organization's
            editors[org] = _editor(shell, terminal)
        try:
            text = editors[org].prompt(lambda: look.prompt(shell.session, shell.splitter.prompt))
        except KeyboardInterrupt:
            shell.splitter.reset()
            continue
        except EOFError:
            break
        _run(text, shell, terminal)
    if shell.session.in_transaction:
        terminal.say("The open transaction was rolled back.")
    return Exit.OK


def _run(text: str, shell: Shell, terminal: Terminal) -> None:
    if shell.splitter.prompt == "=":
        text = _WORDS.get(text.strip().rstrip(";").rstrip(), text)
    try:
        for item in shell.splitter.feed(text):
            for outcome in shell.attempt(item):
                terminal.show(outcome, shell)
    except KeyboardInterrupt:
        shell.splitter.reset()
        terminal.say("ERROR:  canceling statement due to user request")
    except TenantshError as error:
        terminal.error(error)


def _editor(shell: Shell, terminal: Terminal) -> PromptSession[str]:
    keys = KeyBindings()
    keys.add(Keys.BracketedPaste)(paste)
    source = create_input(sys.stdin)
    take_any_size(source)
    editor: PromptSession[str] = PromptSession(
        history=_history(shell.session, terminal),
        input=source,
        lexer=look.lexer(),
        style=look.style(),
        key_bindings=keys,
        auto_suggest=AutoSuggestFromHistory(),
        prompt_continuation=lambda width, _line, wrapped: look.continuation(width, wrapped),
        enable_open_in_editor=True,
        multiline=Condition(lambda: not _finished(shell, editor.default_buffer.text)),
    )
    return editor


def _finished(shell: Shell, text: str) -> bool:
    """Whether Enter runs the text: nothing is open in it any more."""
    if not text.strip() or len(text) > EDITABLE or text.strip() in _WORDS:
        return True
    return shell.splitter.finished(text)


def _history(session: Session, terminal: Terminal) -> History:
    """The organization's own history file, for the person's eyes only; in memory where it cannot be written."""
    path = history_file(session)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("ab"):
            return FileHistory(str(path))
    except OSError as error:
        terminal.say(f"note: no history will be kept: {error}")
        return InMemoryHistory()


def history_file(session: Session) -> Path:
    """Where this organization's history on this database is kept; the name tells neither."""
    info = session.link.wire.connection.info
    key = "\0".join((info.host, str(info.port), session.link.identity.database, session.tenant.org))
    return state_folder() / "history" / hashlib.sha256(key.encode()).hexdigest()[:24]
