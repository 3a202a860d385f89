"""Which of a month's files is this session's organization's."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tenantsh.cold.manifest import File, Manifest
    from tenantsh.model.tenant import Tenant

_INTEGERS = ("bigint", "integer", "smallint")


def own_file_of(tenant: Tenant, manifest: Manifest) -> File | None:
    """The tenant's file; None where it had no rows in this month."""
    types = {column.name: column.type for column in manifest.columns}
    return manifest.file_of(as_copied(tenant.org, types[manifest.org_column]))


def as_copied(org: str, type_name: str) -> str:
    """An organization's id as COPY writes a value of this type: the server takes 042 and capitals for the same.

    >>> as_copied("042", "bigint"), as_copied("042", "text")
    ('42', '042')
    """
    with suppress(ValueError):
        if type_name in _INTEGERS:
            return str(int(org))
        if type_name == "uuid":
            return str(UUID(org))
    return org
