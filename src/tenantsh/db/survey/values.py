"""What can be said of the values at one path: how many different ones, which are frequent, from where to where."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice, pairwise
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

from tenantsh.db.survey.field import Range
from tenantsh.db.survey.walking import Number
from tenantsh.lang.filters.dates import DATE, instant
from tenantsh.lang.filters.words import DATE_LIKE, NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.db.survey.field import Shares

TOP = 10
"""Frequent values that are told."""
LONGEST = 200
"""Characters of a value that is told."""
BINS = 8
_ELLIPSIS = "…"
_LOOKED_AT = 400
"""Different strings whose form is looked at."""
_MOST = 0.9
"""The part that has to have a form for it to be the key's."""

_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")
_OTHER_DATE = re.compile(r"[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}(?:[T ,].*)?")
_PADDED = re.compile(r"-?0[0-9]")


@dataclass(frozen=True, slots=True)
class Strings:
    """The different strings at a path, and how often each was met."""

    counts: Counter[str]
    forms: Counter[str]
    """How often which form was met, among some of them; `` for none that is known."""

    @classmethod
    def of(cls, counts: Counter[str]) -> Strings:
        """Look at some of them."""
        forms: Counter[str] = Counter()
        for text, count in islice(counts.items(), _LOOKED_AT):
            forms[form(text)] += count
        return cls(counts, forms)

    @property
    def main_form(self) -> str:
        """The form that nearly all have."""
        forms: Counter[str] = Counter()
        for each, count in self.forms.items():
            forms["timestamp" if each.startswith("timestamp") else each] += count
        if not forms:
            return ""
        [(most, count)] = forms.most_common(1)
        return most if count >= _MOST * forms.total() else ""


def form(text: str) -> str:
    """What a string is, as far as can be seen.

    >>> [form(text) for text in ("2026-01-31", "2026-01-31T10:00Z", "31.1.2026", "2026-02-31", "02134", "-2.5", "eu")]
    ['date', 'timestamp with Z', 'other date', 'no date', '', 'number', '']
    """
    if len(text) > LONGEST:
        return ""
    if (found := DATE.fullmatch(text)) is not None:
        return ("date" if found["hour"] is None else _timestamp(found)) if instant(text) else "no date"
    if NUMBER.fullmatch(text):
        return "number"
    if "@" in text:
        return "email" if _EMAIL.fullmatch(text) else ""
    if _UUID.fullmatch(text):
        return "uuid"
    if _OTHER_DATE.fullmatch(text):
        return "other date"
    return "url" if _URL.fullmatch(text) else ""


def _timestamp(found: re.Match[str]) -> str:
    zone = found["zone"]
    return "timestamp without zone" if not zone else "timestamp with Z" if zone in "zZ" else "timestamp with offset"


def numbers(counts: Counter[Number]) -> Range | None:
    """From where to where numbers go; None where they are none that can be ordered."""
    texts = {at: text for text in counts if isfinite(at := float(text))}
    if not texts:
        return None
    every = sorted(map(float, counts.elements()))
    every = every[: bisect_left(every, inf)]
    return Range(str(texts[every[0]]), str(texts[every[-1]]), str(texts[every[len(every) // 2]]), bins(every))


def dates(strings: Counter[str]) -> Range | None:
    """From when to when dates go; None where there are none."""
    found = sorted((at, text, count) for text, count in strings.items() if (at := _moment(text)) is not None)
    if not found:
        return None
    every = [at for at, _, count in found for _ in range(count)]
    median = every[len(every) // 2]
    return Range(found[0][1], found[-1][1], next(t for at, t, _ in found if at == median), bins(every), dates=True)


def _moment(text: str) -> float | None:
    if DATE_LIKE.match(text) is None:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:  # no such day, or PostgreSQL's 60th second
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def bins(ordered: Sequence[float]) -> tuple[int, ...]:
    """How many of some ordered values are in each of some equal parts of their way.

    >>> bins([0, 1, 1, 8])
    (3, 0, 0, 0, 0, 0, 0, 1)
    """
    low, high = ordered[0], ordered[-1]
    step = (high - low) / BINS
    if not step or not isfinite(step):
        return ()
    ends = [0, *(bisect_right(ordered, low + step * at) for at in range(1, BINS)), len(ordered)]
    return tuple(end - begin for begin, end in pairwise(ends))


def top(counts: Iterable[tuple[Any, int]], of: int) -> Shares:
    """Frequent values as JSON writes them, with the part that each is of `of`."""
    return tuple((written(value), count / of) for value, count in counts)


def written(value: str | Number | bool) -> str:  # noqa: FBT001 - it is data
    """A value as JSON writes it, cut where it is long."""
    if isinstance(value, Number):
        return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
    return json.dumps(
        value if isinstance(value, bool) or len(value) <= LONGEST else f"{value[:LONGEST]}…", ensure_ascii=False
    )


def whole(shares: Shares) -> str:
    """The first value that is told as it is; nothing where all are cut."""
    return next((value for value, _ in shares if not value.endswith((_ELLIPSIS, f'{_ELLIPSIS}"'))), "")


def padded(strings: Iterable[str]) -> bool:
    """Whether some have zeros in front, as codes do that are no numbers."""
    return any(map(_PADDED.match, strings))
