"""Arrays as Arrow's lists."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tenantsh.arrow import quoting
from tenantsh.arrow.building import MalformedError, texts
from tenantsh.arrow.parts import int32_at, parts
from tenantsh.arrow.reader import TEXT, DoesNotFitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from tenantsh.arrow.raw import Raw
    from tenantsh.arrow.reader import Reader

_HEADER = 12
"""How many dimensions, whether there are NULLs, the elements' type."""
_DIMENSION = 8
"""Of each, how long it is and its first subscript."""
_MOST_DIMENSIONS = 6
_WORDS = {2: "two dimensions", 3: "three dimensions"}


@dataclass(frozen=True, slots=True)
class Shapes:
    """The dimensions of a batch's arrays; one without elements has none, nor has a NULL."""

    count: NDArray[np.int64]
    sizes: NDArray[np.int64]
    """A row for each array: how long each dimension is, 0 behind the last."""
    firsts: NDArray[np.int64]
    """The same with the first subscripts, 1 where nobody asked for another."""

    @property
    def elements(self) -> NDArray[np.int64]:
        """How many elements each has."""
        within = np.arange(self.sizes.shape[1]) < self.count[:, None]
        return np.where(self.count > 0, np.where(within, self.sizes, 1).prod(axis=1), 0).astype(np.int64)

    def each(self) -> Iterator[tuple[list[int], list[int]]]:
        """Sizes and first subscripts of one array after another."""
        for count, sizes, firsts in zip(self.count.tolist(), self.sizes.tolist(), self.firsts.tolist(), strict=True):
            yield sizes[:count], firsts[:count]


@dataclass(frozen=True, slots=True)
class Arrays:
    """Reads arrays of so many dimensions as lists within lists."""

    element: Reader
    delimiter: str = ","
    dimensions: int = 1
    type: pa.DataType = field(init=False)

    def __post_init__(self) -> None:
        type_ = self.element.type
        for _ in range(self.dimensions):
            type_ = pa.list_(type_)
        object.__setattr__(self, "type", type_)

    def read(self, raw: Raw) -> pa.Array:
        """Lists; other dimensions, or subscripts that do not begin at 1, do not fit."""
        shapes, elements = self._apart(raw)
        self._check(shapes)
        return nested(self.element.read(elements), shapes, self.dimensions, raw.lengths < 0)

    def text(self, raw: Raw) -> pa.Array:
        """As `{1,2,NULL}`, with subscripts before it where they do not begin at 1."""
        shapes, elements = self._apart(raw)
        return self._written(self.element.text(elements), shapes, (raw.lengths < 0).tolist())

    def back(self, read: pa.Array) -> pa.Array:
        """As `{1,2,NULL}`."""
        sizes = np.zeros((len(read), self.dimensions), np.int64)
        values = read
        for dimension in range(self.dimensions):
            lengths = values.value_lengths().fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
            # all of an array's parts are equally long: the first tells
            sizes[:, dimension] = _of_first(lengths, sizes[:, :dimension])
            values = values.flatten()
        count = np.where(sizes[:, 0] > 0, self.dimensions, 0)
        shapes = Shapes(count, sizes, np.ones_like(sizes))
        return self._written(self.element.back(values), shapes, read.is_null().to_pylist())

    def instead(self, raw: Raw) -> Arrays | None:
        """The reader of a batch whose arrays all have the same other number of dimensions."""
        counts = np.unique(self._apart(raw)[0].count)
        counts = counts[counts > 0]
        return replace(self, dimensions=int(counts[0])) if len(counts) == 1 else None

    def could_be(self, read: pa.Array) -> bool:
        """Whether arrays that were read with other dimensions have none: NULLs, and those without elements."""
        return len(read.flatten()) == 0

    def adopt(self, read: pa.Array) -> pa.Array:
        """Such arrays as this one reads them."""
        return pa.array(read.to_pylist(), self.type)

    def _apart(self, raw: Raw) -> tuple[Shapes, Raw]:
        """The arrays' dimensions, and their elements, one array's behind another's."""
        return _taken_apart(raw)

    def _check(self, shapes: Shapes) -> None:
        if (shapes.firsts != 1).any():
            raise DoesNotFitError("an array's subscripts do not begin at 1")
        other = shapes.count[(shapes.count > 0) & (shapes.count != self.dimensions)]
        if len(other):
            count = int(other[0])
            has = _WORDS.get(count, f"{count} dimensions") if count > 1 else "one dimension"
            raise DoesNotFitError(
                f"an array has {has}, others have not" if self.dimensions > 1 else f"an array has {has}"
            )

    def _written(self, elements: pa.Array, shapes: Shapes, missing: Sequence[bool]) -> pa.Array:
        special = quoting.in_array(self.delimiter)
        written = [quoting.element(text, special) for text in elements.to_pylist()]
        ends = np.cumsum(shapes.elements).tolist()
        each = zip(pairwise([0, *ends]), shapes.each(), missing, strict=True)
        return texts(
            None if null else _subscripts(*shape) + self._braced(written[start:end], shape[0])
            for (start, end), shape, null in each
        )

    def _braced(self, written: Sequence[str], sizes: Sequence[int]) -> str:
        if len(sizes) > 1:
            step = len(written) // sizes[0]
            written = [self._braced(written[at : at + step], sizes[1:]) for at in range(0, len(written), step)]
        return "{" + self.delimiter.join(written) + "}"


def nested(values: pa.Array, shapes: Shapes, dimensions: int, missing: NDArray[np.bool_]) -> pa.Array:
    """Lists of so many dimensions, and NULL where they are missing."""
    sizes = np.zeros((len(missing), dimensions), np.int64)
    sizes[:, : shapes.sizes.shape[1]] = shapes.sizes  # fewer, where none has an element
    parents = np.concatenate([np.ones((len(missing), 1), np.int64), sizes[:, :-1]], axis=1).cumprod(axis=1)
    for dimension in range(dimensions - 1, 0, -1):
        values = _listed(values, np.repeat(sizes[:, dimension], parents[:, dimension]))
    return _listed(values, sizes[:, 0], missing)


def _listed(values: pa.Array, lengths: NDArray[np.int64], missing: NDArray[np.bool_] | None = None) -> pa.Array:
    offsets = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=offsets[1:])
    mask = pa.array(missing) if missing is not None and missing.any() else None
    return pa.ListArray.from_arrays(pa.array(offsets), values, mask=mask)


def _of_first(lengths: NDArray[np.int64], outer: NDArray[np.int64]) -> NDArray[np.int64]:
    if not outer.shape[1]:
        return lengths
    counts = outer.prod(axis=1)
    found = np.zeros(len(outer), np.int64)
    some = counts > 0
    found[some] = lengths[(np.cumsum(counts) - counts)[some]]
    return found


def _subscripts(sizes: Sequence[int], firsts: Sequence[int]) -> str:
    if all(first == 1 for first in firsts):
        return ""
    return "".join(f"[{first}:{first + size - 1}]" for size, first in zip(sizes, firsts, strict=True)) + "="


def _taken_apart(raw: Raw) -> tuple[Shapes, Raw]:
    shapes = _shapes(raw)
    return shapes, parts(raw, raw.starts + _HEADER + _DIMENSION * shapes.count, shapes.elements)


def _shapes(raw: Raw) -> Shapes:
    there = raw.lengths >= 0
    count = np.zeros(len(raw), np.int64)
    count[there] = int32_at(raw, raw.starts[there])
    if (count > _MOST_DIMENSIONS).any():
        raise MalformedError("an array has more dimensions than PostgreSQL's arrays have")
    most = max(int(count.max(initial=0)), 1)
    sizes, firsts = np.zeros((len(raw), most), np.int64), np.ones((len(raw), most), np.int64)
    for dimension in range(most):
        has = count > dimension
        at = raw.starts[has] + _HEADER + _DIMENSION * dimension
        sizes[has, dimension], firsts[has, dimension] = int32_at(raw, at), int32_at(raw, at + 4)
    return Shapes(count, sizes, firsts)


@dataclass(frozen=True, slots=True)
class Vectors:
    """`int2vector` and `oidvector`: arrays that are written as their elements with blanks between."""

    element: Reader
    type: pa.DataType = TEXT

    def read(self, raw: Raw) -> pa.Array:
        """As `1 2`."""
        shapes, elements = _taken_apart(raw)
        values = self.element.text(elements).to_pylist()
        ends = np.cumsum(shapes.elements).tolist()
        each = zip(pairwise([0, *ends]), (raw.lengths < 0).tolist(), strict=True)
        return texts(None if null else " ".join(values[start:end]) for (start, end), null in each)

    def text(self, raw: Raw) -> pa.Array:
        """As `1 2`."""
        return self.read(raw)

    def back(self, read: pa.Array) -> pa.Array:
        """It is text already."""
        return read
