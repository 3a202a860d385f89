r"""Where the cursor is: in which statement, behind which lexemes, in which word, string or meta-command."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tenantsh.lang.lexemes import Lexeme, Sort, lex

_FAR = 32 * 1024
"""Characters before and behind the cursor beyond which a text is not looked at."""


@dataclass(frozen=True, slots=True)
class Place:
    """The surroundings of a cursor. Places (`start`) count in the whole text."""

    start: int
    """Where the word begins that the cursor stands in or behind; the cursor itself where it stands in none."""
    word: str
    """That word up to the cursor, as the server would know it: unquoted, in the case that was typed."""
    quoted: bool
    """Whether the word began with a double quote."""
    qualifier: tuple[str, ...]
    """The names with dots in front of the word: `("s", "t")` for `s.t.wo`."""
    before: tuple[Lexeme, ...]
    """The statement's lexemes before the word and its qualifier, without comments."""
    after: tuple[Lexeme, ...]
    """The statement's lexemes behind the cursor, without comments; of a word the cursor stands in not the rest."""
    string: Lexeme | None = None
    """The string literal that the cursor stands in, cut at the cursor."""
    command: str | None = None
    r"""The meta-command up to the cursor, where it stands in one, from its backslash on; then `start` is 0 of it."""
    body: bool = False
    """Whether this is within a function's or a DO's body."""
    typed: str = ""
    """The statement up to the cursor as it stands, for what has a language of its own."""

    @property
    def lexemes(self) -> tuple[Lexeme, ...]:
        """The whole statement without the word at the cursor."""
        return self.before + self.after


def find(text: str, cursor: int) -> Place | None:
    """The place of a cursor in a text of any size; None where nothing can be offered: in a comment."""
    cursor = max(0, min(cursor, len(text)))
    cut = max(0, cursor - _FAR)
    place = _find(text[cut : cursor + _FAR], cursor - cut)
    return place and _moved(place, cut)


def _find(text: str, cursor: int) -> Place | None:
    """As `find`, in a text that is short enough."""
    whole = lex(text)
    at = next((at for at, lexeme in enumerate(whole) if _holds(lexeme, cursor)), None)
    here = None if at is None else whole[at]
    if here is not None and here.sort is Sort.COMMENT:
        return None
    if here is not None and here.sort is Sort.COMMAND:
        return Place(here.start, "", quoted=False, qualifier=(), before=(), after=(), command=text[here.start : cursor])
    if here is not None and here.sort is Sort.STRING and here.text.startswith("$"):
        return _in_body(text, cursor, here)
    return _in_statement(whole, at, text, cursor)


def _holds(lexeme: Lexeme, cursor: int) -> bool:
    """Whether the cursor stands in a lexeme, or at the end of one that typing on would make longer."""
    if lexeme.start >= cursor:
        return False
    if lexeme.sort in (Sort.WORD, Sort.NUMBER, Sort.VARIABLE, Sort.PARAMETER):
        return cursor <= lexeme.end
    at_end = lexeme.open or lexeme.sort is Sort.COMMAND or lexeme.text.startswith("--")
    return cursor <= lexeme.end if at_end else cursor < lexeme.end


def _in_body(text: str, cursor: int, here: Lexeme) -> Place | None:
    """The place in a dollar-quoted body, which is a text of its own."""
    first = here.start + here.text.index("$", 1) + 1
    if cursor < first:
        return None
    inner = here.value
    found = _find(inner, min(cursor - first, len(inner)))
    return found and replace(_moved(found, first), body=True)


def _in_statement(whole: list[Lexeme], at: int | None, text: str, cursor: int) -> Place:
    here = None if at is None else whole[at]
    before = [lexeme for lexeme in whole if lexeme.end <= cursor and lexeme is not here]
    after = [lexeme for lexeme in whole if lexeme.start >= cursor and lexeme is not here]
    before = _since_statement(before)
    after = _to_end(after)
    typed = (
        text[before[0].start if before else cursor : cursor] if before or here is None else text[here.start : cursor]
    )
    if here is not None and here.sort is Sort.STRING:
        cut = Lexeme(here.sort, text[here.start : cursor], here.start, open=True)
        return Place(
            cursor, "", quoted=False, qualifier=(), before=tuple(before), after=tuple(after), string=cut, typed=typed
        )
    word, start, quoted = "", cursor, False
    if here is not None:
        cut = Lexeme(here.sort, text[here.start : cursor], here.start, open=here.sort is Sort.NAME)
        word = cut.value if quoted_name(here) else cut.text
        start, quoted = here.start, quoted_name(here)
    qualifier: list[str] = []
    while len(before) >= 2 and before[-1].is_mark(".") and before[-2].is_name:
        qualifier.insert(0, before[-2].value)
        del before[-2:]
    return Place(start, word, quoted, tuple(qualifier), tuple(before), tuple(after), typed=typed)


def quoted_name(lexeme: Lexeme) -> bool:
    """Whether it is a name in double quotes."""
    return lexeme.sort is Sort.NAME


def _since_statement(lexemes: list[Lexeme]) -> list[Lexeme]:
    """What belongs to the statement at the end of these."""
    kept = [lexeme for lexeme in lexemes if lexeme.sort is not Sort.COMMENT]
    ends = [at for at, lexeme in enumerate(kept) if _ends(lexeme)]
    return kept[ends[-1] + 1 :] if ends else kept


def _to_end(lexemes: list[Lexeme]) -> list[Lexeme]:
    kept = [lexeme for lexeme in lexemes if lexeme.sort is not Sort.COMMENT]
    end = next((at for at, lexeme in enumerate(kept) if _ends(lexeme)), len(kept))
    return kept[:end]


def _ends(lexeme: Lexeme) -> bool:
    return lexeme.is_mark(";") or lexeme.sort is Sort.COMMAND


def _moved(place: Place, by: int) -> Place:
    """The same place in a text that has so many characters more in front."""
    if not by:
        return place

    def moved(lexemes: tuple[Lexeme, ...]) -> tuple[Lexeme, ...]:
        return tuple(replace(lexeme, start=lexeme.start + by) for lexeme in lexemes)

    string = place.string and replace(place.string, start=place.string.start + by)
    return replace(place, start=place.start + by, before=moved(place.before), after=moved(place.after), string=string)
