"""Results as pandas DataFrames. Imports pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from tenantsh.render.frame.about import about
from tenantsh.render.frame.columns import gathered, in_memory
from tenantsh.render.frame.series import by_arrow, by_pandas, decimals, index_of
from tenantsh.render.frame.tenant import TenantFrame
from tenantsh.render.frame.values import series

if TYPE_CHECKING:
    from tenantsh.arrow.gathered import Gathered
    from tenantsh.model.result import Result


def frame(result: Result, dtypes: str, *, release: bool) -> pd.DataFrame:
    """The rows as a DataFrame; names may repeat or be empty. A TenantFrame where a tenant is known."""
    told: tuple[str, ...] = ()
    if (cells := gathered(result)) is None:
        columns, rows = _of_values(result), len(result)  # which some cells know once they have been read
    elif dtypes == "pyarrow":
        columns, rows, told = [by_arrow(column) for column in cells.table.columns], len(cells), cells.table_told
    else:
        rows, told = len(cells), cells.told
        columns = _of_arrow(cells, release=release)
    kind = pd.DataFrame if result.tenant is None else TenantFrame
    made = kind(dict(enumerate(columns)), index=pd.RangeIndex(rows), copy=False)
    made.columns = index_of([column.name for column in result.columns])
    made.attrs = about(result, rows, told)
    return made


def _of_arrow(cells: Gathered, *, release: bool) -> list[Any]:
    exact = cells.written_numbers
    stored = cells.release() if release else list(cells.stored)
    stored.reverse()
    made: list[Any] = []
    while stored:  # popped, so that what is converted is not in memory twice
        made.append((decimals if len(made) in exact else by_pandas)(stored.pop()))
    return made


def _of_values(result: Result) -> list[Any]:
    return [series(column, values) for column, values in zip(result.columns, in_memory(result), strict=True)]
