"""Keys for people's eyes: a tree, shares in percent, frequent values with a bar, ranges with their distribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.commands.documents.terms import example, typed
from tenantsh.db.survey.drift import percent
from tenantsh.model.result import TEXT_OID, Column, Result, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.survey.field import Field, Range
    from tenantsh.db.survey.survey import Survey

_NUMERIC = 1700
_UNKNOWN = 160
"""The width where nobody says one."""
_WIDE = 130
"""From this width on there is a column of examples."""
_SHORT = 100
"""Below this width types are told in short."""
_ROOMY = 50
"""Characters for values from which on bars are long."""
_LEAST = 24
"""Characters that values have in any case."""
_KEY, _TYPES, _EXAMPLE = 36, 28, 32
"""Characters of a key, of its types, of an example, at most."""
_VALUE = 24
"""Characters of a frequent value, at most."""
_BAR = 10
"""Characters of a bar for all of it."""
_MANY = 30
"""Different numbers above which none of them is told."""
_FREQUENT = 0.015
"""The part of the values that one has to be to be called frequent."""
_LEVELS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class _Line:
    """A key, and what is drawn before it."""

    key: str
    field: Field | None
    """None for keys that are left out."""


def drawn(found: Survey, width: int, **about: Any) -> Result:
    """The keys as a tree, within `width` characters where that can be; 0 is unknown."""
    width = width or _UNKNOWN
    lines = list(_tree(found.fields, found.more))
    columns = list(zip(*(_cells(line, short=width < _SHORT) for line in lines), strict=True)) or [()] * 4
    examples = [_cut(example(line.field), _EXAMPLE) if line.field else "" for line in lines] if width >= _WIDE else []
    room = max(_LEAST, width - sum(max(map(len, column), default=0) + 3 for column in [*columns, examples or [""]]))
    values = [values_of(line.field, room) if line.field else "" for line in lines]
    shown = {"Key": columns[0], "Rows": columns[1], "Types": columns[2], "Distinct": columns[3], "Values": values}
    if examples:
        shown["Filter"] = examples
    return Result(
        columns=tuple(Column(name, _NUMERIC if name in ("Rows", "Distinct") else TEXT_OID) for name in shown),
        cells=Table(zip(*shown.values(), strict=True)),
        **about,
    )


def _tree(fields: Sequence[Field], more: int, before: str = "") -> Iterator[_Line]:
    for at, field in enumerate(fields):
        last = at == len(fields) - 1 and not more
        yield _Line(_cut(f"{before}{'└' if last else '├'} {_shown(field.name)}", _KEY), field)
        yield from _tree(field.below, field.more, f"{before}{' ' if last else '│'} ")
    if more:
        yield _Line(f"{before}└ … {more:,} more", None)


def _cells(line: _Line, *, short: bool) -> tuple[str, str, str, str]:
    field = line.field
    if field is None:
        return line.key, "", "", ""
    distinct = f"{'≥' if field.capped else ''}{field.distinct:,}" if field.distinct else ""
    return line.key, percent(field.share), _cut(_types(field, short=short), _TYPES), distinct


def _types(field: Field, *, short: bool) -> str:
    """The types of a key's values in words, the most frequent first."""
    (first, share), *others = field.types
    words = _type(first, field, short=short)
    rest = " ".join(f"{kind} {percent(part)}" for kind, part in others)
    return f"{words}{f' {percent(share)}' if not short else ','} {rest}" if rest else words


def _type(kind: str, field: Field, *, short: bool) -> str:
    if kind == "array" and field.elements:
        return f"array of {' or '.join(name for name, _ in field.elements)}"
    if kind == "string" and field.form and len(field.types) == 1:
        return field.form if short and field.form != "number" else f"string ({field.form})"
    return kind


def values_of(field: Field, room: int) -> str:
    """The values of a key, as far as there is room: from where to where, or the frequent ones."""
    text = ""
    for piece in (*_lengths(field), *_range(field), *_top(field, _BAR if room >= _ROOMY else _BAR // 2)):
        more = f"{text}  {piece}" if text else piece
        if len(more) > room:
            return text or _cut(piece, room)
        text = more
    return text


def _lengths(field: Field) -> Iterator[str]:
    if field.lengths is not None:
        least, most = field.lengths.least, field.lengths.most
        yield f"{least:,}" + (f" to {most:,}" if most != least else "") + f" element{'' if most == 1 else 's'}"


def _range(field: Field) -> Iterator[str]:
    between = field.range
    if between is None or field.main_type == "array":
        return
    if between.dates:
        yield from _dates(between)
    elif field.distinct > 2:
        yield f"{_number(between.least)} … {_number(between.most)}"
        yield f"median {_number(between.median)}"
    if between.bins and field.distinct > len(between.bins):
        yield "".join(_level(count, max(between.bins)) for count in between.bins)


def _dates(between: Range) -> Iterator[str]:
    least, most = (
        text[:10] if between.least[:10] != between.most[:10] else text for text in (between.least, between.most)
    )
    yield f"{least} … {most}"


def _top(field: Field, bar: int) -> Iterator[str]:
    if field.range is not None and (field.range.dates or field.distinct > _MANY):
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


def _shown(name: str) -> str:
    """A key without what cannot be seen, and would move what comes after it."""
    return name if name.isprintable() else name.encode("unicode_escape").decode()
