"""Many things with names, ready to be found by the beginning of a name, by a part of it, or by letters in order."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


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
        self._items: list[Any] = sorted(items, key=_key)
        self._make: Callable[..., Item] | None = None
        self._lowered = [item.name.lower() for item in self._items]

    @classmethod
    def packed(cls, rows: Iterable[Sequence[Any]], make: Callable[..., Item], at: int) -> Names[Item]:
        """Things that are made of their rows when somebody looks at them; each has its name at this place in its row.

        >>> from tenantsh.model.catalog import Thing
        >>> [found.name for found in Names.packed([("users", "public"), ("orders", "public")], Thing, at=0)]
        ['orders', 'users']
        """
        known = rows if isinstance(rows, list) else list(rows)
        # the place breaks ties, so that rows are never compared
        keyed = sorted([(row[at].lower(), row[at], place) for place, row in enumerate(known)])
        made = cls()
        made._items, made._make = [known[place] for _, _, place in keyed], make
        made._lowered = [lowered for lowered, _, _ in keyed]
        return made

    def __iter__(self) -> Iterator[Item]:
        return iter(self._between(0, len(self._items)))

    def __len__(self) -> int:
        return len(self._items)

    def named(self, name: str) -> list[Item]:
        """Those of exactly this name."""
        lowered = name.lower()
        found = self._between(bisect_left(self._lowered, lowered), bisect_right(self._lowered, lowered))
        return [item for item in found if item.name == name]

    def starting(self, prefix: str) -> list[Item]:
        """Those whose names begin so, whatever their case."""
        lowered = prefix.lower()
        return self._between(bisect_left(self._lowered, lowered), bisect_left(self._lowered, f"{lowered}\U0010ffff"))

    def inside(self, text: str) -> Iterator[Item]:
        """Those in whose names it stands, whatever their case, but which do not begin with it."""
        lowered = text.lower()
        # a look at each name is quicker than one regular expression over all of them
        found = (at for at, key in enumerate(self._lowered) if lowered in key and not key.startswith(lowered))
        return map(self._at, found)

    def spread(self, letters: str) -> Iterator[Item]:
        """Those in whose names these letters come in this order."""
        # possessive: the first place where a letter stands is as good as any other, so no way is tried twice
        pattern = "".join(f"[^\n{letter}]*+{letter}" for letter in map(re.escape, letters.lower()))
        starts = self._starts
        return (self._at(bisect_left(starts, found.start())) for found in re.finditer(f"\n{pattern}", self._joined))

    def plus(self, more: Iterable[Item]) -> Names[Item]:
        """These and a few more, which come first; what has been made of these is not made again.

        >>> from tenantsh.model.catalog import Thing
        >>> names = Names(map(Thing, ["orders", "users"])).plus(map(Thing, ["other_orders", "ours"]))
        >>> [found.name for found in names.starting("o")], [found.name for found in names.inside("ord")]
        (['other_orders', 'ours', 'orders'], ['other_orders'])
        """
        return _Joined(Names(more), self)

    def warm(self) -> None:
        """Make now what would be made when it is first asked for."""
        self._between(0, len(self._items))
        _ = self._joined, self._starts

    def _at(self, at: int) -> Item:
        return self._between(at, at + 1)[0]

    def _between(self, first: int, last: int) -> list[Item]:
        if self._make is not None:
            self._unpack(self._make, first, last)
        return self._items[first:last]

    def _unpack(self, make: Callable[..., Item], first: int, last: int) -> None:
        items = self._items
        for at in range(first, last):
            row = items[at]
            if type(row) is tuple:
                made = make(*row)
                if items[at] is row:  # another thread may have been quicker: there is one of each
                    items[at] = made

    @cached_property
    def _joined(self) -> str:
        return "".join(f"\n{key}" for key in (key.replace("\n", " ") for key in self._lowered))

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(key) + 1 for key in self._lowered), initial=0))


class _Joined(Names[Item]):
    """A few things, and many that have their indexes already."""

    def __init__(self, few: Names[Item], many: Names[Item]) -> None:
        self._both = (few, many)

    def __iter__(self) -> Iterator[Item]:
        return chain.from_iterable(self._both)

    def __len__(self) -> int:
        return sum(map(len, self._both))

    def named(self, name: str) -> list[Item]:
        return [item for names in self._both for item in names.named(name)]

    def starting(self, prefix: str) -> list[Item]:
        return [item for names in self._both for item in names.starting(prefix)]

    def inside(self, text: str) -> Iterator[Item]:
        return (item for names in self._both for item in names.inside(text))

    def spread(self, letters: str) -> Iterator[Item]:
        return (item for names in self._both for item in names.spread(letters))

    def warm(self) -> None:
        for names in self._both:
            names.warm()


def _key(item: Named) -> tuple[str, str]:
    return item.name.lower(), item.name
