"""Who belongs to which organization, and as what."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from tenantsh.platform.generate.chance import source

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Membership:
    """One person in one organization."""

    org_id: int
    user_id: int
    role: str


WELL_KNOWN = ("alice@acme.com", "bob@acme.com", "carol@acme.com", "dave@globex.com")
"""user_id 1, 2, 3, 4: an admin of Acme who only views Globex, a viewer, a member, and an admin of Globex."""

_WELL_KNOWN_ARE = (
    Membership(42, 1, "admin"),
    Membership(43, 1, "viewer"),
    Membership(42, 2, "viewer"),
    Membership(42, 3, "member"),
    Membership(43, 4, "admin"),
    Membership(42, 4, "member"),
)


def memberships(seed: int, people: int, weights: Mapping[int, float]) -> Iterator[Membership]:
    """The well-known people's memberships, then those of `people` others, in the order of their ids.

    Bigger organizations have more people; the first others open one organization each, so that none is empty.
    """
    yield from _WELL_KNOWN_ARE
    chance = source(seed, "memberships")
    org_ids, shares = list(weights), list(accumulate(weights.values()))
    for place in range(people):
        own = org_ids[place : place + 1]
        joined = chance.choices(org_ids, cum_weights=shares, k=chance.choice((1, 1, 1, 2, 3)))
        for org_id in dict.fromkeys([*own, *joined]):
            role = "admin" if [org_id] == own else _a_role(chance)
            yield Membership(org_id, len(WELL_KNOWN) + 1 + place, role)


def by_organization(members: Iterable[Membership], org_ids: Iterable[int]) -> dict[int, list[int]]:
    """The user ids of each organization."""
    found: dict[int, list[int]] = {org_id: [] for org_id in org_ids}
    for membership in members:
        found[membership.org_id].append(membership.user_id)
    return found


def _a_role(chance: random.Random) -> str:
    return chance.choices(("viewer", "member", "admin"), weights=(40, 50, 10))[0]
