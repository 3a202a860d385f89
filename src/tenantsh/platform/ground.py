"""What rows are loaded into: tables of one server, or those that Citus distributes."""

from __future__ import annotations

import dataclasses
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

    from tenantsh.db.admin import AdminConnection
    from tenantsh.platform.generate.members import Membership
    from tenantsh.platform.generate.tables import Feed
    from tenantsh.platform.generate.world import World

TABLES = (
    "users",
    "organizations",
    "org_members",
    "sessions",
    "resources",
    "resource_metadata",
    "billing_accounts",
    "events",
    "audit_logs",
)
"""Every table with tenant data, partitioned ones by their parent."""

_WRITTEN_BY_TRIGGERS = ("resources", "org_members", "resource_metadata")
"""Tables whose triggers would write what the generator writes itself: merged metadata and the audit trail."""

_COUNTED = {"organizations": "org_id", "resources": "resource_id"}
"""Tables whose rows come with their ids, so that the sequence has to follow; people beside them."""

_GIN_INDEXES = ("resources_metadata_idx", "resource_metadata_data_idx")


class Ground(Protocol):
    """How tables are loaded, whatever they are."""

    people: str
    """The table that users' rows are in."""

    def ready(self, connection: AdminConnection) -> AbstractContextManager[None]:
        """Act as somebody who may COPY, without the triggers, until the end of the block."""
        ...

    def placed(self, feed: Feed, world: World) -> Feed:
        """The rows as these tables take them."""
        ...

    def told(self, connection: AdminConnection) -> None:
        """Tell the planner what is there now."""
        ...


class OneServer:
    """Tables of one server, which the owner loads."""

    people = "users"

    @contextmanager
    def ready(self, connection: AdminConnection) -> Iterator[None]:
        """Act as the owner, not bound by row security and without the triggers, until the end of the block.

        COPY FROM is refused where row security applies, and it is forced on the owner. All in one transaction, so that
        nobody ever sees a table without it.
        """
        connection.script("set local role platform_owner; set local search_path to public")
        for table in TABLES:
            connection.script(f"alter table {table} no force row level security")
        for table in _WRITTEN_BY_TRIGGERS:
            connection.script(f"alter table {table} disable trigger user")
        yield
        for table in _WRITTEN_BY_TRIGGERS:
            connection.script(f"alter table {table} enable trigger user")
        for table in TABLES:
            connection.script(f"alter table {table} force row level security")

    def placed(self, feed: Feed, world: World) -> Feed:
        """As they come."""
        return feed

    def told(self, connection: AdminConnection) -> None:
        """Clean the GIN indexes, and count."""
        # a GIN index keeps new entries in a list until a vacuum; planners avoid one whose list is long
        for index in _GIN_INDEXES:
            connection.query(int, "select gin_clean_pending_list($1::text::regclass)", [index])
        connection.script(f"analyze {', '.join(TABLES)}")


class Distributed:
    """Tables that Citus distributes, which a superuser loads: the owner has no way to the workers."""

    people = "platform.people"

    @contextmanager
    def ready(self, connection: AdminConnection) -> Iterator[None]:
        """One connection to a node, as keys to a reference table want it; no trigger there minds a COPY."""
        connection.script("set local search_path to public")
        connection.script("set local citus.multi_shard_modify_mode = 'sequential'")
        connection.script("set local citus.enable_local_execution = off")  # a copy read here could not be counted later
        yield

    def placed(self, feed: Feed, world: World) -> Feed:
        """People come with the list of their organizations."""
        if feed.table != "users":
            return feed
        lines = _with_organizations(feed.lines, world.members)
        return dataclasses.replace(feed, into=self.people, columns=f"{feed.columns}, org_ids", lines=lines)

    def told(self, connection: AdminConnection) -> None:
        """Count, on every node."""
        connection.script(f"analyze {self.people}, {', '.join(TABLES[1:])}")


def _with_organizations(lines: Iterable[str], members: Iterable[Membership]) -> Iterator[str]:
    homes: dict[str, list[int]] = {}
    for member in members:
        homes.setdefault(str(member.user_id), []).append(member.org_id)
    for line in lines:
        user_id = line.split("\t", maxsplit=1)[0]
        yield f"{line.removesuffix(chr(10))}\t{{{','.join(map(str, homes.get(user_id, ())))}}}\n"


def is_empty(connection: AdminConnection, ground: Ground) -> bool:
    """Whether there is nobody there, and no organization."""
    # not `select from`: Citus cannot read an answer without columns
    asked = (f"select exists (select 1 from {table})" for table in ("organizations", ground.people))
    return not any(connection.query(bool, question) == [True] for question in asked)


def make_empty(connection: AdminConnection, ground: Ground) -> None:
    """Take every row away, and begin counting again."""
    connection.script(f"truncate {ground.people}, {', '.join(TABLES[1:])} restart identity")


def move_sequences(connection: AdminConnection, ground: Ground) -> None:
    """Have ids go on behind those that were loaded."""
    for table, column in {ground.people: "user_id", **_COUNTED}.items():
        highest = connection.query(int, f"select max({column}) from {table}")
        connection.query(int, f"select setval(pg_get_serial_sequence('{table}', '{column}'), $1)", highest)
