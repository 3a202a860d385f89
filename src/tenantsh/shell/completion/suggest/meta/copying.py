r"""What is wanted in `\copy`: a COPY whose files are on this side."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.lang.brackets import closing
from tenantsh.lang.lexemes import lex
from tenantsh.lang.unfinished import Word
from tenantsh.shell.completion import wanted
from tenantsh.shell.completion.suggest.meta import paths
from tenantsh.shell.completion.wish import Wish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.lang.lexemes import Lexeme
    from tenantsh.shell.completion.suggest.meta.line import Line

_STREAMS = {
    "from": (("stdin", r"this input, up to \."), ("pstdin", "the program's own standard input")),
    "to": (("stdout", "where results go"), ("pstdout", "the program's own standard output")),
}
_ENDINGS = (".csv", ".tsv", ".txt", ".copy")
_FILE = re.compile(r"\s+(?P<program>program\s+)?(?P<file>'(?:[^']|'')*(?P<closed>')?|\S*)", re.IGNORECASE)


def suggest(line: Line) -> Wish | None:
    """What is wanted at the line's cursor."""
    lexemes = lex(line.rest)
    direction = _direction(lexemes)
    found = _FILE.match(line.text, line.begin + direction.end, line.cursor) if direction else None
    if direction is None or found is None:
        return _what(line, lexemes)
    if found.end() < line.cursor or found["closed"]:
        return _options(line, found)
    return None if found["program"] else _file(found, direction.value)


def _direction(lexemes: Sequence[Lexeme]) -> Lexeme | None:
    """TO or FROM, outside of parentheses."""
    depth = 0
    for at, lexeme in enumerate(lexemes):
        depth += lexeme.is_mark("(") - lexeme.is_mark(")")
        if depth <= 0 and at and lexeme.is_word("to", "from"):
            return lexeme
    return None


def _what(line: Line, lexemes: Sequence[Lexeme]) -> Wish | None:
    """What is copied: a query, or else a table and its columns, as in COPY."""
    first = next((lexeme for lexeme in lexemes if not lexeme.is_word("binary")), None)
    if first is not None and first.is_mark("("):
        end = _closing(line, first)
        if line.cursor <= end:
            return line.statement(line.begin + first.end, end)
        lower = next((lexeme.text.islower() for lexeme in lexemes if lexeme.is_name), False)
        return Wish((wanted.Words(("TO",)),), line.start + line.word.start, line.word.raw, lower=lower)
    return line.statement(line.start + 1)


def _closing(line: Line, opening: Lexeme) -> int:
    """Where the parenthesis closes that opens here; the line's end where it does not."""
    lexemes = lex(line.text, line.begin + opening.start, line.end)
    end = closing(lexemes, 0)
    return lexemes[end].start if end < len(lexemes) else line.end


def _file(found: re.Match[str], direction: str) -> Wish | None:
    raw, at = found["file"], found.start("file")
    quoted = raw.startswith("'")
    word = Word(raw, at, raw[1:].replace("''", "'") if quoted else raw, "'" if quoted else "")
    wish = paths.wish(word, 0, wanted.Files(endings=_ENDINGS, style="copy"))
    if wish is None or quoted or "/" in raw:
        return wish
    streams = wanted.Texts((*_STREAMS[direction], ("program", "a program's input or output")), "stream")
    return replace(wish, wanted=(*wish.wanted, streams))


def _options(line: Line, found: re.Match[str]) -> Wish | None:
    """What follows the file, as in COPY; a bare path gets quotes, which that wants."""
    raw, (first, last) = found["file"], found.span("file")
    if not raw.startswith("'"):
        spelled = f"'{'x' * (len(raw) - 2)}'" if len(raw) > 1 else "x"
        line = replace(line, text=line.text[:first] + spelled + line.text[last:])
    return line.statement(line.start + 1)
