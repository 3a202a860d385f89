"""What goes round the context on Citus: what acts on other nodes, reads shards without it, or shows what others run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tenantsh.db.guard.rules.nodes import last_name, relation_named
from tenantsh.db.guard.rules.registry import rule
from tenantsh.model.errors import Refused

if TYPE_CHECKING:
    from tenantsh.db.guard.surroundings import Surroundings

_BETWEEN_NODES = re.compile(
    r"""run_command_on_\w+ | master_run_on_worker | citus_run_local_command | citus_internal\w*
      | worker_(?!hash$)\w+ | (create|broadcast)_intermediate_result | (read|fetch)_intermediate_results?
      | lock_(shard_metadata|shard_resources|relation_if_exists) | assign_distributed_transaction_id
      | alter_role_if_exists""",
    re.VERBOSE,
)
_INTERNAL = "citus_internal"
_STATEMENTS_RUN = re.compile(r"(citus_|citus_dist_|citus_worker_|pg_)stat_activity|pg_stat_get_(backend_)?activity")
"""What shows the statements of sessions."""


@rule("FuncCall")
def between_nodes(node: Any, around: Surroundings) -> None:
    """Functions that run a text on other nodes, as a connection of their own: the context does not go with them."""
    name = last_name(node.funcname).lower()
    schema = node.funcname[0].string.sval.lower() if len(node.funcname) > 1 else ""
    if around.citus and (schema == _INTERNAL or _BETWEEN_NODES.fullmatch(name)):
        raise Refused(
            f"{name}() is what Citus' nodes say to each other",
            rule="other-node",
            why="it acts on nodes and shards by itself, and the organization that this session is in is not set there",
            hint="query the table; what a DBA runs on nodes is for a plain session (--unscoped)",
        )


@rule("FuncCall")
def activity_called(node: Any, around: Surroundings) -> None:
    """Statements that run on a node: those of all organizations come to it as one role, so they are not hidden."""
    _refuse_activity(last_name(node.funcname), around)


@rule("RangeVar")
def activity_read(node: Any, around: Surroundings) -> None:
    """The same by the views that have them."""
    _refuse_activity(node.relname, around)


def _refuse_activity(name: str, around: Surroundings) -> None:
    if around.citus and _STATEMENTS_RUN.fullmatch(name.lower()):
        raise Refused(
            f"{name} shows the statements of other organizations on Citus",
            rule="other-node",
            why="the coordinator comes to its workers as the role that everybody assumes, which may read its own",
            hint="what runs is for a plain session (--unscoped)",
        )


@rule("CopyStmt")
def copied_by_shard(node: Any, around: Surroundings) -> None:
    """COPY table TO: Citus reads each shard without a transaction there, so that no context comes to it."""
    if around.citus and node.HasField("relation") and not node.is_from:
        table = relation_named(node.relation)
        raise Refused(
            f"COPY {table} TO has no rows on Citus",
            rule="other-node",
            why="Citus reads each shard of it by itself, and the organization that this session is in is not set there",
            hint=f"COPY (SELECT * FROM {table}) TO has them",
        )
