"""What a person switches with a key while she types, and what the toolbar hears from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class Switches:
    """The switches of one conversation; F3 and F5 are a variable and an output option, which have their own homes."""

    completing: bool = True
    """F2: whether candidates are shown while typing; Tab asks for them in any case."""
    vi: bool = False
    """F4: whether keys are vi's, or emacs'."""
    knowledge: Callable[[], str] = lambda: ""
    """What completion knows by now: `loading`, `ready`; empty where there is nothing to say."""
    redraw: Callable[[], None] = lambda: None
    """Shows the toolbar again; for whoever has news of what is above, in any thread."""
