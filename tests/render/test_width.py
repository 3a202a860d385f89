"""Widths are those of psql, character by character."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING
from unicodedata import category

import pytest

from tenantsh.render.width import Line, is_plain, lines, width

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.pgcluster import Cluster

# wide since Unicode 16 (trigrams, hexagrams, counting rods), and a mark that is none any more: psql 18 knows it
CHANGED = {
    *range(0x2630, 0x2638),
    *range(0x268A, 0x2690),
    *range(0x4DC0, 0x4E00),
    *range(0x1D300, 0x1D377),
    0x1171E,
}


@pytest.mark.pg_min(15)  # an older psql knows an older Unicode
def test_every_character_is_as_wide_as_psql_thinks(pg: Cluster) -> None:
    # chr() in a column of two places: what psql fills up is what the character does not take
    sql = "select chr(i), '' from generate_series(160, 131071) i where i not between 55296 and 57343"
    command = [str(pg.bin / "psql"), "-X", "-t", "-d", pg.dsn(), "-c", f"select '東' as c, '' as x union all ({sql})"]
    printed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\n")[1:-2]
    theirs = {line[1]: len(" c  | ") - len(line) + 1 for line in printed}
    assert len(theirs) > 128_000
    assert {c: w for c, w in theirs.items() if w != width(c) and _comparable(c, pg.major)} == {}


def _comparable(character: str, major: int) -> bool:
    """Whether this Python and psql speak of the same Unicode here."""
    kind = category(character)
    return ord(character) not in CHANGED and kind != "Cn" and (kind != "Cf" or major >= 18)


def test_plain_text_is_as_wide_as_it_is_long() -> None:
    plain = list(filter(is_plain, _characters()))
    assert "a" in plain
    assert "é" in plain
    assert [c for c in plain if width(c) != 1 or lines(c) != [Line(c, 1)]] == []


def test_nothing_with_a_glyph_of_its_own_is_respelled() -> None:
    controls = {c for c in _characters() if category(c) == "Cc"}
    assert {c for c in _characters() if [line.text for line in lines(c)] != [c]} == controls


def _characters() -> Iterable[str]:
    return map(chr, (*range(0xD800), *range(0xE000, 0x20000)))
