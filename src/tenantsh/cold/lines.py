r"""COPY's text format, column by column: lines to arrays of texts, and back to the same bytes.

A line is one row, tabs part its cells, `\N` is NULL, and a backslash escapes what would be taken for one of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

if TYPE_CHECKING:
    from collections.abc import Sequence

_BOM = b"\xef\xbb\xbf"
_NUL = b"\0"
"""No text of PostgreSQL's has this character: it stands for a backslash while the other escapes are undone."""

_ESCAPES = ((b"\\b", b"\b"), (b"\\f", b"\f"), (b"\\n", b"\n"), (b"\\r", b"\r"), (b"\\t", b"\t"), (b"\\v", b"\v"))


def columns_of(block: bytes, count: int) -> list[Any]:
    """Whole lines as `count` arrays of unescaped texts. Raises ArrowInvalid where a line has more or fewer cells."""
    if block.startswith(_BOM):
        block = _BOM + block  # the reader takes the first one for a mark of the encoding
    names = [str(at) for at in range(count)]
    table = csv.read_csv(
        pa.py_buffer(block),
        read_options=csv.ReadOptions(column_names=names, block_size=len(block) + 1, use_threads=False),
        parse_options=csv.ParseOptions(
            delimiter="\t", quote_char=False, double_quote=False, escape_char=False, ignore_empty_lines=False
        ),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.binary()),
            null_values=["\\N"],
            strings_can_be_null=True,
            check_utf8=False,
        ),
    )
    return [_unescaped(_one(column)) for column in table.columns]


def lines_of(columns: Sequence[Any]) -> list[bytes]:
    """Arrays of texts as COPY's lines, without the newlines."""
    cells = [_escaped(column) for column in columns]
    joined = pc.binary_join_element_wise(*cells, pa.scalar(b"\t"), null_handling="replace", null_replacement=b"\\N")
    lines: list[bytes] = joined.to_pylist()
    return lines


def _one(column: Any) -> Any:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _unescaped(texts: Any) -> Any:
    if not _any(texts, b"\\"):
        return texts
    texts = pc.replace_substring(texts, b"\\\\", _NUL)
    for escape, meant in _ESCAPES:
        texts = pc.replace_substring(texts, escape, meant)
    return pc.replace_substring(texts, _NUL, b"\\")


def _escaped(texts: Any) -> Any:
    if _any(texts, b"\\"):
        texts = pc.replace_substring(texts, b"\\", b"\\\\")
    for escape, meant in _ESCAPES:
        if _any(texts, meant):
            texts = pc.replace_substring(texts, meant, escape)
    return texts


def _any(texts: Any, part: bytes) -> bool:
    return bool(pc.any(pc.match_substring(texts, part)).as_py())
