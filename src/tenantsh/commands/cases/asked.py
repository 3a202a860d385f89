r"""What follows `\case`, read: a word that says what to do, and what that takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.lang.slash import Kind
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from tenantsh.lang.slash import Arguments

NEW = r'\case new "what it is about" [--ticket TICKET] [--reason REASON]'
_FLAGS = ("--ticket", "--reason")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class New:
    """What a new case is about."""

    title: str
    ticket: str | None = None
    reason: str | None = None


def verb(arguments: Arguments) -> str:
    """The first word; empty where there is none."""
    word = arguments.next()
    return "" if word is None else word.without_semicolons().text


def rest(arguments: Arguments) -> str:
    """All that is left of the line, as it stands."""
    line = arguments.next(Kind.WHOLE_LINE)
    return "" if line is None else unquoted(line.text.strip())


def one(arguments: Arguments) -> str | None:
    """One more word, and no second one. Raises UsageError."""
    words = _words(arguments)
    if len(words) > 1:
        raise UsageError(rf'\case: "{words[1]}" is one word too many', hint="a name with blanks goes into quotes")
    return words[0] if words else None


def nothing(arguments: Arguments, word: str) -> None:
    """Raise UsageError for a word that nobody asked for."""
    if words := _words(arguments):
        raise UsageError(rf'\case {word}: "{words[0]}" is one word too many')


def new(arguments: Arguments) -> New:
    r"""What a new case is about: words until the first flag, and flags.

    >>> from tenantsh.lang.slash import Arguments
    >>> new(Arguments(r'\x "Nothing is listed" --ticket SUP-4711'))
    New(title='Nothing is listed', ticket='SUP-4711', reason=None)
    >>> new(Arguments(r"\x Nothing is listed --reason=her 'own words'"))
    New(title='Nothing is listed', ticket=None, reason='her own words')

    Raises UsageError.
    """
    said: dict[str, list[str]] = {"": []}
    into = ""
    for word in _words(arguments):
        flag, given, value = word.partition("=")
        if not word.startswith("--"):
            said[into].append(word)
        elif flag not in _FLAGS:
            raise UsageError(rf"\case new: {flag} is no option of it", hint=NEW)
        else:
            into = flag
            said[into] = [value] if given else []
    texts = {name: " ".join(words).strip() for name, words in said.items()}
    if missing := next((name for name, text in texts.items() if name and not text), None):
        raise UsageError(rf"\case new: {missing} says nothing", hint=NEW)
    return New(_title(texts[""]), texts.get("--ticket"), texts.get("--reason"))


def _title(text: str) -> str:
    if not text:
        raise UsageError(r"\case new: what is it about?", hint=NEW)
    if len(text) > _LONGEST:
        raise UsageError(
            rf"\case new: the title has {len(text)} characters, and may have {_LONGEST}",
            hint=r"\case note takes longer texts",
        )
    return text


def _words(arguments: Arguments) -> list[str]:
    before = arguments.rest
    words = [unquoted(argument.without_semicolons().text) for argument in arguments]
    if not words and before.strip(" ;"):
        raise UsageError(
            r"\case: a quote is never closed", hint='what has an apostrophe in it goes into "double quotes"'
        )
    return [word for word in words if word]


def unquoted(text: str) -> str:
    """A text without the double quotes around it, which psql's commands keep.

    >>> unquoted('"a b"'), unquoted('a "b"'), unquoted('"')
    ('a b', 'a "b"', '"')
    """
    quoted = len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1]
    return text[1:-1] if quoted else text
