"""Keywords, and texts that need no catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.shell.completion.resolve.found import Found
from tenantsh.shell.completion.resolve.meaning import Meaning
from tenantsh.shell.completion.wanted import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Texts, WordsBehind


def keywords(wanted: Words, looking: Looking) -> Iterator[Found]:
    """Keywords by their beginning, in the case that COMP_KEYWORD_CASE and the person's own typing ask for."""
    wish = looking.wish
    if wish.quoted or wish.qualifier:
        return
    lower, prefix = in_lower_case(looking), wish.word.upper()
    for at, phrase in enumerate(wanted.words):
        text = phrase if phrase.upper().startswith(prefix) else ""
        if wish.behind and " " in phrase:
            text = _begun(phrase, wish.behind, prefix) or text
        if text:
            yield Found(text.lower(), text.lower() if lower else text, "keyword", wanted.fit, order=at)


def behind(wanted: WordsBehind, looking: Looking) -> Iterator[Found]:
    """The keywords, where the operand is of the type that they follow."""
    known = Meaning(looking.catalog).operand(wanted.of)
    if known is not None and (wanted.of.type or known.column.type) == wanted.type:
        yield from keywords(Words(wanted.words, wanted.fit), looking)


def _begun(phrase: str, behind: tuple[str, ...], prefix: str) -> str:
    """What is left of a phrase whose first words were typed already; empty where none were."""
    words = tuple(phrase.split(" "))
    for typed in range(min(len(words) - 1, len(behind)), 0, -1):
        rest = " ".join(words[typed:])
        if behind[-typed:] == words[:typed] and rest.startswith(prefix):
            return rest
    return ""


def in_lower_case(looking: Looking) -> bool:
    """Whether keywords come in lower case: as the word that is typed, or else as the statement's others."""
    wish = looking.wish
    case = looking.person.variables.get("COMP_KEYWORD_CASE", "preserve-upper")
    if case in ("lower", "upper"):
        return case == "lower"
    if wish.word[:1].isalpha():
        return wish.word[0].islower()
    return wish.lower or case == "preserve-lower"


def texts(wanted: Texts, looking: Looking) -> Iterator[Found]:
    """The texts that fit, in their own order; none of them is a name that is quoted."""
    if looking.wish.quoted and not looking.wish.exact:
        return
    for at, (text, detail) in enumerate(wanted.texts):
        match = looking.match(text)
        if match is not None:
            yield Found(text, text, wanted.kind, wanted.fit, match, detail, order=at)
