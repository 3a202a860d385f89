r"""Large objects: `\lo_import`, `\lo_export`, `\lo_unlink`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.registry import command
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tenantsh.commands.context import Context

GROUP = "Large Objects"


@command(r"\lo_import", "FILE [COMMENT]", group=GROUP)
def lo_import(ctx: Context, path: kinds.AnyFile, comment: str | None = None) -> Result:
    """Make a large object of a file."""
    oid = ctx.large_objects.lo_import(path, comment)
    ctx.variables.set("LASTOID", str(oid))
    return Result(status=f"lo_import {oid}")


@command(r"\lo_export", "OID FILE", group=GROUP)
def lo_export(ctx: Context, oid: str, path: kinds.AnyFile) -> Result:
    """Write a large object to a file."""
    ctx.large_objects.lo_export(oid, path)
    return Result(status="lo_export")


@command(r"\lo_unlink", "OID", group=GROUP)
def lo_unlink(ctx: Context, oid: str) -> Result:
    """Delete a large object."""
    ctx.large_objects.lo_unlink(oid)
    return Result(status=f"lo_unlink {oid}")
