r"""Where the cursor is: in which statement, behind which lexemes, in which word, string or meta-command."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.lang.brackets import opening
from tenantsh.lang.lexemes import Lexeme, Sort, lex
from tenantsh.lang.quote import RESERVED
from tenantsh.shell.completion import bodies
from tenantsh.shell.completion.declared import Variables, declared, parameters
from tenantsh.shell.completion.window import window

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    """The names with dots in front of the word: `("s", "t")` for `s.t.wo`, `("u", "home")` for `(u.home).ci`."""
    before: tuple[Lexeme, ...]
    """The statement's lexemes before the word and its qualifier, without comments."""
    after: tuple[Lexeme, ...]
    """The statement's lexemes behind the cursor, without comments; of a word the cursor stands in not the rest."""
    string: Lexeme | None = None
    """The string literal that the cursor stands in, cut at the cursor."""
    command: str | None = None
    r"""The meta-command up to the cursor, where it stands in one, from its backslash on; `start` is that one's."""
    body: bool = False
    """Whether this is within a function's or a DO's body."""
    typed: str = ""
    """The statement up to the cursor as it stands, for what has a language of its own."""
    rest: str = ""
    """What follows the cursor in the same word: an editor may want to replace it too."""
    variable: str = ""
    """How the reference to a psql variable begins that the cursor stands in: `:`, `:'`, `:"` or `:{?`. `start` is its
    colon's place, and `word` the variable's name so far."""
    composite: bool = False
    """Whether the qualifier stands in parentheses or has a subscript, so that it is a composite value's."""
    variables: Variables = ()
    """The variables of the body that it is in."""

    @property
    def lexemes(self) -> tuple[Lexeme, ...]:
        """The whole statement without the word at the cursor."""
        return self.before + self.after

    @property
    def names(self) -> frozenset[str]:
        """The names in the statement, keywords among them."""
        return frozenset(lexeme.value for lexeme in self.lexemes if lexeme.is_name)


_NOTHING = (Sort.COMMENT, Sort.NUMBER, Sort.PARAMETER)
"""In these nothing can be offered."""
_STARTS = frozenset(
    ("select", "insert", "update", "delete", "merge", "create", "alter", "drop", "begin", "commit", "explain")
)
"""Words that begin a statement and, at a line's beginning, hardly stand elsewhere."""
_COMPLETE = ("select", "update", "delete", "drop", "alter")
"""First words of statements in which none of those stands at a line's beginning, but behind words that ask for it."""
_DEEPEST = 50
_DEEPEST_BODY = 5
_REST = re.compile(r"[\w$]*")
_REST_OF_VARIABLE = re.compile(r"\w*['\"}]?")
_LINE = re.compile(r"[^\n\r]*")
_LINE_START = re.compile(r"[\n\r][ \t]*\Z")
_VARIABLE = re.compile(r":(?:\{\??|['\"])?")
_SENDING = re.compile(r"\\(?:g(?:x|set|exec|desc)?|crosstabview|watch|parse|r|reset|c|connect|q|\\)(?![\w+])")
"""Meta-commands that leave nothing of the statement before them."""


def find(text: str, cursor: int) -> Place | None:
    """The place of a cursor in a text of any size; None where nothing can be offered: in a comment, for example."""
    return _find(text, max(0, min(cursor, len(text))), 0, len(text), depth=0)


def _find(text: str, cursor: int, first: int, last: int, *, depth: int) -> Place | None:
    """As `find`, for what stands between two places of a text, within so many bodies."""
    psql = not depth
    seen = window(text, cursor, first, last)
    read = lex(text, seen.start, cursor, psql=psql)
    here = read.pop() if read and _touches(read[-1], cursor, psql=psql) else None
    if here is not None and here.sort in _NOTHING:
        return None
    if here is not None and here.sort is Sort.COMMAND:
        return Place(here.start, "", quoted=False, qualifier=(), before=(), after=(), command=here.text)
    head = lex(text, *seen.head, psql=psql)[:-1]
    before = _since_statement(head + read)
    if here is not None and here.sort is Sort.STRING:
        body = bodies.body(text, before, here)
        if body is not None:
            return _in_body(body, cursor, parameters(before), depth + 1)
        if here.text.startswith("$"):
            return None
    before = _last(bodies.atomic(before) if psql else bodies.statement(before), text)
    rest = _rest(here, text, cursor)
    behind = lex(text, cursor + len(rest) + _closes(here, text, cursor + len(rest)), seen.end, psql=psql)
    after = _to_end(behind, before, text, psql=psql)
    found = None if _too_deep([*before, *after]) else _placed(here, before, cursor)
    if found is None:
        return None
    begin = before[0].start if before else here.start if here else cursor
    return replace(found, after=tuple(after), rest=rest, typed=text[begin:cursor], body=not psql)


def _in_body(body: bodies.Body, cursor: int, given: Variables, depth: int) -> Place | None:
    """The place in a body of a routine that has these parameters."""
    if cursor < body.first or depth > _DEEPEST_BODY:
        return None
    cursor = min(cursor, body.last)
    found = _find(body.text, cursor, body.first, body.last, depth=depth)
    return found and replace(found, variables=given + declared(body.text, body.first, cursor))


def _touches(lexeme: Lexeme, cursor: int, *, psql: bool) -> bool:
    """Whether the last lexeme before a cursor is one that the cursor stands in, or that typing on makes longer."""
    if lexeme.end != cursor:
        return False
    if lexeme.sort in (Sort.STRING, Sort.COMMENT):
        return lexeme.open or lexeme.text.startswith("--")
    if lexeme.sort in (Sort.MARK, Sort.OPERATOR):
        return lexeme.text == ":" and psql
    return lexeme.text != r"\\"


def _rest(here: Lexeme | None, text: str, cursor: int) -> str:
    """What belongs to the word or string at the cursor behind it."""
    if here is None or here.sort is Sort.OPERATOR:
        return ""
    if here.sort not in (Sort.STRING, Sort.NAME):
        closing = here.sort is Sort.VARIABLE and here.text[1:2] in ("'", '"', "{") and here.text[-1] not in "'\"}"
        return _match(_REST_OF_VARIABLE if closing or here.text[1:] in ("'", '"') else _REST, text, cursor)
    if not here.open:
        return ""
    quote = "'" if here.sort is Sort.STRING else '"'
    line = _match(_LINE, text, cursor)
    if line.count(quote) % 2 == 0:  # it is not closed yet: what follows are others' quotes
        return "" if here.sort is Sort.STRING else _match(_REST, text, cursor)
    return line[: line.index(quote) + (here.sort is Sort.NAME)]


def _closes(here: Lexeme | None, text: str, at: int) -> int:
    """1 where the quote stands here that closes the string at the cursor."""
    odd = _match(_LINE, text, at).count("'") % 2
    return int(here is not None and here.sort is Sort.STRING and odd and text.startswith("'", at))


def _match(pattern: re.Pattern[str], text: str, at: int) -> str:
    found = pattern.match(text, at)
    return found[0] if found else ""


def _too_deep(lexemes: Sequence[Lexeme]) -> bool:
    """Whether there are more parentheses in parentheses than anybody writes: statements are read recursively."""
    if len(lexemes) < _DEEPEST:
        return False
    depth = 0
    for lexeme in lexemes:
        if lexeme.text in ("(", "["):
            depth += 1
        elif depth and lexeme.text in (")", "]"):
            depth -= 1
        if depth > _DEEPEST:
            return True
    return False


def _placed(here: Lexeme | None, before: Sequence[Lexeme], cursor: int) -> Place | None:
    """The place of a word, a string or a variable that ends at the cursor, or of nothing there."""
    if here is not None and here.sort is Sort.STRING:
        return Place(cursor, "", quoted=False, qualifier=(), before=tuple(before), after=(), string=here)
    if here is not None and here.sort in (Sort.VARIABLE, Sort.OPERATOR):
        form = _match(_VARIABLE, here.text, 0)
        word = here.text[len(form) :].rstrip("'\"}")
        return Place(here.start, word, quoted=False, qualifier=(), before=tuple(before), after=(), variable=form)
    word, start, quoted = "", cursor, False
    if here is not None:
        quoted = here.sort is Sort.NAME
        word, start = here.value if quoted else here.text, here.start
    unqualified = list(before)
    qualified = _qualifier(unqualified)
    if qualified is None:
        return None
    return Place(start, word, quoted, qualified[0], tuple(unqualified), (), composite=qualified[1])


def _qualifier(before: list[Lexeme]) -> tuple[tuple[str, ...], bool] | None:
    """Take the names with dots at the end of these away, and whether they name a composite; None for other things."""
    names: list[str] = []
    composite = False
    while before and before[-1].is_mark("."):
        before.pop()
        while before and before[-1].is_mark("]"):
            composite = True
            del before[opening(before, len(before) - 1) or 0 :]
        if before and before[-1].is_name:
            names.insert(0, before.pop().value)
        elif before and before[-1].is_mark(")") and not names:
            start = opening(before, len(before) - 1) or 0
            inside = [*before[start + 1 : -1], before[-1]._replace(text=".")]
            del before[start:]
            within = _qualifier(inside)
            if within is None or inside or (before and before[-1].is_name and not before[-1].is_word(*RESERVED)):
                return None
            return (*within[0], *names), True
        else:
            return None
    return tuple(names), composite


def _since_statement(lexemes: list[Lexeme]) -> list[Lexeme]:
    """What belongs to the statement at the end of these."""
    found = [at for at, lexeme in enumerate(lexemes) if lexeme.text[:1] in ";\\" and ends(lexeme)]
    end = found[-1] + 1 if found else 0
    return [lexeme for lexeme in lexemes[end:] if lexeme.sort not in (Sort.COMMENT, Sort.COMMAND)]


def _last(lexemes: list[Lexeme], text: str) -> list[Lexeme]:
    """The last statement of these, where nobody has ended the one before it."""
    words = (at for at, lexeme in enumerate(lexemes) if lexeme.sort is Sort.WORD and at)
    begun = [at for at in words if _begins(lexemes[at], lexemes[at - 1], text)]
    start = depth = counted = 0
    for at in begun:
        depth += _depth(lexemes[counted:at])
        counted = at
        if depth <= 0 and lexemes[start].is_word(*_COMPLETE):
            start = at
    return lexemes[start:]


def _depth(lexemes: Sequence[Lexeme]) -> int:
    """How many more parentheses open in these than close."""
    texts = [lexeme.text for lexeme in lexemes]
    return texts.count("(") - texts.count(")")


def _to_end(lexemes: list[Lexeme], before: list[Lexeme], text: str, *, psql: bool) -> list[Lexeme]:
    """What still belongs to a statement that so begins."""
    kept: list[Lexeme] = []
    closed = any(lexeme.text == ")" for lexeme in lexemes)
    depth = _depth(before) if closed else 0
    complete = bool(before) and before[0].is_word(*_COMPLETE)
    for lexeme in lexemes:
        depth += lexeme.is_mark("(") - lexeme.is_mark(")")
        if ends(lexeme) or (not psql and depth <= 0 and lexeme.is_word("loop", "then")):
            break
        if complete and depth <= 0 and _begins(lexeme, kept[-1] if kept else before[-1], text):
            break
        if lexeme.sort not in (Sort.COMMENT, Sort.COMMAND):
            kept.append(lexeme)
    return kept


def _begins(lexeme: Lexeme, last: Lexeme, text: str) -> bool:
    """Whether a word begins the next statement although no semicolon ends this one: it stands first in its line."""
    return (
        lexeme.text.lower() in _STARTS
        and not last.is_word("union", "all", "except", "intersect", "distinct", "for", "no", "on", "do")
        and _LINE_START.search(text, max(0, lexeme.start - 200), lexeme.start) is not None
    )


def ends(lexeme: Lexeme) -> bool:
    """Whether it ends a statement: a semicolon, or a meta-command that sends or forgets it."""
    return lexeme.text == ";" or (lexeme.sort is Sort.COMMAND and _SENDING.match(lexeme.text) is not None)
