"""From a query without rows to the first of its parts that leaves none: inward, as far as that is honest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.whyempty import conditions, sources
from tenantsh.db.whyempty.counting import MOST, TOO_LONG
from tenantsh.db.whyempty.findings import Found, Loss, Step
from tenantsh.db.whyempty.places import Place
from tenantsh.db.whyempty.stages import LIMITS, stages
from tenantsh.db.whyempty.trees import without, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tenantsh.db.whyempty.counting import Count, Question
    from tenantsh.db.whyempty.stages import Stage
    from tenantsh.db.whyempty.withs import Withs

_DEEPEST = 8
_MOST_SIDES = 5
_MEANWHILE = "its parts have rows: it may have some by now"
_OUTER_JOINS = (nodes.JOIN_RIGHT, nodes.JOIN_FULL)


class Walk:
    """One look at a query: `steps` are what was counted, in the order in which it was."""

    def __init__(
        self, ask: Callable[[list[Question]], list[Count]], params: Sequence[Any], org: str, tenant_column: str
    ) -> None:
        self.steps: list[Step] = []
        self.org, self.tenant_column = org, tenant_column
        self._ask, self._params = ask, params

    def counts(self, withs: Withs, selects: Sequence[Any]) -> list[Count]:
        """How many rows queries have."""
        return self._ask([withs.count(select, self._params) for select in selects]) if selects else []

    def step(self, part: str, asked: str, count: Count, depth: int) -> None:
        """Take note of what was counted."""
        rows = None if count.rows is None else min(count.rows, MOST)
        self.steps.append(Step(part, asked, rows, count.more, count.words if rows is None else "", depth))

    def query(self, select: Any, withs: Withs, depth: int = 0) -> Found:
        """What loses the rows of a query."""
        if depth > _DEEPEST:
            return Found(Loss.UNKNOWN, "it is nested too deeply to be looked into")
        place = Place(without(select, "locking_clause"), withs.inside(select), depth)
        (last,) = self.counts(place.withs, [place.select])
        if last.outer and depth:
            return Found(Loss.UNKNOWN, "it depends on rows around it, and cannot be asked by itself")
        if last.some and not _may_be_an_aggregate(select, last):
            return Found(Loss.NONE, f"it has rows: {last.words}")
        found = self._looked_into(place, last)
        skipping = any(lock.locking_clause.wait_policy == nodes.LockWaitSkip for lock in select.locking_clause)
        if skipping and found.loss is Loss.NONE:
            return replace(found, loss=Loss.UNKNOWN, why=f"{found.why}; SKIP LOCKED leaves out those that are locked")
        return found

    def _looked_into(self, place: Place, last: Count) -> Found:
        if place.select.values_lists:
            return self._limited(place) or Found(Loss.UNKNOWN, f"VALUES: {last.words}")
        if place.select.op != nodes.SETOP_NONE:
            return self._sides(place)
        return self._parts(place, last)

    # -- the parts of a SELECT -------------------------------------------------------------------------------------

    def _parts(self, place: Place, last: Count) -> Found:
        parts = list(stages(place.select))
        found = self.counts(place.withs, [part.select for part in parts])
        asked = len(parts) - 1 if last.some else len(parts)  # an aggregate's one row comes of no rows, too
        first = _first(parts[:asked], found[:asked])
        if last.some and first is None:
            return Found(Loss.NONE, f"it has rows: {last.words}")
        for part, count in list(zip(parts, found, strict=True))[: None if first is None else first + 1]:
            if part.part != "SELECT" or count.none:
                self.step(part.part, part.asked, count, place.depth)
        if first is None:
            failed = next(((part, count) for part, count in zip(parts, found, strict=True) if count.rows is None), None)
            if failed is not None:
                return _failed(failed[1], f"{failed[0].part} {failed[0].asked}".rstrip())
            return self._limited(place) or Found(Loss.UNKNOWN, _MEANWHILE)
        made = self._lost(place, parts[first], found[first - 1] if first else None)
        unsure = next(
            (part.asked for part, count in zip(parts[:first], found, strict=False) if count.rows is None), None
        )
        why = made.why if unsure is None else f"{made.why}; whether already {unsure} leaves none could not be counted"
        return replace(made, why=f"its one row is that of an aggregate of no rows: {why}" if last.some else why)

    def _lost(self, place: Place, part: Stage, before: Count | None) -> Found:
        match part.kind:
            case "join":
                return sources.join(self, place, part)
            case "source":
                return sources.source(self, place, part.node)
            case "having":
                groups = before.of("group") if before is not None and place.select.group_clause else "the one group"
                return Found(Loss.HAVING, f"HAVING {part.asked}: {groups} before it, none with it", (place.inner,))
            case "where":
                return conditions.condition(self, place, part, before)
        return Found(Loss.SELECT_LIST, "a function in its select list gives no rows for any of them")

    # -- set operations, LIMIT and OFFSET --------------------------------------------------------------------------

    def _sides(self, place: Place) -> Found:
        if place.select.op == nodes.SETOP_UNION:
            return self._union(place)
        word = "INTERSECT" if place.select.op == nodes.SETOP_INTERSECT else "EXCEPT"
        whole, left, right = self._counted_sides(place, word, [place.select.larg, place.select.rarg])
        if whole.some:
            return self._limited(place) or Found(Loss.UNKNOWN, _MEANWHILE)
        if left.none or (right.none and word == "INTERSECT"):
            name, side = ("left", place.select.larg) if left.none else ("right", place.select.rarg)
            return self.query(side, place.withs, place.depth + 1).within(f"the {name} side")
        if left.rows is None or right.rows is None:
            return _failed(left if left.rows is None else right, word)
        both = "no row is on both sides" if word == "INTERSECT" else "each row of the left is on the right, too"
        return Found(Loss.SET_OPERATION, f"{word}: {both}", (place.inner,))

    def _union(self, place: Place) -> Found:
        top = without(place.select, "sort_clause", "with_clause", *LIMITS)
        sides = list(_united(top))
        whole, *counts = self._counted_sides(place, "UNION", sides)
        if whole.some:
            return self._limited(place) or Found(Loss.UNKNOWN, _MEANWHILE)
        failed = next((count for count in counts if count.rows is None), None)
        if failed is not None:
            return _failed(failed, "UNION")
        found = [
            self.query(side, place.withs, place.depth + 1).within(f"side {at} of {len(sides)}")
            for at, side in enumerate(sides[:_MOST_SIDES], 1)
        ]
        rest = [f"and {len(sides) - _MOST_SIDES} more sides"] if len(sides) > _MOST_SIDES else []
        inner = tuple(each for side in found for each in side.inner)
        return replace(found[0], why="; ".join([*(each.why for each in found), *rest]), inner=inner)

    def _counted_sides(self, place: Place, word: str, sides: Sequence[Any]) -> list[Count]:
        plain = without(place.select, "sort_clause", *LIMITS)
        whole, *counts = self.counts(place.withs, [plain, *sides])
        for at, count in enumerate(counts[:_MOST_SIDES], 1):
            self.step(f"{word}, side {at}", "", count, place.depth)
        return [whole, *counts]

    def _limited(self, place: Place) -> Found | None:
        """What LIMIT or OFFSET does where it leaves none of the rows that there are."""
        select = place.select
        if not (select.HasField("limit_count") or select.HasField("limit_offset")):
            return None
        asked = [without(select, *LIMITS), without(select, "limit_count"), select]
        every, unlimited, whole = self.counts(place.withs, asked)
        if every.none or not whole.none:
            return None
        if unlimited.none:
            offset = words(select.limit_offset)
            self.step("OFFSET", offset, unlimited, place.depth)
            return Found(Loss.OFFSET, f"OFFSET {offset} skips its {every.of('row')}")
        limit = words(select.limit_count)
        self.step("LIMIT", limit, whole, place.depth)
        return Found(Loss.LIMIT, f"LIMIT {limit} leaves none of its {every.of('row')}")


def _may_be_an_aggregate(select: Any, count: Count) -> bool:
    """Whether one row may be that of an aggregate of no rows."""
    grouped = bool(select.group_clause) or select.op != nodes.SETOP_NONE
    return count.rows == 1 and bool(select.from_clause) and not grouped


def _first(parts: Sequence[Stage], found: Sequence[Count]) -> int | None:
    """The part that loses the last rows: behind all that have some, for an outer join may bring rows of its own."""
    some = max((at for at, count in enumerate(found) if count.some), default=-1)
    first = next((at for at in range(some + 1, len(found)) if found[at].none), None)
    if first is None:
        return None
    brings = (at for at in range(first, len(found)) if found[at].none and _brings_rows(parts[at]))
    return max(brings, default=first)


def _brings_rows(part: Stage) -> bool:
    return part.kind == "join" and part.node.jointype in _OUTER_JOINS


def _united(select: Any) -> Iterator[Any]:
    """The sides of UNIONs one after another."""
    plain = not (select.sort_clause or select.HasField("limit_count") or select.HasField("limit_offset"))
    if select.op == nodes.SETOP_UNION and plain and not select.HasField("with_clause"):
        yield from _united(select.larg)
        yield from _united(select.rarg)
    else:
        yield select


def _failed(count: Count, what: str) -> Found:
    why = f"it cannot be told: {count.reason}, at {what}"
    return Found(Loss.UNKNOWN, why, failed=count.sqlstate != TOO_LONG)
