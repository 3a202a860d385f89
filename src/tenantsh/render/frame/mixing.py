"""What becomes of the attributes where frames come together, and of the claim that rows are verified."""

from __future__ import annotations

import sys
import warnings
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from tenantsh.model.tenant import called

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from tenantsh.render.frame.about import Attrs

_FEW = 4
"""So many organizations are named, more are counted."""


class MixedTenantsWarning(UserWarning):
    """Rows of several organizations came together, and no column says which row is whose."""


def derived(sources: Sequence[Attrs]) -> Attrs:
    """The attributes of what was made of frames with these, or of what else may have been with them.

    What all frames of a tenant have in common is kept, but the claim that the rows are verified: nobody has asked the
    server about these. Warns where tenants differ.
    """
    ours = [source for source in sources if tenants(source)]
    if not ours:
        return {}
    first, *others = ours
    if not others or all(_alike(first, other) for other in others):
        return deepcopy(first) | {"verified": False}
    kept = {key: value for key, value in first.items() if all(other.get(key) == value for other in others)}
    if len({frozenset(tenant["org"] for tenant in tenants(source)) for source in ours}) > 1:
        kept |= together(ours) | {"mixed": True}
        _warn(kept["whose"])
    return deepcopy(kept) | {"verified": False}


def _alike(one: Attrs, other: Attrs) -> bool:
    """Whether two differ in no more than the claim that rows are verified."""
    return one.keys() == other.keys() and all(value == other[key] for key, value in one.items() if key != "verified")


def together(sources: Sequence[Attrs]) -> Attrs:
    """Whose rows of several tenants are."""
    every = [tenant for source in sources for tenant in tenants(source)]
    distinct = list({tenant["org"]: tenant for tenant in every}.values())
    names = [called(tenant["name"], tenant["org"]) for tenant in distinct]
    few = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return {"tenants": distinct, "whose": few if len(names) <= _FEW else f"{len(names)} organizations"}


def tenants(attrs: Attrs) -> list[dict[str, Any]]:
    """Whose rows a frame with these attributes has."""
    if isinstance(tenant := attrs.get("tenant"), dict) and "org" in tenant:
        return [tenant]
    found: list[dict[str, Any]] = attrs.get("tenants") or []
    return found


def _warn(whose: str) -> None:
    warnings.warn(
        f"rows of {whose} come together here, and no column says which row is whose; "
        "tenantsh.concat({…}) keeps the organization of each row",
        MixedTenantsWarning,
        stacklevel=_callers_level(),
    )


def _callers_level() -> int:
    """How far up the caller of pandas is, counted from `_warn`."""
    level, at = 1, sys._getframe(1)  # noqa: SLF001 - what inspect would do, without its cost
    while _is_inside(at) and at.f_back is not None:
        level, at = level + 1, at.f_back
    return level


def _is_inside(at: FrameType) -> bool:
    return str(at.f_globals.get("__name__", "")).partition(".")[0] in ("pandas", "tenantsh")
