"""A reader for enums."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from tenantsh.arrow.building import binary
from tenantsh.arrow.reader import TEXT, DoesNotFitError
from tenantsh.arrow.strings import Texts

if TYPE_CHECKING:
    from tenantsh.arrow.raw import Raw

_SMALL = 127
_INDEX_IN = pc.get_function("index_in")


@dataclass(frozen=True, slots=True)
class Enums:
    """Labels of an enum, all of them in their order, whether a batch has them or not."""

    labels: tuple[str, ...]
    type: pa.DataType = field(init=False)
    _known: pa.Array = field(init=False, repr=False, compare=False)
    _places: pc.SetLookupOptions = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        codes = pa.int8() if len(self.labels) <= _SMALL else pa.int32()
        object.__setattr__(self, "type", pa.dictionary(codes, TEXT, ordered=True))
        object.__setattr__(self, "_known", pa.array(self.labels, TEXT))
        object.__setattr__(self, "_places", pc.SetLookupOptions(self._known.cast(pa.large_binary())))

    def read(self, raw: Raw) -> pa.Array:
        """The labels' places in their order."""
        written = binary(raw)
        codes = _INDEX_IN.call([written], self._places)
        if codes.null_count != written.null_count:
            unknown = written.filter(pc.and_(codes.is_null(), written.is_valid()))[0].as_py().decode(errors="replace")
            raise DoesNotFitError(f'"{unknown}" was not a label of the enum when the query began')
        return pa.DictionaryArray.from_arrays(codes.cast(self.type.index_type), self._known, ordered=True, safe=False)

    def text(self, raw: Raw) -> pa.Array:
        """The labels."""
        return Texts().text(raw)

    def back(self, read: pa.Array) -> pa.Array:
        """The labels."""
        return read.cast(TEXT)
