"""What EXPLAIN calls a node, in the words of its text format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.db.plans.nodes import Node

_AGGREGATES = {"Hashed": "HashAggregate", "Sorted": "GroupAggregate", "Mixed": "MixedAggregate"}
_SCANNED = ("Function Name", "Table Function Name", "CTE Name", "Tuplestore Name")


def label(node: Node) -> str:
    """The node's own name.

    >>> label({"Node Type": "Hash Join", "Join Type": "Left", "Parallel Aware": True})
    'Parallel Hash Left Join'
    >>> label({"Node Type": "Aggregate", "Strategy": "Hashed", "Partial Mode": "Partial"})
    'Partial HashAggregate'
    """
    kind = str(node.get("Node Type", ""))
    named = _named(kind, node)
    backward = " Backward" if node.get("Scan Direction") == "Backward" else ""
    parallel = "Parallel " if node.get("Parallel Aware") else ""
    return f"{parallel}{named}{backward}"


def _named(kind: str, node: Node) -> str:
    if kind == "Aggregate":
        partial = str(node.get("Partial Mode", "Simple"))
        return f"{partial} " * (partial != "Simple") + _AGGREGATES.get(str(node.get("Strategy")), "Aggregate")
    if kind == "SetOp":
        return f"{'Hash' if node.get('Strategy') == 'Hashed' else ''}SetOp {node.get('Command', '')}".rstrip()
    if kind == "Custom Scan" and "Custom Plan Provider" in node:
        return f"{kind} ({node['Custom Plan Provider']})"
    if kind == "ModifyTable":
        return str(node.get("Operation", kind))
    joined = str(node.get("Join Type", "Inner"))
    if joined != "Inner":
        return f"{kind.removesuffix(' Join')} {joined} Join"
    return kind


def role(node: Node) -> str:
    """What stands before it where it is a subquery: `InitPlan 1`, `CTE recent`."""
    return str(node.get("Subplan Name", ""))


def scanned(node: Node) -> str:
    """What it scans that is no table: a function, a CTE."""
    return next((str(node[name]) for name in _SCANNED if name in node), "")
