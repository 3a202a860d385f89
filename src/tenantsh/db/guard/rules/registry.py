"""Rules by the kind of parse node that they read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenantsh.db.guard.surroundings import Surroundings

Rule = Callable[[Any, "Surroundings"], None]
RULES: dict[str, list[Rule]] = defaultdict(list)


def rule(*kinds: str) -> Callable[[Rule], Rule]:
    """Register a rule for the named kinds of parse nodes (libpg_query's message names)."""

    def register(function: Rule) -> Rule:
        for kind in kinds:
            RULES[kind].append(function)
        return function

    return register
