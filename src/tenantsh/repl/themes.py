"""Colours for dark terminals, for light ones, and for those that do not say; and none at all.

Each colour has a contrast of 4.5 or more to the backgrounds that its theme is for (a test holds them to it). What must
be seen is a word or a sign as well: `RW`, `UNSCOPED`, `FAILED`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from prompt_toolkit.styles import Style

if TYPE_CHECKING:
    from tenantsh.shell.config import Prompt
    from tenantsh.shell.variables import Variables


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme; all of them are foregrounds but `bar`, `menu` and `chosen`."""

    green: str
    red: str
    blue: str
    violet: str
    brown: str
    cyan: str
    grey: str
    """For what is not there yet: suggestions, and the signs in front of further lines."""
    bar: str
    """The bottom line: text, background."""
    menu: str
    """Candidates: text, background."""
    chosen: str
    """The one that is chosen: text, background."""


PALETTES = {
    "dark": Palette(
        green="#87d787",
        red="#ff8787",
        blue="#87afff",
        violet="#d7afff",
        brown="#d7af5f",
        cyan="#5fd7d7",
        grey="#a8a8a8",
        bar="#e4e4e4 bg:#303030",
        menu="#e4e4e4 bg:#3a3a3a",
        chosen="#000000 bg:#87d7ff",
    ),
    "light": Palette(
        green="#005f00",
        red="#af0000",
        blue="#0000af",
        violet="#5f0087",
        brown="#5f3f00",
        cyan="#005f5f",
        grey="#585858",
        bar="#1c1c1c bg:#d0d0d0",
        menu="#1c1c1c bg:#dadada",
        chosen="#ffffff bg:#005f87",
    ),
    "either": Palette(  # in the middle: readable on black and on white
        green="#128812",
        red="#dd342e",
        blue="#4b6edc",
        violet="#a251ca",
        brown="#9e6b20",
        cyan="#16818d",
        grey="#757575",
        bar="#ffffff bg:#444444",
        menu="#ffffff bg:#4e4e4e",
        chosen="#000000 bg:#87d7ff",
    ),
}

_LOUD = "bold #ffffff bg:#af0000"
_WARNING = "bold #000000 bg:#ffd75f"
_LIGHT_BACKGROUNDS = ("7", "15")


def theme(variables: Variables, prompt: Prompt) -> str:
    """The theme that holds now: `dark`, `light`, `either` or `none`. NO_COLOR is the last word."""
    if os.environ.get("NO_COLOR"):
        return "none"
    asked = variables.word("THEME") or prompt.theme
    return seen(os.environ.get("COLORFGBG", "")) if asked == "auto" else asked


def seen(colorfgbg: str) -> str:
    """The theme for what a terminal tells of itself: foreground and background, as numbers of its colours.

    >>> seen("15;0"), seen("0;default;15"), seen("")
    ('dark', 'light', 'either')
    """
    background = colorfgbg.rpartition(";")[2].strip()
    if not background.isdecimal():
        return "either"
    return "light" if background in _LIGHT_BACKGROUNDS else "dark"


@cache
def style(name: str) -> Style:
    """The style sheet of a theme; without colours there are bold, underlined and reversed letters."""
    if name == "none":
        return Style.from_dict(_WITHOUT_COLOUR)
    return Style.from_dict(_coloured(PALETTES[name]))


_WITHOUT_COLOUR = {
    "org": "bold",
    "write": "bold reverse",
    "unscoped": "bold reverse",
    "state": "bold",
    "auto-suggestion": "underline",
    "bottom-toolbar": "reverse",
    "bottom-toolbar.loud": "bold noreverse underline",
    "bottom-toolbar.warning": "bold noreverse underline",
    "completion-menu": "noreverse",
    "completion-menu.completion": "",
    "completion-menu.completion.current": "reverse bold",
    "completion-menu.meta.completion": "",
    "completion-menu.meta.completion.current": "reverse",
    "scrollbar.background": "",
    "scrollbar.button": "reverse",
}


def _coloured(palette: Palette) -> dict[str, str]:
    return {
        "org": f"bold {palette.green}",
        "write": f"bold {palette.red}",
        "unscoped": "bold ansiwhite bg:ansired",
        "role": palette.cyan,
        "state": f"bold {palette.brown}",
        "continued": palette.grey,
        "auto-suggestion": palette.grey,
        "bottom-toolbar": f"noreverse {palette.bar}",
        "bottom-toolbar.org": "bold",
        "bottom-toolbar.loud": _LOUD,
        "bottom-toolbar.warning": _WARNING,
        "completion-menu": palette.menu,
        "completion-menu.completion": palette.menu,
        "completion-menu.completion.current": f"noreverse bold {palette.chosen}",
        "completion-menu.meta.completion": palette.menu,
        "completion-menu.meta.completion.current": f"noreverse {palette.chosen}",
        "completion-menu.multi-column-meta": palette.menu,
        "pygments.keyword": f"bold {palette.blue}",
        "pygments.name.builtin": palette.violet,
        "pygments.name.function": palette.violet,
        "pygments.literal.string": palette.green,
        "pygments.literal.number": palette.brown,
        "pygments.comment": f"italic {palette.grey}",
        "pygments.name.variable": palette.cyan,
        "pygments.error": palette.red,
    }
