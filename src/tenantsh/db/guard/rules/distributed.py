"""What Citus' nodes say to each other: functions that act on other nodes, where nobody has set the context."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tenantsh.db.guard.rules.nodes import last_name
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
