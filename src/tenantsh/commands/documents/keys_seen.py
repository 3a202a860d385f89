"""Keys for people's eyes: a tree, shares in percent, frequent values with a bar, ranges with their distribution."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.commands.documents.terms import example, typed
from tenantsh.db.survey.drift import percent
from tenantsh.db.survey.field import spelled_key
from tenantsh.model.result import TEXT_OID, Column, Result, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tenantsh.db.survey.field import Field, Range
    from tenantsh.db.survey.readable import Readable
    from tenantsh.db.survey.survey import Survey

_NUMERIC = 1700
_UNKNOWN = 160
"""The width where nobody says one."""
_WIDE = 130
"""From this width on there is a column of examples."""
_ROOMY = 50
"""Characters for values from which on bars are long."""
_BETWEEN = len(" | ")
_LEAST = 18
"""Characters that values have in any case."""
_EXAMPLE = 32
"""Characters of an example, at most."""
_VALUE = 24
"""Characters of a frequent value, at most."""
_WHOLE = 10_000
"""Characters of a path that is not cut."""
_BAR = 10
"""Characters of a bar for all of it."""
_MANY = 30
"""Different numbers above which none of them is told."""
_FREQUENT = 0.015
"""The part of the values that one has to be to be called frequent."""
_LEVELS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Characters of the columns, at most."""

    width: int
    """Of the screen that they are meant for, at least."""
    key: int
    types: int
    distinct: str
    """A heading."""


_FULL = _Sizes(width=100, key=36, types=30, distinct="Distinct")
_SHORT = _Sizes(width=0, key=28, types=18, distinct="Dist.")


@dataclass(frozen=True, slots=True)
class _Line:
    """A key, and what is drawn before it."""

    key: str
    field: Field | None
    """None for keys that are left out."""


def drawn(
    found: Survey, width: int, *, readable: Readable, title: str, footers: Sequence[str], words: bool = False
) -> Result:
    """The keys as a tree, within `width` characters where that can be; 0 is unknown.

    In `words` there are whole paths instead, and no bars: a screen reader spells them out.
    """
    beneath = tuple(wrapped(footers, width)) if width else tuple(footers)
    width = width or _UNKNOWN
    sizes = _SHORT if width < _FULL.width else _FULL
    sizes = replace(sizes, key=_WHOLE) if words else sizes
    lines = list((_listed if words else _tree)(found.fields, readable))
    cells = list(zip(*(_cells(line, sizes) for line in lines), strict=True)) or [()] * 4
    shown = dict(zip(("Key", "Rows", "Types", sizes.distinct), cells, strict=True))
    shown["Values"] = ()
    if width >= _WIDE:
        shown["Filter"] = tuple(_cut(example(line.field), _EXAMPLE) if line.field else "" for line in lines)
    taken = sum(_BETWEEN + max(map(len, [name, *column])) for name, column in shown.items() if name != "Values")
    room = max(_LEAST, width - taken - 2)
    shown["Values"] = tuple(values_of(line.field, room, words=words) if line.field else "" for line in lines)
    return Result(
        columns=tuple(Column(name, _NUMERIC if name in ("Rows", sizes.distinct) else TEXT_OID) for name in shown),
        cells=Table(zip(*shown.values(), strict=True)),
        title=title,
        footers=beneath,
    )


ARROW = "  → "
"""Leads to a filter; what is behind it stays together."""


def wrapped(lines: Iterable[str], width: int) -> Iterator[str]:
    """Lines that are no longer than this, what is behind a break set in; words that are longer stay whole.

    >>> list(wrapped(["! price is a number"], 12))
    ['! price is a', '  number']
    """
    for line in lines:
        text, (told, arrow, term) = "", line.partition(ARROW)
        for word in [*told.split(" "), *([f"{arrow}{term}".lstrip()] if arrow else [])]:
            if text.strip() and len(text) + 1 + len(word) > width:
                yield text
                text = f"  {word}"
            else:
                text = f"{text}{' ' if text else ''}{' ' if word[:1] == '→' else ''}{word}"
        yield text


def _tree(fields: Sequence[Field], readable: Readable, before: str = "") -> Iterator[_Line]:
    shown = readable.shown(fields)
    more = len(fields) - len(shown)
    for at, field in enumerate(shown):
        last = at == len(shown) - 1 and not more
        yield _Line(f"{before}{'└' if last else '├'} {field.name}", field)
        yield from _tree(field.below, readable, f"{before}{' ' if last else '│'} ")
    if more:
        yield _Line(f"{before}└ … {more:,} more", None)


def _listed(fields: Sequence[Field], readable: Readable, where: str = "") -> Iterator[_Line]:
    shown = readable.shown(fields)
    for field in shown:
        yield _Line(field.spelled, field)
        yield from _listed(field.below, readable, f" beneath {field.spelled}")
    if len(fields) > len(shown):
        yield _Line(f"{len(fields) - len(shown):,} more{where}", None)


def _cells(line: _Line, sizes: _Sizes) -> tuple[str, str, str, str]:
    field, key = line.field, _cut(line.key, sizes.key)
    if field is None:
        return key, "", "", ""
    distinct = f"{'≥' if field.capped else ''}{field.distinct:,}" if field.distinct else ""
    return key, percent(field.share), _cut(_types(field, sizes), sizes.types), distinct


def _types(field: Field, sizes: _Sizes) -> str:
    """The types of a key's values in words, the most frequent first."""
    (first, share), *others = field.types
    words = _type(first, field, short=sizes is _SHORT)
    if not others:
        return words
    rest = [f"{kind} {percent(part)}" for kind, part in others]
    told = f"{words}, {rest[0]}" if len(rest) == 1 else ", ".join([f"{words} {percent(share)}", *rest])
    if len(told) <= sizes.types:
        return told
    return f"{words} + {len(rest)} more" if sizes is _SHORT else f"{words} {percent(share)}, {len(rest)} more"


def _type(kind: str, field: Field, *, short: bool) -> str:
    if kind == "array" and field.elements:
        return f"array of {' or '.join(name for name, _ in field.elements)}"
    if kind == "string" and field.form and len(field.types) == 1:
        return field.form if short and field.form != "number" else f"string ({field.form})"
    return kind


def values_of(field: Field, room: int, *, words: bool = False) -> str:
    """The values of a key, as far as there is room: from where to where, or the frequent ones."""
    text = ""
    bar = 0 if words else _BAR if room >= _ROOMY else _BAR // 2
    pieces = *_inside(field), *_lengths(field), *_range(field, words=words), *_top(field, bar)
    for piece in pieces:
        more = f"{text}  {piece}" if text else piece
        if len(more) > room:
            return text or _cut(piece, room)
        text = more
    return text


def _inside(field: Field) -> Iterator[str]:
    if field.many and field.many.inside:
        yield f"with {', '.join(map(spelled_key, field.many.inside))}"


def _lengths(field: Field) -> Iterator[str]:
    if field.lengths is not None and field.main_type == "array":
        least, most = field.lengths.least, field.lengths.most
        yield f"{least:,}" + (f" to {most:,}" if most != least else "") + f" element{'' if most == 1 else 's'}"


def _range(field: Field, *, words: bool) -> Iterator[str]:
    between = field.range
    if between is None:
        return
    to = "to" if words else "…"
    if between.dates:
        yield _dates(between, to)
    elif field.distinct > 2:
        yield f"{_number(between.least)} {to} {_number(between.most)}"
        if field.main_type != "array":
            yield f"median {_number(between.median)}"
    if between.bins and not words and field.distinct > len(between.bins):
        yield "".join(_level(count, max(between.bins)) for count in between.bins)


def _dates(between: Range, to: str) -> str:
    least, most = (
        text[:10] if between.least[:10] != between.most[:10] else text for text in (between.least, between.most)
    )
    return f"{least} {to} {most}"


def _top(field: Field, bar: int) -> Iterator[str]:
    if field.range is not None and (field.range.dates or field.distinct > _MANY):
        return
    if field.distinct == 1:
        yield f"always {_value(field.top[0][0])}"
        return
    if field.top and field.top[0][1] < _FREQUENT and field.distinct > len(field.top):
        yield f"e.g. {_value(field.top[0][0])}"
        yield from (_value(written) for written, _ in field.top[1:])
        return
    yield from (_frequent(written, share, bar) for written, share in field.top)


def _frequent(written: str, share: float, bar: int) -> str:
    drawn = "▇" * round(share * bar)
    return f"{_value(written)} {percent(share)}{' ' if drawn else ''}{drawn}"


def _value(written: str) -> str:
    return _cut(typed(written), _VALUE)


def _number(text: str) -> str:
    return _cut(text, _VALUE)


def _level(count: int, most: int) -> str:
    return _LEVELS[min(7, count * 8 // most)] if count else " "


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
