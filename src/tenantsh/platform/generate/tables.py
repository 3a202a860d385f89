"""The rows of what there is: people, organizations, sessions, accounts, resources and their attributes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from tenantsh.platform.generate.chance import source, uuid4
from tenantsh.platform.generate.copytext import line, timestamp
from tenantsh.platform.generate.documents import Document, attributes
from tenantsh.platform.generate.members import WELL_KNOWN
from tenantsh.platform.generate.words import (
    FAMILY,
    FIRST,
    FIRST_HOSTILE_ORGANIZATION,
    GIVEN,
    HOSTILE,
    KIND,
    LONG,
    NAMES_OF_ORGANIZATIONS,
    RESOURCE_TYPES,
    SECOND,
)
from tenantsh.platform.generate.world import DAY, ORGANIZATIONS, ResourceTimes, World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from random import Random

CHUNK_RESOURCES = 5_000
"""Resources that are in memory at a time, with their attributes."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Rows for one table, as COPY reads them."""

    table: str
    columns: str
    """Comma-separated, in the order of the values in a line."""
    lines: Iterable[str]
    label: str | None = None
    """What progress calls it; the table's name where it is None."""
    into: str | None = None
    """The table that they go into, where it is not called so and in `public`."""

    @property
    def copy(self) -> str:
        """The statement that takes the lines."""
        return f"COPY {self.into or f'public.{self.table}'} ({self.columns}) FROM STDIN"


def feeds(world: World) -> Iterator[Feed]:
    """Every table but the partitioned ones, in an order that satisfies the foreign keys."""
    yield Feed(
        "organizations",
        "org_id, created_at, updated_at, deleted_at, plan_tier, public_id, name, description",
        _organizations(world),
    )
    yield Feed("users", "user_id, created_at, updated_at, deleted_at, status, public_id, email, name", _users(world))
    yield Feed("org_members", "org_id, user_id, created_at, updated_at, role", _members(world))
    yield Feed("sessions", "user_id, org_id, created_at, updated_at, expires_at, token", _sessions(world))
    yield Feed(
        "billing_accounts", "org_id, balance_cents, quota, created_at, updated_at, status, currency", _accounts(world)
    )
    yield from _resources(world)


def organization_name(org_id: int) -> str:
    """What an organization is called; every name is its own."""
    hostile = org_id - FIRST_HOSTILE_ORGANIZATION
    if org_id in NAMES_OF_ORGANIZATIONS:
        return NAMES_OF_ORGANIZATIONS[org_id]
    if 0 <= hostile < len(HOSTILE):
        return HOSTILE[hostile]
    return f"{FIRST[org_id % len(FIRST)]} {SECOND[org_id % len(SECOND)]} {KIND[org_id % len(KIND)]}"


def _organizations(world: World) -> Iterator[str]:
    chance = source(world.seed, "organizations")
    for org_id in range(1, ORGANIZATIONS + 1):
        founded = world.founded(org_id)
        deleted = world.end - org_id * DAY / 2 if org_id in (50, 150) else None
        tier = chance.choices(("free", "starter", "business", "enterprise"), (40, 30, 20, 10))[0]
        yield line(
            (
                org_id,
                timestamp(founded),
                timestamp(deleted or founded + DAY),
                timestamp(deleted) if deleted else None,
                "enterprise" if world.weights[org_id] > 0.05 else tier,
                uuid4(chance),
                organization_name(org_id),
                None
                if org_id % 3
                else f"Opened in {timestamp(founded)[:4]}.\nSee also: {HOSTILE[org_id % len(HOSTILE)]}",
            )
        )


def _users(world: World) -> Iterator[str]:
    chance = source(world.seed, "users")
    for user_id in range(1, len(WELL_KNOWN) + world.amounts.people + 1):
        well_known = user_id <= len(WELL_KNOWN)
        created = world.end - DAY * chance.uniform(30, 2_000)
        gone = not well_known and chance.random() < 0.02
        deleted = world.end - DAY * chance.uniform(1, 29) if gone else None
        status = chance.choices(("active", "invited", "suspended"), (90, 6, 4))[0]
        name = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"
        if well_known:
            name, status = WELL_KNOWN[user_id - 1].split("@", maxsplit=1)[0].capitalize(), "active"
        elif user_id % 50 == 0:
            name = HOSTILE[user_id // 50 % len(HOSTILE)]
        yield line(
            (
                user_id,
                timestamp(created),
                timestamp(deleted or created + DAY),
                timestamp(deleted) if deleted else None,
                status,
                uuid4(chance),
                WELL_KNOWN[user_id - 1] if well_known else f"user{user_id}@example{user_id % 90}.com",
                name,
            )
        )


def _members(world: World) -> Iterator[str]:
    chance = source(world.seed, "org_members")
    for member in world.members:
        joined = timestamp(min(world.end - DAY, world.founded(member.org_id) + DAY * chance.uniform(0, 900)))
        yield line((member.org_id, member.user_id, joined, joined, member.role))


def _sessions(world: World) -> Iterator[str]:
    chance = source(world.seed, "sessions")
    first = world.members[0]  # Alice is always logged in
    for number, member in enumerate(chain([first], chance.choices(world.members, k=world.amounts.sessions))):
        began = world.end - DAY * (0.1 if number == 0 else chance.uniform(0, 60))
        token = hashlib.sha256(f"{world.seed}/{number}".encode()).digest()
        expires = timestamp(began + 30 * DAY)
        yield line((member.user_id, member.org_id, timestamp(began), timestamp(began), expires, token))


def _accounts(world: World) -> Iterator[str]:
    chance = source(world.seed, "billing_accounts")
    for org_id in range(1, ORGANIZATIONS + 1):
        for currency in ("EUR", "USD")[: 2 if org_id % 40 == 2 else 1]:
            opened = timestamp(world.founded(org_id) + DAY)
            quota = max(100, 10 ** len(str(len(world.blocks[org_id]))) * 2)
            status = chance.choices(("active", "past_due", "closed"), (90, 8, 2))[0]
            yield line((org_id, chance.randrange(-50_000, 5_000_000), quota, opened, opened, status, currency))


def _resources(world: World) -> Iterator[Feed]:
    chance = source(world.seed, "resource_metadata")
    own = source(world.seed, "resources")
    everything = chain.from_iterable(world.resources(org_id) for org_id in world.blocks)
    while chunk := list(islice(everything, CHUNK_RESOURCES)):
        documents = {times.resource_id: attributes(chance, times.resource_id) for times in chunk}
        yield Feed(
            "resources",
            "resource_id, org_id, created_at, updated_at, deleted_at, public_id, name, type, description, metadata",
            (_resource(own, times, world.blocks[times.org_id], documents[times.resource_id]) for times in chunk),
        )
        yield Feed(
            "resource_metadata",
            "resource_id, org_id, created_at, updated_at, data",
            (text for times in chunk for text in _attributes(times, documents[times.resource_id])),
        )


def _resource(chance: Random, times: ResourceTimes, block: range, documents: list[Document]) -> str:
    place = times.resource_id - block.start
    merged: Document = {}
    for document in documents:
        merged |= document
    return line(
        (
            times.resource_id,
            times.org_id,
            timestamp(times.created),
            timestamp(times.deleted or times.created),
            timestamp(times.deleted) if times.deleted else None,
            uuid4(chance),
            # an organization's first resources carry the hostile names, one each
            HOSTILE[place] if place < len(HOSTILE) else f"{SECOND[place % len(SECOND)].lower()}-{place}",
            chance.choice(RESOURCE_TYPES),
            _description(place),
            merged,
        )
    )


def _description(place: int) -> str | None:
    if place % 2:
        return None
    if place % 500 == 250:
        return LONG
    return f"Made for quarter {place % 4 + 1}; {HOSTILE[place % len(HOSTILE)]}" if place % 20 == 0 else "Made by hand."


def _attributes(times: ResourceTimes, documents: list[Document]) -> Iterator[str]:
    created = timestamp(times.created)
    for document in documents:
        yield line((times.resource_id, times.org_id, created, created, document))
