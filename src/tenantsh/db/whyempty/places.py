"""Where in a query a look has come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.whyempty.findings import Inner

if TYPE_CHECKING:
    from tenantsh.db.whyempty.withs import Withs


@dataclass(frozen=True, slots=True)
class Place:
    """A query within the whole one."""

    select: Any
    withs: Withs
    """What it can name, its own WITH queries too."""
    depth: int

    @property
    def inner(self) -> Inner:
        """The same for what is asked later."""
        return Inner(self.select, self.withs)
