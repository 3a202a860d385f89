"""What policies and functions read of somebody's own: settings, and tables that no plan shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.db.looks.prints import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.db.looks.rows import Setting

_READ = re.compile(r"current_setting\s*\(\s*'([a-z_][\w$]*(?:\.[a-z_][\w$]*)+)'", re.IGNORECASE)
_NAME = r'("(?:[^"]|"")+"|[^\W\d][\w$]*)'
_TABLE = re.compile(rf"\b(?:from|join|update|into)\s+(?:only\s+)?{_NAME}(?:\s*\.\s*{_NAME})?(?!\s*\()", re.IGNORECASE)
_SECRET = re.compile(r"key|secret|passw|token|jwt|claims", re.IGNORECASE)


def own_settings(texts: Iterable[str], known: Iterable[str]) -> list[str]:
    """The names of such settings in these texts, but for those that are known already.

    >>> own_settings(["SELECT current_setting('app.region', true)"], ["app.org"])
    ['app.region']
    """
    found = {name.lower() for text in texts for name in _READ.findall(text)}
    return sorted(found - {name.lower() for name in known})


def inner_tables(bodies: Iterable[str]) -> list[tuple[str, str]]:
    """What stands where tables stand in bodies of functions: schema, empty where none is said, and name.

    >>> inner_tables(['begin return (select 1 from things join "S x".orders using (a)); end'])
    [('', 'things'), ('S x', 'orders')]
    """
    found = [_TABLE.findall(body) for body in bodies]
    names = [(_plain(first), _plain(last)) if last else ("", _plain(first)) for each in found for first, last in each]
    return sorted(set(names))


def _plain(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()


def values(rows: Iterable[Setting], names: Sequence[str]) -> dict[str, str]:
    """What they are; of what may be a secret, a digest."""
    wanted = {row.name: row.setting for row in rows if row.name in names}
    return {name: _told(name, value) for name, value in wanted.items() if value}


def _told(name: str, value: str) -> str:
    return f"(digest {digest(value)})" if _SECRET.search(name) else value
