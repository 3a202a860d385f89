"""A result as a frame that says whose data it is, also where the result does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tenantsh.notebook.engine import PANDAS, Engine
from tenantsh.render.frame.caption import caption, html_line, whose

if TYPE_CHECKING:
    from tenantsh.model.result import Result
    from tenantsh.model.tenant import Tenant


class Caption:
    """The line above a frame of another library than pandas, which has no place for it."""

    def __init__(self, tenant: Tenant, rows: int) -> None:
        self._whose = whose(tenant)
        self._text = caption({"whose": self._whose, "verified": True}, rows)

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        return html_line(self._text, self._whose)


def framed(result: Result, tenant: Tenant, engine: Engine = PANDAS, *, last: bool = False) -> Any:
    """A result with a table as a frame; `tenant` is the session's, whose scope every row came through.

    `last` says that nothing else is made of the result. Raises UsageError for an engine that is not there.
    """
    owned = replace(result, tenant=result.tenant or tenant)
    return owned.frame(engine.name, engine.dtypes, release=last)
