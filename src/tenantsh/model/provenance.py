"""Where a result comes from, for whoever meets it later without its session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Provenance:
    """What was asked, of which server and when; whose data it is says the result's tenant."""

    query: str
    at: datetime
    """When the answer was verified, in UTC."""
    server: str
    """`PostgreSQL 18.6, app on db1:5432`: never a password."""
    parameters: tuple[tuple[str, str], ...] = ()
    """Names and shapes, never values: `("ids", "list of 3 int")`."""
