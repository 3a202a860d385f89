"""COPY's lines become columns of texts, and the same lines again, whatever is in them."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cold.archiving import written

from tenantsh.cold.columns import ColdColumn
from tenantsh.cold.digest import Digest
from tenantsh.cold.folder import Folder
from tenantsh.cold.keeping import MISFITS, ways
from tenantsh.cold.lines import columns_of, lines_of
from tenantsh.model.errors import TenantshError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

_HOSTILE = st.text(st.sampled_from("\\Nntrbfv\t\n\r\b\f\v\"',.;\ufeffé\U0001f600 a\u0085\u2028"), max_size=12)
_CELLS = st.none() | _HOSTILE | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
_ESCAPES = {"\\": r"\\", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v"}


def copied(cell: str | None) -> str:
    """A cell as COPY writes it."""
    return r"\N" if cell is None else "".join(_ESCAPES.get(character, character) for character in cell)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(_CELLS, min_size=width, max_size=width), min_size=1)))
def test_cells_come_back_as_they_were_and_lines_too(rows: list[list[str | None]]) -> None:
    lines = ["\t".join(copied(cell) for cell in row).encode() for row in rows]
    columns = columns_of(b"\n".join([*lines, b""]), len(rows[0]))
    texts = [[None if text is None else text.decode() for text in column.to_pylist()] for column in columns]
    assert texts == [list(cells) for cells in zip(*rows, strict=True)]
    assert lines_of(columns) == lines


def _kept(type_name: str, text: str) -> bool:
    """Whether a text is kept as its type; if so, it comes back."""
    way = ways(type_name)[0]
    texts = pa.array([text.encode(), None], pa.binary())
    try:
        kept = way.keep(texts)
    except MISFITS:
        return False
    assert way.give(kept).to_pylist() == [text.encode(), None]
    return True


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_moment_of_four_digits_is_kept_as_one(moment: datetime) -> None:
    text = moment.isoformat(" ").removesuffix("+00:00")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    assert _kept("timestamp with time zone", f"{text}+00")
    assert _kept("timestamp without time zone", text)


@given(st.integers(-(10**12) + 1, 10**12 - 1))
def test_every_decimal_of_its_type_is_kept_as_one(units: int) -> None:
    text = f"{'-' * (units < 0)}{abs(units) // 10**4}.{abs(units) % 10**4:04}"
    assert _kept("numeric(12,4)", text)


@pytest.mark.parametrize(
    ("type_name", "text"),
    [
        ("timestamp with time zone", "infinity"),
        ("timestamp with time zone", "0044-03-15 00:00:00+00 BC"),
        ("timestamp with time zone", "2024-03-01 00:00:00+01"),
        ("timestamp with time zone", "2024-03-01 00:00:00.10+00"),
        ("date", "12024-01-01"),
        ("numeric(12,4)", "NaN"),
        ("numeric(12,4)", "1.5"),
        ("boolean", "true"),
        ("bytea", r"\xFF"),
        ("bytea", r"\377"),
        ("bigint", "+1"),
        ("bigint", "01"),
        ("double precision", "1.0"),
    ],
)
def test_a_text_that_would_not_come_back_is_no_value_of_its_type(type_name: str, text: str) -> None:
    assert not _kept(type_name, text)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_double_of_usual_size_is_written_as_postgresql_does(value: float) -> None:
    from tenantsh.cold.keeping import _shortest

    told = _shortest(pa.array([value]).cast(pa.string())[0].as_py(), 15).decode()
    assert struct.pack("d", float(told)) == struct.pack("d", value)


def test_the_digest_knows_no_order_but_every_change() -> None:
    lines = [b"1\ta", b"1\tb", b"1\tb"]

    def digest(some: list[bytes]) -> str:
        found = Digest()
        found.add_all(some)
        return found.hex

    assert digest(lines) == digest(lines[::-1])
    assert len({digest(some) for some in (lines, lines[:2], [*lines, b"1\tb"], [b"1\ta", b"1\ta", b"1\tb"], [])}) == 5
    halves = Digest()
    for part in (lines[:1], lines[1:]):
        found = Digest()
        found.add_all(part)
        halves.merge(found)
    assert halves.hex == digest(lines)


_COLUMNS = (ColdColumn("org_id", "integer"), ColdColumn("note", "text"))


def test_rows_that_are_not_ordered_by_organization_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TenantshError, match="organization 1 came twice"):
        written(Folder(tmp_path), _COLUMNS, [b"1\ta\n2\tb\n1\tc\n"])


def test_a_line_that_has_no_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TenantshError, match="in the middle of a row"):
        written(Folder(tmp_path), _COLUMNS, [b"1\ta\n2\tb"])


def test_a_table_without_the_column_of_organizations_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no column tenant"):
        written(Folder(tmp_path), _COLUMNS, [], org_column="tenant")


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    row = b"1\t" + b"0123456789" * 20 + b"\n"
    blocks = (row * 5000 for _ in range(150))  # 150 MB
    before = pa.default_memory_pool().bytes_allocated()
    manifest = written(Folder(tmp_path), _COLUMNS, blocks)
    assert manifest.rows == 750_000
    assert pa.default_memory_pool().max_memory() - before < 200_000_000
