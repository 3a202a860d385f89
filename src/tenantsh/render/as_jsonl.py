"""One JSON object per line and row; values as in the json format."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from tenantsh.render.as_json import objects

if TYPE_CHECKING:
    from tenantsh.model.result import Result
    from tenantsh.render.options import Options


def write(result: Result, options: Options, out: TextIO) -> None:
    """Write the objects; none of the options changes them. Nothing where there are no rows."""
    for rows in objects(result):
        out.writelines(f"{row}\n" for row in rows)
