"""Values as they are typed: what is a number, a date, a pattern, and else a string."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.lang.filters import words
from tenantsh.lang.filters.dates import instant
from tenantsh.lang.filters.numbers import fits
from tenantsh.lang.filters.patterns import flaw
from tenantsh.lang.filters.tree import Type, Value

if TYPE_CHECKING:
    from tenantsh.lang.filters.scanner import Scanner

_DATES = (
    "a date is a day, or a day and a time: 2026-01-31, 2026-01-31T10:00, 2026-01-31T10:00:00.5+02:00; "
    "without a zone it is UTC"
)


def text(scan: Scanner) -> Value:
    """Read a value that is a text however it is written."""
    quoted, bare = _word(scan)
    given = _given(scan, bare)
    if given is None:
        return Value(words.quote(quoted if bare is None else bare))
    found = _single(scan, given)
    if found.type is Type.NULL:
        scan.fail("null stands here, and a text is wanted")
    return found if found.type is Type.STRING else Value(words.quote(found.json))


def pattern(scan: Scanner) -> Value:
    """Read a regular expression."""
    scan.skip()
    start = scan.at
    found = text(scan)
    said = words.plain(found.json)
    wrong = flaw(said)
    if wrong is not None:
        inside = scan.text.find(said, start, start + 1 + len(said))  # nowhere, if there are escapes in it
        scan.fail(f"in a regular expression, {wrong.what}", start if inside < 0 else inside + wrong.at)
    return found


def value(scan: Scanner, *, dated: bool = False) -> Value:
    """Read a number, `true`, `false`, `null`, a string, or, where it can be one, a date."""
    return _single(scan, _values(scan, dated=dated))


def several(scan: Scanner) -> list[Value]:
    """The same among others, where a list that is given stands for each of its values."""
    found = _values(scan)
    return found if isinstance(found, list) else [found]


def _values(scan: Scanner, *, dated: bool = False) -> Value | list[Value]:
    quoted, bare = _word(scan)
    if bare is None:
        return Value(words.quote(quoted))
    given = _given(scan, bare)
    if given is not None:
        return given if dated or isinstance(given, list) else replace(given, date=None)
    if dated and words.DATE_LIKE.match(bare):
        return _date(scan, bare)
    if words.is_text(bare):
        return Value(words.quote(bare))
    if bare not in words.CONSTANTS and not fits(bare):
        scan.fail("PostgreSQL has no room for this number", scan.at - len(bare))
    return Value(bare)


def _given(scan: Scanner, bare: str | None) -> Value | list[Value] | None:
    return scan.given(bare) if bare is not None and bare.startswith(":") else None


def _single(scan: Scanner, found: Value | list[Value]) -> Value:
    if isinstance(found, list):
        scan.fail("a list stands here, and one value is wanted", hint="key in :list is one of these")
    return found


def _date(scan: Scanner, bare: str) -> Value:
    if instant(bare) is None:
        start = scan.at - len(bare)
        scan.fail(f"{words.quote(bare)} is no date", start, why=_DATES, hint="in quotes it is a text")
    return Value(words.quote(bare), date=bare)


def _word(scan: Scanner) -> tuple[str, str | None]:
    """Read a value's text: from within quotes, and as it stands without them, None where it has some."""
    scan.skip()
    quoted = scan.quoted()
    bare = scan.match(words.VALUE) if quoted is None else None
    if quoted is None and bare is None:
        scan.expected("a value", hint=_instead(scan))
    if not words.BEHIND_VALUE.match(scan.text, scan.at):
        scan.expected("a blank", hint="a value with quotes, brackets or semicolons in it needs quotes around it")
    return quoted or "", bare


def _instead(scan: Scanner) -> str | None:
    """What to write where a value begins as none does."""
    if scan.text[scan.at - 1 : scan.at + 1] == "==":
        return "one = is enough"
    return "a value that begins with a sign needs quotes" if scan.looking_at("=!<>~,;[(") else None
