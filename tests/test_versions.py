"""The table of what ran on which server."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.versions import KEPT, PAGE, Tally, lines, markdown, merged, read, renewed, with_table, write

if TYPE_CHECKING:
    from pathlib import Path

_TALLY = Tally(Counter(passed=7, failed=1, skipped=2), Counter({"needs a | PostgreSQL 15": 2}))


def test_a_row_says_how_many_ran_and_why_others_did_not() -> None:
    assert lines({"13.4": _TALLY})[1:] == [
        "13.4          8       7       1        2                      0",
        "13.4: 2 skipped: needs a | PostgreSQL 15",
    ]
    assert markdown({"13.4": _TALLY}).endswith("\n| 13.4 | 8 | 7 | 1 | 2 | 0 | needs a / PostgreSQL 15 (2) |")


def test_pieces_of_a_suite_are_added_up(tmp_path: Path) -> None:
    write(tmp_path / "one", {"13.4": _TALLY, "none": _TALLY})
    both = merged(read(tmp_path / "one"), {"9.6": _TALLY, "13.4": _TALLY})
    assert list(both) == ["9.6", "13.4", "none"]
    assert (both["9.6"].row, both["13.4"].row) == ((8, 7, 1, 2, 0), (16, 14, 2, 4, 0))


def test_a_newer_run_takes_the_place_of_its_majors() -> None:
    assert list(renewed({"13.4": _TALLY, "15.1": _TALLY}, {"15.2": _TALLY})) == ["13.4", "15.2"]


def test_the_page_shows_what_is_kept() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page, read(KEPT)) == page
