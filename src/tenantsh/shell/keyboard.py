r"""The keys of the prompt, for `\? keys` and the reference; the terminal edge binds them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keys:
    """Some keys and what they do."""

    name: str
    help: str


KEYS = (
    Keys("F2", "candidates while typing, on or off; Tab asks for them in any case"),
    Keys("F3", r"multi-line: whether Enter goes on until the semicolon, or runs the line (\set SINGLELINE)"),
    Keys("F4", "vi's or emacs' keys; at the start as inputrc says"),
    Keys("F5", r"expanded: records where rows are too wide, or never (\x auto)"),
    Keys("Enter", "run a statement that is complete, else a new line; takes the candidate that is chosen"),
    Keys("Alt-Enter", "a new line in any case (emacs' keys; with vi's, o)"),
    Keys("Tab", "type what the candidates begin with, the only one whole; then choose one, and the next"),
    Keys("Down, Shift-Tab", "choose in the menu: the next one, the one before"),
    Keys("Escape", "put the candidates away"),
    Keys("Right, Ctrl-E", "at the end of the text: take the suggestion from the history"),
    Keys("Alt-F", "take one word of it"),
    Keys("Up, Down", "in a statement of several lines its lines, else the entries that begin with what is typed"),
    Keys("Ctrl-R", "search this organization's history; again for an older entry"),
    Keys("Ctrl-X Ctrl-E", "the text in your own editor; with vi's keys, v"),
    Keys("Ctrl-C", "forget what is typed; cancel what is running"),
    Keys("Ctrl-D", r"on an empty line: leave, as \q does"),
    Keys("Ctrl-L", "clear the screen"),
    Keys("Ctrl-Z", "back to the shell that started this one; fg comes back"),
)
