"""The lines of the page about one table: partitions, holes between them, and how many are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands.partitions.family import Hole
from tenantsh.db.partitions import Node

if TYPE_CHECKING:
    from tenantsh.commands.partitions.looking import Look

_EDGES, _LAST = 3, 9
"""So many of the first partitions and of the last ones are shown in any case."""


@dataclass(frozen=True, slots=True)
class More:
    """Partitions of which there is nothing of their own to say."""

    count: int


Line = Node | Hole | More


def lines(look: Look, *, shortens: bool) -> list[Line]:
    """All partitions, or those that differ from the others, with the holes before them."""
    pairs = zip(look.family.spans, look.family.spans[1:], strict=False)
    before = {after.node.row.relation: one.upper for one, after in pairs}
    holes = {hole.lower: hole for hole in look.family.holes}
    found: list[Line] = []
    for at, node in enumerate(look.nodes):
        hole = holes.get(before.get(node.row.relation))  # type: ignore[arg-type]  # None is no point
        if hole is not None:
            found.append(hole)
        if not shortens or hole is not None or _is_shown(look, at, node):
            found.append(node)
        elif found and isinstance(found[-1], More):
            found[-1] = More(found[-1].count + 1)
        else:
            found.append(More(1))
    return found


def _is_shown(look: Look, at: int, node: Node) -> bool:
    row = node.row
    if at < _EDGES or at >= len(look.nodes) - _LAST or row.held or row.kind == "f" or row.is_default:
        return True
    return any(words not in look.often for words in look.remarks.get(row.relation, ()))
