"""Functions, their arguments, and types."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.shell.completion.resolve.found import Found, Looking
    from tenantsh.shell.completion.wanted import Arguments, Functions, Types


def functions(wanted: Functions, looking: Looking) -> Iterator[Found]:
    """Functions; without a typed word none, there are thousands."""
    return iter(())


def arguments(wanted: Arguments, looking: Looking) -> Iterator[Found]:
    """Named arguments of a function."""
    return iter(())


def types(wanted: Types, looking: Looking) -> Iterator[Found]:
    """Types."""
    return iter(())
