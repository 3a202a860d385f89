"""Keys and values of JSONB columns, as this organization's rows have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.shell.completion.resolve.found import Found, Looking
    from tenantsh.shell.completion.wanted import Filter, JsonKeys, JsonValues


def keys(wanted: JsonKeys, looking: Looking) -> Iterator[Found]:
    """Keys at a path."""
    return iter(())


def values(wanted: JsonValues, looking: Looking) -> Iterator[Found]:
    """Values of a key, where they are few."""
    return iter(())


def filters(wanted: Filter, looking: Looking) -> Iterator[Found]:
    """The next word of a filter."""
    return iter(())
