"""Two answers, row by row, whatever comes twice, and in as many parts as memory asks for."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tenantsh.commands.compare.rows import Differing, Rows, Tally
from tenantsh.model.result import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.model.result import TextRow


def rows(
    here: Sequence[TextRow],
    there: Sequence[TextRow],
    key: Sequence[int] | None = (0,),
    compared: Sequence[int] = (0, 1),
    at_once: int = 50_000,
) -> Rows:
    return Rows(Table(here), Table(there), key, compared, at_once)


def test_rows_are_the_same_changed_or_in_one_only() -> None:
    found = rows([("1", "a"), ("2", "b"), ("3", None)], [("2", "c"), ("3", None), ("4", "d")])
    assert list(found.differences()) == [
        Differing(("1",), ("1", "a"), None),
        Differing(("2",), ("2", "b"), ("2", "c")),
        Differing(("4",), None, ("4", "d")),
    ]
    assert found.tally == Tally(3, 3, 1, 1, 1, 1)
    assert found.changed(Differing(("2",), ("2", "b"), ("2", "c"))) == [1]


def test_null_is_not_the_word_nor_nothing() -> None:
    assert rows([("1", None)], [("1", "")]).tally.changed == 1
    assert rows([("1", None)], [("1", "NULL")]).tally.changed == 1
    assert rows([(None, "a")], [("", "a")]).tally.differences == 2


def test_whole_rows_count_as_often_as_they_come() -> None:
    found = rows([("a", "x")] * 3 + [("b", "x")], [("a", "x")] * 5, key=None)
    assert found.tally == Tally(4, 5, 3, 0, 1, 2)


def test_rows_of_one_key_are_paired_and_what_is_equal_first() -> None:
    found = rows([("1", "a"), ("1", "b")], [("1", "c"), ("1", "a")])
    assert list(found.differences()) == [Differing(("1",), ("1", "b"), ("1", "c"))]


def test_a_column_that_is_not_compared_makes_no_difference() -> None:
    assert rows([("1", "42")], [("1", "43")], compared=(0,)).tally.differences == 0


def test_an_empty_key_pairs_all_rows() -> None:
    assert rows([("1", "a")], [("2", "b")], key=()).tally.changed == 1


@pytest.mark.parametrize("key", [None, (0,)])
def test_in_parts_it_is_the_same(key: tuple[int, ...] | None) -> None:
    random.seed(8)
    some = [(str(random.randrange(80)), random.choice(["a", "b", None])) for _ in range(400)]
    others = [(str(random.randrange(80)), random.choice(["a", "b", None])) for _ in range(300)]
    whole, parted = rows(some, others, key), rows(some, others, key, at_once=20)
    assert Counter(whole.differences()) == Counter(parted.differences())
    assert whole.tally == parted.tally
    assert list(parted.differences()) == list(parted.differences())
    if key is None:
        a, b = Counter(some), Counter(others)
        assert (whole.tally.only_here, whole.tally.only_there) == (sum((a - b).values()), sum((b - a).values()))
