r"""Patterns as `\d` and its kin take them, to the regular expressions that the catalog is searched with.

`*` and `?` stand for any text and any character, letters outside of double quotes are folded, dots outside of them
separate the parts. Everything else is a regular expression of PostgreSQL's, anchored, for `OPERATOR(pg_catalog.~)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.lang.quote import fold_case
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANYTHING = "^(.*)$"
_EMPTY = "^()$"
_TOKEN = re.compile(
    r"""
      "(?P<quoted>(?:[^"]++|"")*)"?
    | (?P<dot>\.)
    | (?P<wild>[*?])
    | (?P<dollar>\$)            # may stand in a name, and an anchored pattern has no use for another anchor
    | (?P<array>\[(?=\]))       # rather an array type's name than an empty bracket expression
    | (?P<special>[|+()\[\]{}^\\])
    | (?P<plain>[^".*?$|+()\[\]{}^\\]++)
    """,
    re.VERBOSE | re.DOTALL,
)
_SPECIAL = re.compile(r"([|*+?()\[\]{}.^$\\])")


class NamePattern(NamedTuple):
    """What to look for: regular expressions, None where anything will do."""

    name: str | None
    schema: str | None
    visible_only: bool
    """Whether no schema was given: then only what the search path finds is meant."""
    plain: bool
    """Whether it can mean only one name in one schema: nothing in it is a wildcard or a regular expression."""


EVERYTHING_VISIBLE = NamePattern(name=None, schema=None, visible_only=True, plain=False)
"""What no pattern at all means."""


_COUNTED_SINCE = 130007
_STRICT_SINCE = 140000


def name_pattern(
    text: str, *, parts: int = 3, database: str | None = None, literal: bool = False, version: int = 180000
) -> NamePattern:
    r"""A pattern of up to `parts` names: 3 for `database.schema.name`, 1 for things that are in no schema.

    `parts=0` is for names with dots in them, such as settings. With `literal`, as for operators, only `*` and `?` are
    special. Raises UsageError, in psql's words, for too many dots or for a database that is not `database`.

    `version` is the psql's that is followed: before 13.7 it overlooked names that were too many, and before 14 an empty
    name was any name and `[]` was no array.

    >>> name_pattern("public.us*")
    NamePattern(name='^(us.*)$', schema='^(public)$', visible_only=False, plain=False)
    >>> name_pattern('"Users"')
    NamePattern(name='^(Users)$', schema=None, visible_only=True, plain=True)
    """
    strict = version >= _STRICT_SINCE
    reading = _Reading(literal=literal, splits=parts > 0, arrays=strict)
    for token in _TOKEN.finditer(text):
        reading.take(token)
    found = reading.parts
    if version >= _COUNTED_SINCE:
        _check(text, found, parts, database)
    meaningless = {_ANYTHING} if strict else {_ANYTHING, _EMPTY}
    name, schema = found[-1].regex, found[-2].regex if len(found) > 1 else None
    return NamePattern(
        None if name in meaningless else name,
        None if schema in meaningless else schema,
        visible_only=schema is None or (schema == _EMPTY and not strict),
        plain=reading.plain,
    )


def _check(text: str, found: Sequence[_Part], parts: int, database: str | None) -> None:
    if parts and len(found) > parts:
        raise UsageError(f"improper qualified name (too many dotted names): {text}")
    # psql never finds out the database of a pattern of two parts (\dn, \dL), so any dot is a cross reference there
    if parts > 1 and len(found) == parts and (parts != 3 or found[0].typed != database):
        raise UsageError(f"cross-database references are not implemented: {text}")


@dataclass(slots=True)
class _Part:
    body: str = ""
    typed: str = ""
    """Unquoted and folded, but with its wildcards as they were typed: how a database's name is compared."""

    @property
    def regex(self) -> str:
        return f"^({self.body})$"


class _Reading:
    """The parts as they are read."""

    def __init__(self, *, literal: bool, splits: bool, arrays: bool) -> None:
        self.parts = [_Part()]
        self.plain = True
        self._literal = literal
        self._splits = splits
        self._arrays = arrays

    def take(self, token: re.Match[str]) -> None:
        """Add a token to the part that is being read, or start the next one."""
        kind, text = token.lastgroup, token[0]
        if kind == "dot" and self._splits:
            self.parts.append(_Part())
            return
        self.plain &= kind in {"quoted", "plain", "dollar"}
        part = self.parts[-1]
        part.typed += token["quoted"].replace('""', '"') if kind == "quoted" else fold_case(text)
        part.body += self._regex(kind, token)

    def _regex(self, kind: str | None, token: re.Match[str]) -> str:
        if kind == "quoted":
            return _SPECIAL.sub(r"\\\1", token["quoted"].replace('""', '"'))
        if kind == "wild":
            return ".*" if token[0] == "*" else "."
        if kind == "dollar" or (kind == "array" and self._arrays) or (kind in {"array", "special"} and self._literal):
            return "\\" + token[0]
        return fold_case(token[0])
