"""What counts as yes and as no, to psql."""

from __future__ import annotations

_WORDS = {"true": True, "false": False, "yes": True, "no": False}


def truth(text: str) -> bool | None:
    """Whether a text says yes; None where it says neither. Words may be cut short, letters be of either case.

    >>> truth("ON"), truth("f"), truth("of"), truth("o"), truth("1"), truth("")
    (True, False, False, None, True, None)
    """
    folded = text.lower() if text.isascii() else text
    if folded in ("1", "0"):
        return folded == "1"
    if len(folded) >= 2 and "on".startswith(folded):
        return True
    if len(folded) >= 2 and "off".startswith(folded):
        return False
    return next((value for word, value in _WORDS.items() if folded and word.startswith(folded)), None)
