"""What all questions about one query need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.session import Session
    from tenantsh.db.whyempty.counting import Clock
    from tenantsh.db.whyempty.naming import Tables


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a query."""

    session: Session
    clock: Clock
    params: Sequence[Any]
    """Values for its `$1`, `$2`, …"""
    tables: Tables
    """Those that it names."""
