"""Widths are those of psql, character by character."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import category

from tests.render.ask_widths import asked

from tenantsh.render.width import Line, is_plain, ruler

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.pgcluster import Cluster


def test_every_character_is_as_wide_as_psql_thinks(pg: Cluster) -> None:
    width = ruler(pg.major).width
    theirs = asked(pg.bin / "psql", pg.dsn(), last=0x1FFFF)
    assert len(theirs) > 128_000
    assert {character: columns for character, columns in theirs.items() if width(character) != columns} == {}


def test_plain_text_is_as_wide_as_it_is_long() -> None:
    plain = list(filter(is_plain, _characters()))
    assert "a" in plain
    assert "é" in plain
    rulers = [ruler(major) for major in range(13, 19)]
    assert [c for c in plain for rule in rulers if rule.width(c) != 1 or rule.lines(c) != [Line(c, 1)]] == []


def test_nothing_with_a_glyph_of_its_own_is_respelled() -> None:
    controls = {c for c in _characters() if category(c) == "Cc"}
    assert {c for c in _characters() if [line.text for line in ruler(18).lines(c)] != [c]} == controls


def test_a_later_psql_is_taken_for_the_newest_known() -> None:
    assert [ruler(major).width("\u200b") for major in (13, 15, 16, 18, 19)] == [1, 1, 0, 0, 0]


def _characters() -> Iterable[str]:
    return map(chr, (*range(0xD800), *range(0xE000, 0x20000)))
