"""Plans of Citus: what the workers do is put beneath the node that has them do it, with tables for their shards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.plans.nodes import Node

KEY = "Distributed Query"
"""What a node has that workers run."""
_NUMBERED = ("Relation Name", "Index Name")
_SHARD = re.compile(r"_\d+\Z")


def with_tasks(plan: Node) -> Node:
    """The plan with the workers' plans in it, as many as EXPLAIN shows of them: as a rule one of those that are alike.

    >>> task = {"Remote Plan": [[{"Plan": {"Node Type": "Seq Scan", "Relation Name": "events_102008"}}]]}
    >>> with_tasks({"Node Type": "Custom Scan", KEY: {"Job": {"Tasks": [task]}}})["Plans"]
    [{'Node Type': 'Seq Scan', 'Relation Name': 'events', 'Parent Relationship': 'Outer'}]
    """
    beneath = [with_tasks(each) for each in plan.get("Plans", ())]
    beneath += [{**_of_table(each), "Parent Relationship": "Outer"} for each in _remote(plan.get(KEY))]
    return {**plan, "Plans": beneath} if beneath else plan


def _remote(distributed: Any) -> Iterator[Node]:
    """The tops of the workers' plans; nothing for what is not as it is known to be."""
    job = distributed.get("Job", {}) if isinstance(distributed, dict) else {}
    for task in job.get("Tasks", ()) if isinstance(job, dict) else ():
        for some in task.get("Remote Plan", ()) if isinstance(task, dict) else ():
            yield from (each["Plan"] for each in some if isinstance(each, dict) and "Plan" in each)


def _of_table(node: Node) -> Node:
    """The same with the names of the table and its indexes, which a shard's have a number behind."""
    named = {name: _SHARD.sub("", node[name]) for name in _NUMBERED if name in node}
    made = {**node, **named}
    if "Plans" in node:
        made["Plans"] = [_of_table(each) for each in node["Plans"]]
    return made
