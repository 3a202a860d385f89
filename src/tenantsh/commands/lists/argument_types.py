r"""The types that `\df` and `\do` take after a name, one for each argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.patterns import catalog_type_name, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.commands.context import Context
    from tenantsh.commands.lists.listing import Asked
    from tenantsh.db.asking import Asking

MOST = 100
"""So many arguments a function may have."""
_SINCE = 14
"""The first major version whose psql knows such types."""
_NONE = "-"
"""Typed for an argument that must not be there."""


def argument_types(session: Asking, types: Sequence[str], *, overlooked: bool) -> dict[str, object]:
    """The typed types as parameters of our queries: one regular expression each, None where anything will do.

    Raises UsageError for a bad pattern.
    """
    patterns = [named(session, None if type_ == _NONE else catalog_type_name(type_)) for type_ in types]
    return {
        "argument_names": [pattern["name"] for pattern in patterns],
        "argument_schemas": [pattern["schema"] for pattern in patterns],
        "arguments_visible": [pattern["visible_only"] for pattern in patterns],
        "arguments_missing": [type_ == _NONE for type_ in types],
        "types_overlooked": overlooked,
    }


def most_types(asked: Asked) -> int:
    """How many types this psql takes."""
    return MOST if asked.major >= _SINCE else 0


def warn_of_extras(ctx: Context, name: str, extras: Sequence[str]) -> None:
    """Tell of arguments that are not taken; psql does so after the list."""
    for extra in extras:
        ctx.warn(f'{name}: extra argument "{extra}" ignored')


def leaves_nothing_out(session: Asking, pattern: str | None) -> bool:
    """Whether a pattern means all there is, as `*.*` does: psql then overlooks the types after it."""
    asked = named(session, pattern)
    return asked["name"] is None and asked["schema"] is None and not asked["visible_only"]
