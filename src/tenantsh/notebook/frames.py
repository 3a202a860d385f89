"""A result as a frame that says whose data it is, also where the result does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.render.frame.tenant import TenantFrame

if TYPE_CHECKING:
    from tenantsh.model.result import Result
    from tenantsh.model.tenant import Tenant

__all__ = ["TenantFrame", "framed"]


def framed(result: Result, tenant: Tenant) -> TenantFrame:
    """A result with a table as a frame; `tenant` is the session's, whose scope every row came through."""
    frame = replace(result, tenant=result.tenant or tenant).frame()
    assert isinstance(frame, TenantFrame)
    return frame
