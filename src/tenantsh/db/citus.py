"""What Citus' errors mean in a tenant's session, by SQLSTATE and by the place in Citus' source that they come from.

The server's words are left as they are; nothing here reads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from tenantsh.db.asking import Asking
    from tenantsh.db.probe import Identity
    from tenantsh.model.errors import StatementError
    from tenantsh.model.tenant import Tenant

_CONNECTING = "08"
_PROTOCOL = "08P01"
_BY_WORKER = "remote_commands.c"
"""Where the coordinator says again what a worker said."""

_ONE_SHARD = "Citus runs this only where it is about one shard, and row security alone does not say which"
_ONE_NODE = "with {column} = … of each table in its WHERE it goes to one node: \\route QUERY tells"
_NO_COLUMNS = (
    "Citus has an answer without columns on the way between its nodes, and cannot read it",
    "EXISTS (SELECT 1 FROM …) instead of EXISTS (SELECT FROM …)",
)
_ENDED = ("a worker ended the coordinator's connection to it; this session's own connection is alive", "try again")
_MEANT = {
    ("0A000", "multi_logical_planner.c"): (_ONE_SHARD, _ONE_NODE),
    ("0A000", "recursive_planning.c"): (_ONE_SHARD, _ONE_NODE),
    ("0A000", "query_pushdown_planning.c"): (_ONE_SHARD, _ONE_NODE),
    ("0A000", "relation_restriction_equivalence.c"): (_ONE_SHARD, _ONE_NODE),
    ("0A000", _BY_WORKER): (
        "Citus carries the rows of INSERT … SELECT to their shards by COPY, which row security does not allow",
        "insert the values themselves",
    ),
    ("22004", "multi_router_planner.c"): (
        "the value of {column} says which shard a new row belongs to, and no default stands in for it",
        "INSERT INTO … ({column}, …) VALUES …",
    ),
    ("42501", _BY_WORKER): (
        "a worker refused it, and names its shard: the table's name with a number behind it",
        None,
    ),
    ("42601", _BY_WORKER): _NO_COLUMNS,
    ("57P01", _BY_WORKER): _ENDED,
    ("57P02", _BY_WORKER): _ENDED,
    ("42601", "parse_relation.c"): _NO_COLUMNS,
    ("XX000", _BY_WORKER): ("a worker failed at it or was lost; this session's own connection is alive", "try again"),
    ("XX000", "placement_connection.c"): (
        "a worker did not confirm COMMIT: where it was lost at that moment, what was written there may be kept or not",
        "look at the rows before you write them again",
    ),
    ("XX000", "merge_planner.c"): (
        "row security adds functions that read settings to the query, and Citus takes none of them in MERGE",
        "INSERT … ON CONFLICT DO UPDATE, or UPDATE and INSERT",
    ),
    ("XX000", "multi_server_executor.c"): (
        "the tables are joined by something else than {column}, so that rows which belong together are on other nodes",
        "join them by {column} too",
    ),
}


def explain(error: StatementError, identity: Identity, tenant: Tenant, column: str) -> None:
    """Give the error the reason that lies in Citus, where there is one."""
    if is_unreached(error):
        error.why, error.hint = unreached(identity, tenant)
        return
    why, hint = _MEANT.get((error.sqlstate, error.fields.get("source_file", "")), (None, None))
    if why is not None:
        error.why = why.format(column=column)
        error.hint = hint.format(column=column) if hint else None


def is_unreached(error: StatementError) -> bool:
    """Whether the coordinator says that it could not reach a node; its own connection is alive."""
    return error.sqlstate.startswith(_CONNECTING) and error.sqlstate != _PROTOCOL


def unreached(identity: Identity, tenant: Tenant) -> tuple[str, str]:
    """Why the coordinator may not have reached a worker, and what to do."""
    role = visible(tenant.role or identity.role)
    if not identity.logs_in:
        return (
            f'Citus comes to its workers as the role of the moment, and "{role}" may not log in',
            f'a DBA says ALTER ROLE "{role}" LOGIN, and lets it in by pg_hba.conf on the workers (docs/citus.md)',
        )
    hint = (
        "the worker may be down, and what is on other nodes can be read all the same; or it does not let this role in,"
        " by pg_hba.conf or for want of a password in pg_dist_authinfo (docs/citus.md)"
    )
    return f'the coordinator could not reach a worker as "{role}"; this session\'s own connection is alive', hint


def place(identity: Identity) -> str:
    """Which node of which Citus a session is on, in words."""
    node = "coordinator" if identity.citus_group == 0 else f"worker, group {identity.citus_group}"
    return f"Citus {identity.citus}, {node}"


def told(session: Asking) -> tuple[str, ...]:
    """What is to be said beneath figures of tables, where they are the coordinator's."""
    link = getattr(session, "link", None)  # a plain session has none
    if link is None or link.identity.citus is None:
        return ()
    return ("rows and sizes of tables that Citus distributes are those of this node's own, empty ones",)
