"""Many things with names, ready to be found by the beginning of a name, by a part of it, or by letters in order."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Named(Protocol):
    """Whatever has a name."""

    @property
    def name(self) -> str:
        """The name."""
        ...


Item = TypeVar("Item", bound=Named, covariant=True)  # noqa: PLC0105 - a name that reads


class Names(Generic[Item]):
    """Things by name, in the order of their names. Not changed once made; indexes are made when first asked for.

    >>> from tenantsh.model.catalog import Thing
    >>> names = Names(map(Thing, ["Orders", "order_items", "users"]))
    >>> [found.name for found in names.starting("ORD")]
    ['order_items', 'Orders']
    >>> [found.name for found in names.inside("item")], [found.name for found in names.spread("usr")]
    (['order_items'], ['users'])
    """

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._items = sorted(items, key=_key)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def named(self, name: str) -> list[Item]:
        """Those of exactly this name."""
        lowered = name.lower()
        return [found for found in self._between(lowered, f"{lowered}\0") if found.name == name]

    def starting(self, prefix: str) -> list[Item]:
        """Those whose names begin so, whatever their case."""
        lowered = prefix.lower()
        return self._between(lowered, f"{lowered}\U0010ffff")

    def inside(self, text: str) -> list[Item]:
        """Those in whose names it stands, whatever their case, but not at the beginning."""
        lowered = re.escape(text.lower())
        return self._found(f"\n[^\n]+?{lowered}")

    def spread(self, letters: str) -> list[Item]:
        """Those in whose names these letters come in this order."""
        return self._found("\n[^\n]*?" + "[^\n]*?".join(map(re.escape, letters.lower())))

    def _between(self, first: str, last: str) -> list[Item]:
        keys = self._keys
        return self._items[bisect_left(keys, first) : bisect_left(keys, last)]

    def _found(self, pattern: str) -> list[Item]:
        starts = self._starts
        found = re.finditer(pattern, self._joined)
        return [self._items[bisect_left(starts, match.start())] for match in found]

    @cached_property
    def _keys(self) -> list[str]:
        return [item.name.lower() for item in self._items]

    @cached_property
    def _joined(self) -> str:
        return "".join(f"\n{key}" for key in (key.replace("\n", " ") for key in self._keys))

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for key in self._keys:
            starts.append(at)
            at += len(key) + 1
        return starts


def _key(item: Named) -> tuple[str, str]:
    return item.name.lower(), item.name
