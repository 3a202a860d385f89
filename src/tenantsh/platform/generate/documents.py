"""User-defined attributes as users define them: nested, listed, dotted, of mixed types, rare and hostile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.platform.generate.words import EVENT_TYPES, FAMILY, GIVEN, HOSTILE, REGIONS, TAGS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

Document = dict[str, object]

_DEPTH = 12


def attributes(chance: random.Random, resource_id: int) -> list[Document]:
    """The documents of one resource, oldest first: none to four of them, the first with its tier."""
    if chance.random() < 0.06:
        return []
    return [
        _labels(chance),
        *(kind(chance, resource_id) for kind in chance.choices(_KINDS, _SHARES, k=_how_many(chance))),
    ]


def _how_many(chance: random.Random) -> int:
    return chance.choice((0, 0, 0, 0, 1, 1, 1, 2, 3))


def _labels(chance: random.Random) -> Document:
    found: Document = {"tier": _tier(chance), "region": chance.choice(REGIONS)}
    if chance.random() < 0.6:
        found["tags"] = chance.sample(TAGS, chance.randrange(4))
    return found


def _tier(chance: random.Random) -> object:
    """Mostly a word; now and then what somebody's script once wrote."""
    return chance.choices(("standard", "premium", "trial", "Premium", None, 3, ["premium"]), (60, 22, 15, 1, 1, 1, 1))[
        0
    ]


def _spec(chance: random.Random, resource_id: int) -> Document:
    memory = chance.choice((chance.randrange(1, 64), f"{chance.randrange(1, 64)}GB", None, chance.randrange(640) / 10))
    return {
        "cpu": chance.choice((chance.randrange(1, 17), f"{chance.randrange(1, 17)} cores", True)),
        "memory": memory,
        "limits": {"requests": {"per_second": chance.randrange(1, 5_000), "burst": chance.randrange(10) * 100}},
    }


def _owner(chance: random.Random, resource_id: int) -> Document:
    given = chance.choice(GIVEN)
    name = f"{given} {chance.choice(FAMILY)}"
    contacts = [
        {"type": "email", "value": f"{given.lower()}@example.com", "primary": True},
        {"type": "phone", "value": f"+44 20 {chance.randrange(10**7):07}"},
    ]
    return {"owner": {"name": name, "team": {"id": chance.randrange(40), "lead": None}, "contacts": contacts}}


def _dotted(chance: random.Random, resource_id: int) -> Document:
    return {
        "app.kubernetes.io/name": f"svc-{chance.randrange(100)}",
        "a.b": chance.randrange(9),
        "a": {"b": chance.randrange(9), "b.c": {"d": "deep"}},
        "cost.center": f"CC-{chance.randrange(1_000):04}",
    }


def _measures(chance: random.Random, resource_id: int) -> Document:
    return {
        "readings": [round(chance.gauss(20, 5), 2) for _ in range(chance.randrange(1, 9))],
        "matrix": [[1, 2], [3, [4, {"five": 5}]]],
        "mixed": [1, "two", None, {"three": 3}, [4], False],
        "bytes_used": chance.getrandbits(60),
        "sha": f"{chance.getrandbits(160):040x}",
    }


def _rare(chance: random.Random, resource_id: int) -> Document:
    """A key that hardly anything else has."""
    return {f"x-legacy-{resource_id % 97}": {"migrated": False}, "experiment": {f"arm_{resource_id % 7}": 1}}


def _hostile(chance: random.Random, resource_id: int) -> Document:
    text = HOSTILE[resource_id % len(HOSTILE)]
    nested: object = text
    for level in range(_DEPTH):
        nested = {f"level {level}": nested} if level % 2 else [nested]
    return {
        "": "an empty key",
        text: text,
        'quote"key': {"back\\slash": "\u0001 \u001f \u2028"},
        "big": 10**40,
        "tiny": 1e-300,
        "nested": nested,
    }


_KINDS: tuple[Callable[[random.Random, int], Document], ...] = (_spec, _owner, _dotted, _measures, _rare, _hostile)
_SHARES = (30, 30, 18, 15, 5, 2)


def payload(chance: random.Random, event_type: str) -> Document:
    """What an event carries; its shape depends on its type, once in 500 on nothing."""
    if chance.random() < 0.002:
        return _hostile(chance, chance.randrange(1_000))
    found: Document = {"ip": f"10.{chance.randrange(256)}.{chance.randrange(256)}.7"}
    if event_type == "api_call":
        found["request"] = {"method": chance.choice(("GET", "PUT", "POST")), "ms": chance.randrange(1, 900)}
    elif event_type == "page_view":
        found["path"] = f"/p/{chance.randrange(400)}"
    elif event_type == "payment.failed":
        found["amount_cents"] = chance.randrange(100, 90_000)
    return found


EVENT_SHARES = (40, 30, 12, 8, 5, 4, 1)
"""How often each of EVENT_TYPES happens."""

assert len(EVENT_SHARES) == len(EVENT_TYPES)
