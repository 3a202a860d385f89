r"""SQL that is still being typed as a stream of lexemes: nothing in it is an error, and what is open stays open.

The splitter asks where a statement ends; this asks what stands where. Both follow the server's lexer.

    >>> [lexeme.text for lexeme in lex("select data->>'ti")]
    ['select', 'data', '->>', "'ti"]
    >>> lex("select data->>'ti")[-1].open
    True
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from tenantsh.lang import tokens


class Sort(Enum):
    """What a lexeme is."""

    __hash__ = object.__hash__  # Enum's own is written in Python, and asked for with every lexeme

    WORD = "word"
    """A name or a keyword without quotes."""
    NAME = "name"
    """A name in double quotes."""
    STRING = "string"
    NUMBER = "number"
    OPERATOR = "operator"
    MARK = "mark"
    """One of `( ) [ ] , ; .`."""
    PARAMETER = "parameter"
    VARIABLE = "variable"
    """psql's `:name`, `:'name'`, `:"name"` and `:{?name}`."""
    COMMENT = "comment"
    COMMAND = "command"
    r"""A meta-command with everything up to the end of its line, or to `\\`."""


class Lexeme(NamedTuple):
    """A piece of a text, and where it stands. A tuple, since a key press makes thousands of them."""

    sort: Sort
    text: str
    start: int
    """Its first character's place in the text; `end` is the place behind its last one."""
    open: bool = False
    """Whether the quote or comment that it begins with is not closed."""

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.start + len(self.text)

    @property
    def value(self) -> str:
        r"""A name as the server knows it, the content of a string, a keyword in lower case; else the text itself.

        >>> [lexeme.value for lexeme in lex('Select "Big ""x" \'it\'\'s\' $a$b$a$ "half')]
        ['select', 'Big "x', "it's", 'b', 'half']
        """
        match self.sort:
            case Sort.WORD:
                return self.text.lower()
            case Sort.NAME:
                return _inner(self.text, '"', closed=not self.open).replace('""', '"')
            case Sort.STRING if self.text.startswith("$"):
                tag = self.text[: self.text.index("$", 1) + 1]
                return self.text[len(tag) :].removesuffix("" if self.open else tag)
            case Sort.STRING:
                return _inner(self.text, "'", closed=not self.open).replace("''", "'")
            case _:
                return self.text

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords, given in lower case."""
        return self.sort is Sort.WORD and self.text.lower() in words

    def is_mark(self, *marks: str) -> bool:
        """Whether it is one of these marks."""
        return self.sort is Sort.MARK and self.text in marks

    @property
    def is_name(self) -> bool:
        """Whether it may be a name: quoted, or any word."""
        return self.sort in (Sort.WORD, Sort.NAME)


Lexemes = tuple[Lexeme, ...]
"""Some that follow each other."""

_SIGNS = r"(?:(?!--|/\*)[-+*/<>=~!@\#%^&|`?])"
_ARGUMENT = r"""'(?:[^'\\\n\r]|\\.){0,2000}'?|"[^"\n\r]*"?|`[^`\n\r]*`?"""
_COMMAND = rf"""
    \\(?:
        (?:!|(?:copy|help|h|[es][fv]\+?)(?![\w+]))[^\n\r]*
      | (?:g|gx|o|w)[ \t]+\|[^\n\r]*
      | [^\s\\]++(?:{_ARGUMENT}|[^\\'"`\n\r]){{0,2000}}
    )
"""
r"""Up to the end of the line for those that take it all; else to the next backslash outside of quotes."""
_LEXEME = re.compile(
    rf"""
      [{tokens.SPACE}]++
    | (?P<word>(?![eEbBnNxX]'|[uU]&['"]){tokens.WORD.pattern})
    | (?P<mark>[(),;.\[\]](?!(?<=\.)[0-9]))
    | (?P<string>[nN]?'[^']*+(?:''[^']*+){{0,2000}}'(?!'))
    | (?P<comment>--[^\n\r]*+)
    | (?P<opening>(?:[eEbBnNxX]|[uU]&)?'|(?:[uU]&)?"|\$(?:[^\W\d]\w*)?\$|/\*)
    | (?P<number>(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+)(?!\w)
        |(?:[0-9][0-9_]*(?:\.(?!\.)[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?)
    | (?P<parameter>\$\w*)
    | (?P<cast>::|:=|=>(?![-+*/<>=~!@\#%^&|`?]))
    | (?P<variable>:(?:\w+|'\w*'?|"\w*"?|\{{(?:\?\w*\}}?)?))
    | (?P<escaped>\\[;:])
    | (?P<separator>\\\\)
    | (?P<command>{_COMMAND}|\\)
    | (?P<operator>{_SIGNS}*[~!@\#%^&|`?]{_SIGNS}*|{_SIGNS}*(?!/\*)[*/<>=]|[-+]|:)
    """,
    re.VERBOSE,
)
_SORTS = {
    "comment": Sort.COMMENT,
    "word": Sort.WORD,
    "string": Sort.STRING,
    "number": Sort.NUMBER,
    "parameter": Sort.PARAMETER,
    "cast": Sort.OPERATOR,
    "variable": Sort.VARIABLE,
    "mark": Sort.MARK,
    "separator": Sort.COMMAND,
    "command": Sort.COMMAND,
    "operator": Sort.OPERATOR,
}
_SHELL = (Sort.COMMAND, Sort.VARIABLE)
"""What only psql knows."""
_OPENED = {"name": Sort.NAME, "comment": Sort.COMMENT}


def lex(text: str, at: int = 0, to: int | None = None, *, psql: bool = True) -> list[Lexeme]:
    r"""The lexemes of a text, or of the part from `at` to `to`: comments among them and white space not. Never fails.

    Without `psql` backslashes and colons are psql's no longer: within a function's body.

    >>> [(lexeme.sort.value, lexeme.text) for lexeme in lex(r"select :x::int\; \gx out.csv")][2:]
    [('operator', '::'), ('word', 'int'), ('mark', ';'), ('command', '\\gx out.csv')]
    """
    found: list[Lexeme] = []
    to = len(text) if to is None else to
    while at < to:
        at = _run(text, at, to, found, psql=psql)
    return found


_new = tuple.__new__
"""Makes a lexeme in half the time that its class takes."""


def _run(text: str, at: int, to: int, found: list[Lexeme], *, psql: bool) -> int:
    """Add lexemes up to one that takes a closer look, and that too; the place behind."""
    for match in _LEXEME.finditer(text, at, to):
        kind = match.lastgroup
        if kind is None:  # white space
            continue
        sort = _SORTS.get(kind)
        if sort is None or (not psql and sort in _SHELL):
            return _closer(text, match.start(), to, kind, found)
        found.append(_new(Lexeme, (sort, match[0], match.start(), False)))
    return to


def _closer(text: str, at: int, to: int, kind: str, found: list[Lexeme]) -> int:
    """Add what stands here and is not simply what matches; the place behind."""
    if kind == "opening":
        found.append(quoted(text, at, to))
        return found[-1].end
    if kind == "escaped":  # \; and \: are what is behind the backslash
        at += 1
    if text[at] in ":;":
        found.append(Lexeme(Sort.MARK if text[at] == ";" else Sort.OPERATOR, text[at], at))
    return at + 1


def quoted(text: str, at: int, to: int | None = None) -> Lexeme:
    """The string, quoted name or comment that begins here, closed or not."""
    opening = tokens.OPENING.match(text, at)
    assert opening is not None
    to = len(text) if to is None else to
    end = tokens.opened(opening).end(text, opening.end())
    sort = _OPENED.get(str(opening.lastgroup), Sort.STRING)
    quote = "" if sort is Sort.COMMENT or opening.lastgroup == "dollar" else opening[0][-1]
    while quote and end > 0 and text.startswith(quote, end):  # a doubled quote
        end = text.find(quote, end + 1) + 1 or -1
    is_open = not 0 < end <= to
    return Lexeme(sort, text[at : to if is_open else end], at, is_open)


def _inner(text: str, quote: str, *, closed: bool) -> str:
    start = text.index(quote) + 1
    return text[start:-1] if closed else text[start:]
