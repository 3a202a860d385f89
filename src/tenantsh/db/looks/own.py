"""Settings of somebody's own that policies and functions read: `current_setting('app.region')`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.db.looks.prints import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.db.looks.rows import Setting

_READ = re.compile(r"current_setting\s*\(\s*'([a-z_][\w$]*(?:\.[a-z_][\w$]*)+)'", re.IGNORECASE)
_SECRET = re.compile(r"key|secret|passw|token|jwt|claims", re.IGNORECASE)


def own_settings(texts: Iterable[str], known: Iterable[str]) -> list[str]:
    """The names of such settings in these texts, but for those that are known already.

    >>> own_settings(["SELECT current_setting('app.region', true)"], ["app.org"])
    ['app.region']
    """
    found = {name.lower() for text in texts for name in _READ.findall(text)}
    return sorted(found - {name.lower() for name in known})


def values(rows: Iterable[Setting], names: Sequence[str]) -> dict[str, str]:
    """What they are; of what may be a secret, a digest."""
    wanted = {row.name: row.setting for row in rows if row.name in names}
    return {name: _told(name, value) for name, value in wanted.items() if value}


def _told(name: str, value: str) -> str:
    return f"(digest {digest(value)})" if _SECRET.search(name) else value
