"""From the nodes of a plan to its steps."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tenantsh.db.plans.labels import label, role, scanned
from tenantsh.db.plans.nodes import CONDITIONS, ONCE, below, conjuncts, is_apart
from tenantsh.db.plans.step import Condition, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tenantsh.db.plans.nodes import Node
    from tenantsh.db.plans.policies import Secured, Subject
    from tenantsh.db.plans.rows import Relation
    from tenantsh.db.plans.spelling import Spelling
    from tenantsh.db.plans.step import Origin

Places = dict[tuple[str, str], "Relation"]
_FILTERED = ("Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck")


class Reader:
    """Reads one plan."""

    def __init__(
        self, spelling: Spelling, secured: Secured, places: Places, subjects: Mapping[int, Subject | None]
    ) -> None:
        """`subjects` are the tables whose policies decide, by relation."""
        self._spelling = spelling
        self._secured = secured
        self._places = places
        self._subjects = subjects
        self._number = 0

    def steps(self, node: Node) -> list[Step]:
        """All steps, from the top."""
        return list(self._steps(node, None, times=1.0, asked=Counter(), secured=False))

    def _steps(
        self, node: Node, above: Step | None, *, times: float, asked: Counter[str], secured: bool
    ) -> Iterator[Step]:
        self._number += 1
        relation = self._places.get((node.get("Schema", ""), node.get("Relation Name", "")))
        secured = secured or (is_apart(node) and self._spelling.signature(node) in self._secured.values)
        if relation is not None:
            about = self._subjects.get(relation.oid)
            asked = Counter(self._secured.conditions.get(about.oid, Counter())) if about is not None else Counter()
        inner = {id(each): _times(node, each, times) for each in below(node)}
        step = Step(
            number=self._number,
            above=above.number if above is not None else None,
            depth=above.depth + 1 if above is not None else 0,
            label=label(node),
            role=role(node),
            relation=relation,
            scanned=scanned(node),
            alias=_alias(node, above),
            index=str(node.get("Index Name", "")),
            conditions=tuple(self._conditions(node, asked, secured=secured)),
            secured=secured,
            given=_given(node),
            estimated=node.get("Plan Rows", 0),
            cost=node.get("Total Cost", 0),
            own_cost=_own_cost(node, times, inner),
            **_ran(node),
        )
        yield step
        for each in below(node):
            yield from self._steps(each, step, times=inner[id(each)], asked=asked, secured=secured)

    def _conditions(self, node: Node, asked: Counter[str], *, secured: bool) -> Iterator[Condition]:
        for kind in CONDITIONS:
            for text in conjuncts(str(node[kind])) if kind in node else ():
                yield Condition(kind, text, self._origin(kind, text, asked, secured=secured))

    def _origin(self, kind: str, text: str, asked: Counter[str], *, secured: bool) -> Origin:
        """What a table's policies ask is asked once for each scan: the same again is the person's own."""
        same = self._spelling.same(text)
        if secured or asked[same] > 0:
            asked[same] -= 1
            return "policy"
        if kind == ONCE and set(self._spelling.subqueries(text)) & self._secured.values:
            return "value"
        return ""


def _alias(node: Node, above: Step | None) -> str:
    """The alias of what is scanned; an index's bitmap is of the scan above it."""
    bitmap = above is not None and str(node.get("Node Type", "")).startswith("Bitmap")
    return str(node.get("Alias", above.alias if above is not None and bitmap else ""))


def _given(node: Node) -> str:
    output = node.get("Output", [])
    return str(output[0]) if is_apart(node) and len(output) == 1 and "Plans" not in node else ""


def _times(node: Node, inner: Node, times: float) -> float:
    """How often a node beneath another runs, as the planner expects."""
    if node.get("Node Type") != "Nested Loop" or inner.get("Parent Relationship") != "Inner":
        return times
    outer = next((each for each in below(node) if each.get("Parent Relationship") == "Outer"), {})
    return times * max(1.0, float(outer.get("Plan Rows", 1)))


def _own_cost(node: Node, times: float, inner: Mapping[int, float]) -> float:
    """What a node costs without those beneath it; about, where these run many times or not to their end."""
    whole = float(node.get("Total Cost", 0)) * times
    beneath = sum(float(each.get("Total Cost", 0)) * inner[id(each)] for each in below(node))
    return max(0.0, whole - beneath)


def _ran(node: Node) -> dict[str, Any]:
    """What is known of a node that was run."""
    loops = node.get("Actual Loops")
    whole = _milliseconds(node) if loops is not None else None
    own = max(0.0, whole - sum(map(_milliseconds, below(node)))) if whole is not None else None
    return {
        "rows": node.get("Actual Rows", 0) * loops if loops is not None else None,
        "loops": loops,
        "milliseconds": whole,
        "own_milliseconds": own,
        "hit": node.get("Shared Hit Blocks"),
        "read": node.get("Shared Read Blocks"),
        "filtered": round(sum(node.get(each, 0) for each in _FILTERED) * (loops or 0)),
        "removed": node.get("Subplans Removed", 0),
    }


def _milliseconds(node: Node) -> float:
    return float(node.get("Actual Total Time", 0)) * float(node.get("Actual Loops", 0))
