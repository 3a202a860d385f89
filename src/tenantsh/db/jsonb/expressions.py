"""Indexed and generated expressions as the server writes them: which text, at which path, of which column."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TEXT = r"(?P<key>E?'(?:[^']|'')*')"
_STEP = re.compile(rf"(?P<base>.*) (?P<operator>->>?) {_TEXT}::text", re.DOTALL)
_PATH = re.compile(rf"(?P<base>.*) #>> {_TEXT}::text\[\]", re.DOTALL)
_WITHIN = re.compile(rf"(?P<base>.*) #> {_TEXT}::text\[\]", re.DOTALL)
_CAST = re.compile(r"(?P<base>\(.*\))::[a-z][a-z ]*(?:\(\d+(?:,\d+)?\))?", re.DOTALL)
_NAME = re.compile(r'[^\s"()]+|"(?:[^"]|"")*"')
_MEMBER = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,{}"\s]+)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reach:
    """The text at a path of a column."""

    column: str
    path: tuple[str, ...]


def reach(sql: str) -> Reach | None:
    """What an expression reaches; None for one that is something else.

    >>> reach("((data -> 'owner'::text) ->> 'email'::text)")
    Reach(column='data', path=('owner', 'email'))
    >>> reach("((data #>> '{seats,max}'::text[]))::integer")
    Reach(column='data', path=('seats', 'max'))
    >>> reach("lower(data ->> 'tier'::text)")
    """
    sql = _unwrapped(sql)
    cast = _CAST.fullmatch(sql)
    if cast:
        sql = _unwrapped(cast["base"])
    found = _PATH.fullmatch(sql)
    if found:
        column, keys = _column(found["base"]), _members(_literal(found["key"]))
        return Reach(column, keys) if column and keys else None
    found = _STEP.fullmatch(sql)
    if not found or found["operator"] != "->>":
        return None
    return _reached(found["base"], (_literal(found["key"]),))


def part(sql: str) -> Reach | None:
    """Likewise, the document at a path within another.

    >>> part("(data -> 'owner'::text) -> 'tags'::text"), part("data #> '{owner,tags}'::text[]")
    (Reach(column='data', path=('owner', 'tags')), Reach(column='data', path=('owner', 'tags')))
    """
    sql = _unwrapped(sql)
    found = _WITHIN.fullmatch(sql)
    if found:
        column, keys = _column(found["base"]), _members(_literal(found["key"]))
        return Reach(column, keys) if column and keys else None
    reached = _reached(sql, ())
    return reached if reached and reached.path else None


def _reached(sql: str, path: tuple[str, ...]) -> Reach | None:
    sql = _unwrapped(sql)
    column = _column(sql)
    if column:
        return Reach(column, path)
    found = _STEP.fullmatch(sql)
    if not found or found["operator"] != "->":
        return None
    return _reached(found["base"], (_literal(found["key"]), *path))


def _column(sql: str) -> str | None:
    sql = _unwrapped(sql)
    if not _NAME.fullmatch(sql):
        return None
    return sql[1:-1].replace('""', '"') if sql.startswith('"') else sql


def _literal(text: str) -> str:
    """The text of a literal as the server writes one."""
    if text.startswith("E"):
        return text[2:-1].replace("''", "'").replace("\\\\", "\\")
    return text[1:-1].replace("''", "'")


def _members(array: str) -> tuple[str, ...] | None:
    """The texts in an array of texts; None where one of them could be NULL."""
    if not (array.startswith("{") and array.endswith("}")):
        return None
    found = [(quoted, plain) for quoted, plain in _MEMBER.findall(array[1:-1])]
    if any(plain.upper() == "NULL" for _, plain in found):
        return None
    return tuple(plain or re.sub(r"\\(.)", r"\1", quoted) for quoted, plain in found)


def _unwrapped(sql: str) -> str:
    """Without parentheses that are around all of it."""
    while sql.startswith("(") and _closes(sql) == len(sql) - 1:
        sql = sql[1:-1]
    return sql


def _closes(sql: str) -> int:
    """Where the parenthesis is closed that a text begins with."""
    depth, quote = 0, ""
    for at, letter in enumerate(sql):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "()":
            depth += 1 if letter == "(" else -1
            if not depth:
                return at
    return -1
