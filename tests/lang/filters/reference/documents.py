"""Random documents: keys and values that people have, and those that break what is careless."""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.lang.filters.reference.terms import Json

KEYS: Final = (
    "tier", "region", "seats", "tags", "items", "owner", "price", "created_at", "archived", "email", "sku",
    "qty",
)  # fmt: skip
"""What people call things."""

TYPED: Final = {"whole": "integer", "exact": "numeric", "flag": "boolean"}
"""Keys whose values can be cast, in every document; in no other place is a key called so."""

HOSTILE_KEYS: Final = (
    "", ".", "a.b", "a", "b", "in", "or", "and", "not", "is", "has", "missing", "any", "has:x", "null", "true",
    "$", "$a", "a$b", "a-b", "1a", "0", "1", "-1", "1.5", "[]", "a[]", "a[0]", "*", "**", "?", "@", "%", "%s",
    "%(x)s", "{}", "{0}", "it's", 'say "x"', "back\\slash", "\\", "\\u0041", "'", '"', "''", '""', "--", "/* x",
    ";", "x; drop table t", " ", " a", "a ", "a b", "\t", "\n", "a\nb", "\r", "\x01", "\x1f", "\x7f", "\x85",
    "\u00a0", "\u2028", "\ufeff", "\ufffd", "é", "e\u0301", "É", "ß", "\u017f", "\u0130", "日本", "😀", "👩‍💻",
    "\U0010ffff", "k" * 1000, "$1", ":x", "::int", "!", "!x", "=", "x=1", "~", "^", "#", "|", "||", "&&", "(",
    ")", "[", "]", ",", "<", ">", "`", "lax $", "strict $.x", "type()", "E'x'",
)  # fmt: skip
"""What they could call them."""

TEXTS: Final = (
    "premium", "free", "pro", "eu", "us", "beta", "vip", "Beta", "BETA", "bob@acme.com", "user77@acme.com", "",
    "1", "10", "1.0", "true", "false", "null", "[]", "{}", "02134", "sku-5", "a", "b", "ab", "é", "É",
    "e\u0301", "Straße",
)  # fmt: skip

NUMBERS: Final = (
    "0", "-0", "1", "1.0", "1.00", "1e0", "10", "1e1", "100", "1e2", "-1", "-2.5", "0.1", "0.10", "1e-7",
    "1e400", "-1e400", "1e-400", "123456789012345678901234567890", "123456789012345678901234567890.5",
    "9007199254740993", "9007199254740992", "2147483648", "1.7976931348623157e308", "5e-324", "3", "5", "77",
    "99",
)  # fmt: skip

DATES: Final = (
    "2026-01-01", "2025-12-31", "2026-01-01T00:00:00Z", "2026-01-01 00:00:00", "2026-01-01T00:00:00",
    "2026-01-01T00:00Z", "2025-12-31T23:59:59Z", "2025-12-31T23:59:59.999999Z", "2026-01-01T00:30:00+01:00",
    "2025-12-31T22:00:00-05:00", "2025-12-31T19:00:00-0500", "2026-01-01T01:00:00+01",
    "2026-01-01T05:30:00+05:30", "2026-01-01 00:00:00.000001", "2026-02-30", "2026-13-01", "2026-99-99",
    "0000-01-01", "2026-01-01T25:00:00Z", "2026-01-01T00:61:00Z", "2024-02-29", "2023-02-29",
    "2025-10-18T14:25:41Z", "0001-01-01", "9999-12-31T23:59:59Z", "2026-01", "2026", "20260101", "2026-1-1",
    "2026-01-01x", "2026-01-01T", "2026-01-01 ", " 2026-01-01", "2026-01-01T00:00:00Z ", "2026-01-01 BC",
    "today", "now", "infinity", "epoch", "2026-01-01 noon", "2026-01-01T00:00:00 Europe/Berlin", "2026-01-01\n",
    "\u0662\u0660\u0662\u0666-\u0660\u0661-\u0660\u0661", "2026-01-01T12:00:00z", "2026-01-01t12:00:00Z",
    "2026-01-01 00:00:00+00",
    "2025-12-31T23:59:60Z", "2026-01-01T00:00:00+15:59", "2026-01-01T00:00:00+16:00", "2026-01-01T00:00:00+01:60",
    "2025-12-31T23:59:59.9999999Z", "2026-01-01T24:00:00Z", "2025-12-31T23:59:60.5Z",
    "2026-01-01T00:00:00.000000000000000000000000000001Z", "2026-01-01T00:00:00." + "1" * 150, "2026-01-01T23:59:60.0",
    "2026-01-01T00:00:61Z",
)  # fmt: skip


_FEW: Final[tuple[Json, ...]] = (
    Decimal(1), Decimal("1.0"), Decimal(2), "1", "x", "X", "xy", True, False, None, "2026-01-01",
    "2026-01-01T00:30+01:00",
)  # fmt: skip
"""Values that are few enough to meet again."""


def key(rng: Random) -> str:
    """A key, of people's more often."""
    return rng.choice(KEYS) if rng.random() < 0.7 else rng.choice(HOSTILE_KEYS)


def scalar(rng: Random) -> Json:
    """A value with nothing in it."""
    kinds: tuple[Callable[[], Json], ...] = (
        lambda: rng.choice(TEXTS),
        lambda: rng.choice(TEXTS),
        lambda: Decimal(rng.choice(NUMBERS)),
        lambda: Decimal(rng.choice(NUMBERS)),
        lambda: rng.choice(DATES),
        lambda: rng.random() < 0.5,
        lambda: None,
        lambda: rng.choice(HOSTILE_KEYS),
    )
    return rng.choice(kinds)()


def value(rng: Random, depth: int) -> Json:
    """Anything, at most `depth` deep."""
    chance = rng.random()
    if depth == 0 or chance < 0.6:
        return scalar(rng)
    if chance < 0.8:
        return [value(rng, depth - 1) for _ in range(rng.choice((0, 1, 1, 2, 3)))]
    return _object(rng, depth, rng.choice((0, 1, 2, 2, 3)))


def document(rng: Random) -> Json:
    """A document as it stands in a row: an object as a rule."""
    chance = rng.random()
    if chance < 0.05:
        return scalar(rng)
    if chance < 0.12:
        return [value(rng, 3) for _ in range(rng.choice((0, 1, 2, 3)))]
    if chance < 0.5:
        return _usual(rng)
    return _object(rng, 5, rng.choice((0, 1, 2, 3, 5, 8)))


def tiny(rng: Random, depth: int = 5) -> Json:
    """A document of two keys and few values, whose arrays are in arrays: filters meet what they are about."""
    chance = rng.random()
    if depth < 5 and (depth == 0 or chance < 0.4):
        return rng.choice(_FEW)
    if (depth < 5 and chance < 0.7) or chance < 0.15:
        return [tiny(rng, depth - 1) for _ in range(rng.choice((0, 1, 1, 2, 3)))]
    return {name: tiny(rng, depth - 1) for name in ("a", "b") if rng.random() < 0.7}


def several(seed: int, size: int) -> list[Json]:
    """The documents of a seed: of people's and of hostile keys, or tiny ones, in turn."""
    rng = Random(seed)
    return [(tiny if seed % 2 else document)(rng) for _ in range(size)]


def text(what: Json) -> str:
    """A document as JSON: numbers keep their digits."""
    match what:
        case dict():
            return "{" + ",".join(f"{json.dumps(name)}:{text(inside)}" for name, inside in what.items()) + "}"
        case list():
            return "[" + ",".join(map(text, what)) + "]"
        case Decimal():
            return str(what)
        case _:
            return json.dumps(what)


def _object(rng: Random, depth: int, size: int) -> Json:
    return {key(rng): value(rng, depth - 1) for _ in range(size)}


def _usual(rng: Random) -> Json:
    """What an application writes, which is not always of one type; that of `TYPED` is."""
    keys: dict[str, Callable[[], Json]] = {
        "tier": lambda: _mostly(rng, rng.choice(("free", "pro", "premium")), 0.9),
        "region": lambda: _mostly(rng, rng.choice(("eu", "us", "ap")), 0.95),
        "seats": lambda: _mostly(rng, Decimal(rng.randrange(0, 100)), 0.9),
        "tags": lambda: _mostly(rng, _texts(rng, 4), 0.85),
        "items": lambda: _mostly(rng, [_mostly(rng, _item(rng), 0.85) for _ in range(rng.randrange(4))], 0.85),
        "owner": lambda: _mostly(rng, _perhaps_listed(rng, _owner(rng)), 0.9),
        "price": lambda: _mostly(rng, Decimal(rng.choice(NUMBERS)), 0.7),
        "created_at": lambda: _mostly(rng, _perhaps_listed(rng, rng.choice(DATES)), 0.9),
        "archived": lambda: _mostly(rng, rng.random() < 0.5, 0.8),
    }
    typed: dict[str, Json] = {
        "whole": rng.choice((None, *(Decimal(number) for number in (-1, 0, 1, 2, 3, 2147483647)))),
        "exact": rng.choice((None, *(Decimal(number) for number in NUMBERS))),
        "flag": rng.choice((None, True, False)),
    }
    made = {name: make() for name, make in keys.items() if rng.random() < 0.6}
    return made | {name: value for name, value in typed.items() if rng.random() < 0.3}


def _texts(rng: Random, most: int) -> Json:
    return [rng.choice(TEXTS) for _ in range(rng.randrange(most))]


def _owner(rng: Random) -> Json:
    return {"email": _mostly(rng, rng.choice(TEXTS), 0.9), "seats": scalar(rng), "created_at": rng.choice(DATES)}


def _item(rng: Random) -> Json:
    item: dict[str, Json] = {
        "sku": rng.choice(("a", "b", "sku-5")),
        "qty": _mostly(rng, Decimal(rng.randrange(6)), 0.8),
    }
    if rng.random() < 0.4:
        item["tags"] = _mostly(rng, _texts(rng, 3), 0.8)
    if rng.random() < 0.3:
        item["items"] = [_mostly(rng, {"sku": rng.choice(("a", "b")), "qty": scalar(rng)}, 0.8)]
    if rng.random() < 0.3:
        item["created_at"] = rng.choice(DATES)
    return item


def _perhaps_listed(rng: Random, value: Json) -> Json:
    return [value] if rng.random() < 0.3 else value


def _mostly(rng: Random, usual: Json, share: float) -> Json:
    return usual if rng.random() < share else value(rng, 2)
