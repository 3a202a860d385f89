"""Keywords, and texts that need no catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.shell.completion.resolve.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Texts, Words


def keywords(wanted: Words, looking: Looking) -> Iterator[Found]:
    """Keywords by their beginning, in the case that COMP_KEYWORD_CASE and the person's own typing ask for."""
    wish = looking.wish
    if wish.quoted or wish.qualifier:
        return
    lower = in_lower_case(looking)
    prefix = wish.word.upper()
    for at, word in enumerate(wanted.words):
        if word.upper().startswith(prefix):
            yield Found(word.lower(), word.lower() if lower else word, "keyword", wanted.fit, order=at)


def in_lower_case(looking: Looking) -> bool:
    """Whether keywords come in lower case."""
    wish = looking.wish
    case = looking.person.variables.get("COMP_KEYWORD_CASE", "preserve-upper")
    typed = wish.word or ("a" if wish.lower else "A")
    return case == "lower" or (case.startswith("preserve") and typed[-1].islower())


def texts(wanted: Texts, looking: Looking) -> Iterator[Found]:
    """The texts that fit, in their own order."""
    for at, (text, detail) in enumerate(wanted.texts):
        match = looking.match(text)
        if match is not None:
            yield Found(text, text, wanted.kind, wanted.fit, match, detail, order=at)
