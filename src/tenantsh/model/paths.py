"""Paths into documents, as a sample knows them: what is at one, and which ones are near one that is not there."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.model.catalog import Key

Path = tuple[str, ...]
"""Names of keys from the top; arrays are passed through."""

_NEAR = 0.7
"""How much two names have to have in common."""
_MANY = 20_000
"""Paths beyond which nothing is searched any more."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a sample says of a path."""

    key: Key
    arrays: tuple[Path, ...]
    """The paths on the way, and this one, where some values are arrays: `items` of `items.sku`."""

    @property
    def types(self) -> tuple[tuple[str, float], ...]:
        """The types of its values and the part that each has, the most frequent first; nulls among them."""
        return tuple(zip(self.key.types, self.key.shares or (1.0,) * len(self.key.types), strict=False))

    @property
    def mixed(self) -> bool:
        """Whether its values are of several types, null aside."""
        return sum(kind != "null" for kind in self.key.types) > 1


def seen(keys: Sequence[Key], path: Sequence[str]) -> Seen | None:
    """What a sample says of a path; None where it was not seen.

    >>> from tenantsh.model.catalog import Key
    >>> items = Key("items", ("array",), keys=(Key("sku", ("string",)),))
    >>> seen([items], ["items", "sku"]).arrays, seen([items], ["qty"])
    ((('items',),), None)
    """
    level, arrays, found = keys, list[Path](), None
    for at, name in enumerate(path):
        found = next((key for key in level if key.name == name), None)
        if found is None:
            return None
        if "array" in found.types:
            arrays.append(tuple(path[: at + 1]))
        level = found.keys
    return Seen(found, tuple(arrays)) if found is not None else None


def near(keys: Sequence[Key], path: Sequence[str], most: int = 3) -> list[Path]:
    """Paths that are there, for one that is not: spelled nearly so, or the same key elsewhere; the likeliest first.

    >>> from tenantsh.model.catalog import Key
    >>> known = [Key("owner", keys=(Key("email"), Key("id"))), Key("tier")]
    >>> near(known, ["email"]), near(known, ["Owner", "e-mail"]), near(known, ["teir"]), near(known, ["tier"])
    ([('owner', 'email')], [('owner', 'email')], [('tier',)], [])
    """
    if not path or seen(keys, path) is not None:
        return []
    wanted = tuple(path)
    known = [each for each, _ in zip(paths(keys), range(_MANY), strict=False)]
    alike = [each for each in known if tuple(map(folded, each)) == tuple(map(folded, wanted))]
    beside = [each for each in known if len(each) == len(wanted)]
    elsewhere = [each for each in known if folded(each[-1]) == folded(wanted[-1])]
    found = [*alike, *_misspelled(beside, wanted), *sorted(elsewhere, key=len)]
    return list(dict.fromkeys(found))[:most]


def paths(keys: Sequence[Key]) -> Iterator[Path]:
    """All paths that were seen, those of the top first, and within a level the most frequent first."""
    level: list[tuple[Path, Key]] = [((key.name,), key) for key in keys]
    while level:
        yield from (path for path, _ in level)
        level = [((*path, below.name), below) for path, key in level for below in key.keys]


def folded(name: str) -> str:
    """A name without what people get wrong in it: case, and what stands between words.

    >>> folded("created-At") == folded("created_at") == folded("createdAt")
    True
    """
    return "".join(each for each in name.casefold() if each not in "_-. ")


def _misspelled(known: Sequence[Path], wanted: Path) -> list[Path]:
    """Those of as many keys of which each is like the one that is wanted, the likest first."""
    likeness = ((min(map(_likeness, path, wanted)), path) for path in known)
    return [path for like, path in sorted(likeness, key=lambda each: -each[0]) if like >= _NEAR]


def _likeness(name: str, wanted: str) -> float:
    like = SequenceMatcher(None, wanted.casefold(), name.casefold())
    return like.ratio() if min(like.real_quick_ratio(), like.quick_ratio()) >= _NEAR else 0
