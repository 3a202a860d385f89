"""Values of one column as bytes that the server sent, wherever they came from: the one form that readers read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Raw:
    """One column of one batch.

    Value i is `data[starts[i] : starts[i] + lengths[i]]`; a length of -1 is NULL. Columns of a batch may share `data`.
    """

    data: NDArray[np.uint8]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts)
