r"""SQL that is still being typed as a stream of lexemes: nothing in it is an error, and what is open stays open.

The splitter asks where a statement ends; this asks what stands where. Both follow the server's lexer.

    >>> [lexeme.text for lexeme in lex("select data->>'ti")]
    ['select', 'data', '->>', "'ti"]
    >>> lex("select data->>'ti")[-1].open
    True
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from tenantsh.lang import tokens


class Sort(Enum):
    """What a lexeme is."""

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


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of a text, and where it stands."""

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


_OPERATOR = r"(?:(?!--|/\*)[-+*/<>=~!@\#%^&|`?])+"
_LEXEME = re.compile(
    rf"""
      (?P<space>[{tokens.SPACE}]+)
    | (?P<comment>--[^\n\r]*)
    | (?P<opening>(?:[eEbBnNxX]|[uU]&)?'|(?:[uU]&)?"|\$(?:[^\W\d]\w*)?\$|/\*)
    | (?P<word>{tokens.WORD.pattern})
    | (?P<number>(?:[0-9]+(?:\.(?!\.)[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)
    | (?P<parameter>\$[0-9]+)
    | (?P<cast>::|:=|=>)
    | (?P<variable>:(?:[\w]+|'\w*'?|"\w*"?|\{{\??\w*\}}?))
    | (?P<mark>[(),;.\[\]])
    | (?P<command>\\(?:[;:]|(?:(?!\\\\)[^\n\r])*))
    | (?P<operator>{_OPERATOR}|:)
    """,
    re.VERBOSE,
)
_SORTS = {
    "comment": Sort.COMMENT,
    "word": Sort.WORD,
    "number": Sort.NUMBER,
    "parameter": Sort.PARAMETER,
    "cast": Sort.OPERATOR,
    "variable": Sort.VARIABLE,
    "mark": Sort.MARK,
    "command": Sort.COMMAND,
    "operator": Sort.OPERATOR,
}
_OPENED = {"name": Sort.NAME, "comment": Sort.COMMENT}


def lex(text: str) -> list[Lexeme]:
    r"""The lexemes of a text, comments among them and white space not. Never fails.

    >>> [(lexeme.sort.value, lexeme.text) for lexeme in lex(r"select :x::int\; \gx out.csv")][2:]
    [('operator', '::'), ('word', 'int'), ('mark', ';'), ('command', '\\gx out.csv')]
    """
    found: list[Lexeme] = []
    at, size = 0, len(text)
    while at < size:
        match = _LEXEME.match(text, at)
        if match is None:
            at += 1
            continue
        kind = str(match.lastgroup)
        if kind == "opening":
            found.append(_quoted(text, at))
            at = found[-1].end
            continue
        if kind == "command" and match[0] in ("\\;", "\\:"):
            found.append(Lexeme(Sort.MARK if match[0] == "\\;" else Sort.OPERATOR, match[0][1], at + 1))
        elif kind != "space":
            found.append(Lexeme(_SORTS[kind], match[0], at))
        at = match.end()
    return found


def _quoted(text: str, at: int) -> Lexeme:
    """The quoted thing that begins here, closed or not."""
    opening = tokens.OPENING.match(text, at)
    assert opening is not None
    end = tokens.opened(opening).end(text, opening.end())
    sort = _OPENED.get(str(opening.lastgroup), Sort.STRING)
    while sort is Sort.NAME and end > 0 and text.startswith('"', end):  # a doubled quote
        end = text.find('"', end + 1) + 1 or -1
    while sort is Sort.STRING and end > 0 and text.startswith("'", end) and text[end - 1] == "'":
        end = text.find("'", end + 1) + 1 or -1
    return Lexeme(sort, text[at:end] if end > 0 else text[at:], at, open=end <= 0)


def _inner(text: str, quote: str, *, closed: bool) -> str:
    start = text.index(quote) + 1
    return text[start:-1] if closed else text[start:]
