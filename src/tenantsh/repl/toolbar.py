"""The line at the bottom of the screen: the session's states, and what the keys F2 to F5 would change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.render.width import width
from tenantsh.repl import states
from tenantsh.repl.states import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from tenantsh.repl.switches import Switches
    from tenantsh.shell.shell import Shell

_BETWEEN = " | "
_CHANGED = 3
"""The rank of what is not as it is at the start."""


def toolbar(shell: Shell, switches: Switches, room: int, *, mode: str = "") -> StyleAndTextTuples:
    """The line for a screen so wide; `mode` is what vi's keys are in."""
    return shown(fitting(list(_states(shell, switches, mode)), room), room)


def _states(shell: Shell, switches: Switches, mode: str) -> Iterable[State]:
    found = (
        states.tenant(shell),
        states.cluster(shell),
        states.mode(shell),
        states.transaction(shell),
        states.case(shell),
        states.role(shell),
        states.server(shell),
        states.standby(shell),
        states.pooler(shell),
    )
    yield from filter(None, found)
    yield from keys(shell, switches, mode)


def keys(shell: Shell, switches: Switches, mode: str) -> Iterable[State]:
    """What is switched by keys, each with its key."""
    completion = _completion(shell, switches)
    multi, expanded = not shell.variables.on("SINGLELINE"), shell.options.expanded
    yield State(f"F2 complete {completion}", rank=7 if completion == "on" else _CHANGED)
    yield State(f"F3 multi {_on(multi)}", rank=9 if multi else _CHANGED)
    yield State(f"F4 vi {mode}".rstrip(), rank=_CHANGED) if switches.vi else State("F4 emacs", rank=8)
    yield State(rf"F5 \x {expanded}", rank=10 if expanded == "off" else _CHANGED)


def _completion(shell: Shell, switches: Switches) -> str:
    """When candidates are shown, and what keeps them from being complete."""
    asked = shell.variables.get("COMPLETION") or ""
    if asked == "off":
        return "off"
    if not switches.completing or asked == "tab":
        return "by Tab"
    known = re.split("[:(]", switches.knowledge())[0].strip()
    return f"on, {known}" if known not in ("", "ready", "off") else "on"


def _on(value: bool) -> str:  # noqa: FBT001 - a word for it
    return "on" if value else "off"


def fitting(found: list[State], room: int) -> list[State]:
    """What there is room for: what counts most comes first, and whose data it is stays in any case.

    >>> [state.text for state in fitting([State("Acme (42)"), State("tx 5 s", rank=1), State("PG 15", rank=5)], 20)]
    ['Acme (42)', 'tx 5 s']
    """
    kept = [state for state in found if not state.rank]
    for state in sorted((state for state in found if state.rank), key=lambda state: state.rank):
        if _width([*kept, state]) <= room:
            kept.append(state)
    return [state for state in found if state in kept]


def _width(found: Sequence[State]) -> int:
    return 2 + sum(width(state.text) for state in found) + len(_BETWEEN) * (len(found) - 1)


def shown(found: Sequence[State], room: int) -> StyleAndTextTuples:
    """States side by side; where even the last of them do not fit, the first one is cut."""
    first, *others = found
    short = cut(first.text, max(8, room - _width([State(""), *others])))
    pieces: StyleAndTextTuples = [("", " "), (_class(first), short)]
    for state in others:
        pieces += [("", _BETWEEN), (_class(state), state.text)]
    return [*pieces, ("", " ")]


def cut(text: str, room: int) -> str:
    """A text in so many columns.

    >>> cut("Acme Corporation (42)", 12), cut("Acme (42)", 12)
    ('Acme Corpor…', 'Acme (42)')
    """
    if width(text) <= room:
        return text
    while text and width(text) > room - 1:
        text = text[:-1]
    return f"{text}…"


def _class(state: State) -> str:
    return f"class:bottom-toolbar.{state.kind}" if state.kind else ""
