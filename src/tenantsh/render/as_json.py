"""One JSON array of objects, one row per line; what psql lacks.

Numbers keep the server's digits, `json` and `jsonb` are embedded, booleans and NULL are JSON's own, the rest is strings
(NaN and Infinity too, which JSON does not know). A table without rows is `[]`. Columns of one name are told apart
by number: `id`, `id_2`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from tenantsh.model.result import Column, Result, TextBatch
    from tenantsh.render.options import Options

_Column = Sequence[str | None]

_BOOLEAN = 16
_JSON = frozenset({114, 3802})
# json jsonb
_NUMBERS = frozenset({20, 21, 23, 700, 701, 1700})
# int8 int2 int4 float4 float8 numeric: those that the server's own to_json writes as numbers

_NOT_A_DIGIT = re.compile("[^0-9+.e-]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|(?P<lone>u[dD][89a-fA-F]\w\w)|.)")
# a pair of surrogates, a lone one, or any other escape: `\\ud800` is an escaped backslash and then letters


def write(result: Result, options: Options, out: TextIO) -> None:
    """Write the array; none of the options changes it."""
    before = "[\n"
    for rows in objects(result):
        out.write(before + ",\n".join(rows))
        before = ",\n"
    out.write("[]\n" if before == "[\n" else "\n]\n")


def objects(result: Result) -> Iterator[Iterable[str]]:
    """The rows of each batch, every one as a JSON object on one line; batches without rows are left out."""
    encoders = [_encoder(column) for column in result.columns]
    template = _template(result.columns)
    for batch in result.cells.text() if result.cells is not None else ():
        if batch:
            yield map(template.__mod__, _encoded(batch, encoders))


def unique_names(names: Iterable[str]) -> list[str]:
    """The names, with a number behind those that came before.

    >>> unique_names(["id", "name", "id", "id_2"])
    ['id', 'name', 'id_3', 'id_2']
    """
    given = list(names)
    taken = set(given)
    seen: set[str] = set()
    unique = []
    for name in given:
        number, candidate = 2, name
        while candidate in seen or (candidate != name and candidate in taken):
            candidate, number = f"{name}_{number}", number + 1
        seen.add(candidate)
        unique.append(candidate)
    return unique


_Encoder = Callable[[_Column], list[str]]


def _template(columns: Sequence[Column]) -> str:
    """The `%` format of a row's object."""
    keys = _strings(unique_names(column.name for column in columns))
    return "{" + ", ".join(key.replace("%", "%%") + ": %s" for key in keys) + "}"


def _encoded(batch: TextBatch, encoders: Sequence[_Encoder]) -> Iterable[tuple[str | None, ...]]:
    """The rows of a batch, each cell as JSON; column by column, as that is quicker."""
    if not encoders:
        return batch
    flat = list(chain.from_iterable(batch))
    return zip(*(encode(flat[at :: len(encoders)]) for at, encode in enumerate(encoders)), strict=True)


def _encoder(column: Column) -> _Encoder:
    if column.type_oid in _NUMBERS:
        return _numbers
    if column.type_oid in _JSON:
        return _documents
    return _booleans if column.type_oid == _BOOLEAN else _strings


def _strings(cells: _Column) -> list[str]:
    from json.encoder import encode_basestring  # json is slow to import, and few runs write it

    return ["null" if cell is None else encode_basestring(_SURROGATE.sub("\ufffd", cell)) for cell in cells]


def _numbers(cells: _Column) -> list[str]:
    if _NOT_A_DIGIT.search("".join(filter(None, cells))):
        return [_number(cell) for cell in cells]
    return ["null" if cell is None else cell for cell in cells]


def _number(cell: str | None) -> str:
    if cell is None:
        return "null"
    return f'"{cell}"' if _NOT_A_DIGIT.search(cell) else cell


def _booleans(cells: _Column) -> list[str]:
    words = {"t": "true", "f": "false", None: "null"}
    return [words[cell] for cell in cells]


def _documents(cells: _Column) -> list[str]:
    return ["null" if cell is None else _document(cell) for cell in cells]


def _document(text: str) -> str:
    r"""A JSON document on one line, without lone surrogates.

    A newline in valid JSON can only be a blank between its parts: inside strings the server demands `\n`. Lone
    surrogates pass as `json`, but are no text, and readers stumble over them.
    """
    if "\n" in text or "\r" in text:
        text = text.replace("\r", " ").replace("\n", " ")
    return _ESCAPE.sub(lambda found: r"\ufffd" if found["lone"] else found[0], text) if r"\u" in text else text
