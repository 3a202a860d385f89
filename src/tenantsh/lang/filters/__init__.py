"""Filters on JSON documents: `tier=premium seats>=10 tags~beta !archived items[sku=a qty>=3] has:sso any:x`.

`parse` reads one, `compile` makes SQL of it; what each term means is docs/jsonb.md's "The language".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenantsh.lang.filters.compiling import compile  # noqa: A004 - what it does; nothing here compiles Python
    from tenantsh.lang.filters.errors import FilterError
    from tenantsh.lang.filters.grammar import parse

__all__ = ["FilterError", "compile", "parse"]

_HOMES = {
    "parse": "tenantsh.lang.filters.grammar",
    "compile": "tenantsh.lang.filters.compiling",
    "FilterError": "tenantsh.lang.filters.errors",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first used: completion wants the words and no grammar."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
