"""Names of files and folders in cold storage: any table and any organization, reversibly, and never out of the folder.

Lower-case letters, digits, `_` and `-` stand for themselves, every other byte of the UTF-8 text is `%XX`. So no name
has a dot or a slash in it, and two names that differ stay two on file systems that fold case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from tenantsh.lang.quote import spell_identifier

if TYPE_CHECKING:
    from datetime import date

_KEPT = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_-")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_LONGEST = 200
"""Bytes of a file name before its ending; file systems take 255."""

NO_ORGANIZATION = "~null"
"""Stands for NULL; in any other name a tilde is escaped."""

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, order=True)
class ColdTable:
    """A table whose months are archived."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{spell_identifier(self.schema)}.{spell_identifier(self.name)}"

    @property
    def folder(self) -> str:
        """Its folder in the storage.

        >>> ColdTable("public", "audit_logs").folder, ColdTable("a.b", "../x").folder
        ('public.audit_logs', 'a%2Eb.%2E%2E%2Fx')
        """
        return f"{escaped(self.schema)}.{escaped(self.name)}"

    def month(self, month: date) -> str:
        """The folder of one of its months."""
        return f"{self.folder}/{month.year:04}-{month.month:02}"

    @classmethod
    def of_folder(cls, folder: str) -> ColdTable | None:
        """The table whose folder this is; None where it is no table's."""
        schema, dot, name = folder.partition(".")
        if not dot or "." in name:
            return None
        found = cls(unescaped(schema), unescaped(name))
        return found if found.folder == folder else None


def escaped(name: str) -> str:
    """A name as a part of a path.

    >>> escaped("42"), escaped("Acme/../x"), escaped("")
    ('42', '%41cme%2F%2E%2E%2Fx', '')
    """
    return "".join(chr(byte) if byte in _KEPT else f"%{byte:02X}" for byte in name.encode("utf-8", "surrogateescape"))


def unescaped(part: str) -> str:
    """The name that `escaped` made this of."""
    return unquote_to_bytes(part).decode("utf-8", "surrogateescape")


def org_file(org: str | None) -> str:
    """The file of an organization within a month's folder.

    A name too long for a file system is cut, and ends in its SHA-256; what it stands for is in the manifest.

    >>> org_file("42"), org_file(None)
    ('org=42.parquet', 'org=~null.parquet')
    """
    name = NO_ORGANIZATION if org is None else escaped(org)
    if len(name) > _LONGEST:
        from hashlib import sha256

        name = f"~{sha256(name.encode()).hexdigest()}"
    return f"org={name}.parquet"


def is_org_file(name: str) -> bool:
    """Whether a file is one of ours, finished or not."""
    return name.startswith("org=") and (name.endswith(".parquet") or f".parquet{PARTIAL}" in name)


PARTIAL = ".partial"
"""Ends the name of a file that is not finished."""


def month_of(folder: str) -> date | None:
    """The month whose folder this is; None where it is no month's.

    >>> month_of("2024-03"), month_of("2024-13")
    (datetime.date(2024, 3, 1), None)
    """
    found = _MONTH.fullmatch(folder)
    if found is None or found[1] == "0000":
        return None
    from datetime import date

    return date(int(found[1]), int(found[2]), 1)
