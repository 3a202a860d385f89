"""Names: what is found by the beginning of a name, a part of it, and its letters in order."""

from __future__ import annotations

import re
from itertools import product
from threading import Thread
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tenantsh.model.catalog import Thing
from tenantsh.model.named import Names

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAMES = st.lists(st.text("abAB_]^-\\ \nß0", max_size=6), max_size=12)


def made(names: list[str], *, packed: bool = False) -> Names[Thing]:
    return Names.packed([(name,) for name in names], Thing, at=0) if packed else Names(map(Thing, names))


def found(things: Iterable[Thing]) -> list[str]:
    return sorted(thing.name for thing in things)


@given(_NAMES, st.text("abA_]^-\\ß0", min_size=1, max_size=3), st.booleans())
def test_each_way_of_looking_finds_what_a_look_at_each_name_finds(names: list[str], word: str, packed: bool) -> None:
    things, lowered = made(names, packed=packed), word.lower()
    letters = re.compile(".*".join(map(re.escape, lowered)), re.DOTALL)
    assert found(things.named(word)) == sorted(name for name in names if name == word)
    assert found(things.starting(word)) == sorted(name for name in names if name.lower().startswith(lowered))
    inside = [name for name in names if lowered in name.lower() and not name.lower().startswith(lowered)]
    assert found(things.inside(word)) == sorted(inside)
    assert found(things.spread(word)) == sorted(name for name in names if letters.search(name.lower()))
    assert found(list(things)) == sorted(names)


def test_names_come_in_their_order_whatever_their_case() -> None:
    for packed in (False, True):
        things = made(["b", "C", "a", "A", "aa"], packed=packed)
        assert [thing.name for thing in things] == ["A", "a", "aa", "b", "C"]
        assert len(things) == 5


def test_what_is_packed_is_made_once() -> None:
    things = made(["orders", "order_items", "users"], packed=True)
    (first,) = things.named("orders")
    things.warm()
    assert all(first is again for again in (*things.named("orders"), things.starting("orders")[0], list(things)[1]))


def test_threads_that_look_at_once_find_the_same_things() -> None:
    things = made([f"{a}{b}{c}" for a, b, c in product("abcdefghij", repeat=3)], packed=True)
    seen: list[list[int]] = []
    threads = [Thread(target=lambda: seen.append([id(thing) for thing in things])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(ids == [id(thing) for thing in things] for ids in seen)
