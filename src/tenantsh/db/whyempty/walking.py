"""From a query without rows to the first of its parts that leaves none: inward, as far as that is honest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.pruning.text import here, unwrapped
from tenantsh.db.whyempty import remarks
from tenantsh.db.whyempty.counting import TOO_LONG
from tenantsh.db.whyempty.findings import Found, Inner, Loss, Step
from tenantsh.db.whyempty.stages import LIMITS, Stage, narrower, stages
from tenantsh.db.whyempty.trees import bare, conjuncts, source_words, without, words
from tenantsh.lang.quote import spell_identifier

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tenantsh.db.whyempty.counting import Count, Question
    from tenantsh.db.whyempty.withs import Withs

_CONDITIONS = ("WHERE", "AND")
_MOST_LEFT_OUT = 12
_DEEPEST = 8


class Walk:
    """One look at a query: `steps` are what was counted, in the order in which it was."""

    def __init__(self, ask: Callable[[list[Question]], list[Count]], params: Sequence[Any], org: str, column: str):
        self.steps: list[Step] = []
        self._ask, self._params = ask, params
        self._org, self._column = org, column

    def counts(self, withs: Withs, selects: Sequence[Any]) -> list[Count]:
        """How many rows queries have."""
        return self._ask([withs.count(select, self._params) for select in selects]) if selects else []

    # -- a whole query ---------------------------------------------------------------------------------------------

    def query(self, select: Any, withs: Withs, depth: int = 0) -> Found:
        """What loses the rows of a query."""
        withs = withs.inside(select)
        if depth > _DEEPEST:
            return Found(Loss.UNKNOWN, "it is nested too deeply to be looked into")
        whole = without(select, "locking_clause")
        (last,) = self.counts(withs, [whole])
        grouped = bool(select.group_clause) or select.op != nodes.SETOP_NONE
        if last.some and (grouped or not select.from_clause or last.rows != 1):
            return Found(Loss.NONE, f"it has rows: {last.words}")
        if last.outer and depth:
            return Found(Loss.UNKNOWN, "it depends on rows around it, and cannot be asked by itself")
        if select.values_lists:
            return self._limited(select, withs, depth) or Found(Loss.UNKNOWN, f"VALUES, {last.words}")
        if select.op != nodes.SETOP_NONE:
            return self._sides(select, withs, depth)
        return self._parts(select, withs, depth, last)

    def _parts(self, select: Any, withs: Withs, depth: int, last: Count) -> Found:
        parts = list(stages(select))
        found = self.counts(withs, [part.select for part in parts])
        first = next((at for at, count in enumerate(found) if count.none), None)
        aggregated = last.some
        if aggregated and (first is None or parts[first].part == "SELECT"):
            return Found(Loss.NONE, f"it has rows: {last.words}")
        shown = len(parts) if first is None else first + 1
        for part, count in zip(parts[:shown], found, strict=False):
            if part.part != "SELECT" or count.none:
                self._step(part.part, part.asked, count, depth)
        if first is None:
            failed = next((count for count in found if count.rows is None), None)
            if failed is not None:
                error = failed.sqlstate != TOO_LONG
                return Found(Loss.UNKNOWN, f"it cannot be told: {failed.words}", failed=error)
            return self._limited(select, withs, depth) or Found(
                Loss.UNKNOWN, "its parts have rows: it may have some by now"
            )
        made = self._lost(select, parts, found, first, withs, depth)
        unsure = [part.asked for part, count in zip(parts[:first], found, strict=False) if count.rows is None]
        why = made.why + (f"; whether already {unsure[0]} leaves none could not be counted" if unsure else "")
        if aggregated:
            why = f"its one row is that of an aggregate of no rows: {why}"
        return Found(made.loss, why, made.inner, made.condition)

    def _lost(
        self, select: Any, parts: Sequence[Stage], found: Sequence[Count], at: int, withs: Withs, depth: int
    ) -> Found:
        part, before = parts[at], found[at - 1] if at else None
        if type(part.node).__name__ == "JoinExpr" and part.part not in (",", "FROM"):
            return self._join(part, select, withs, depth)
        if part.part in (",", "FROM"):
            return self._item(part.node, select, withs, depth)
        if part.part == "SELECT":
            return Found(Loss.SELECT_LIST, "a function in its select list gives no rows for any of them")
        grouped = any(each.part in ("HAVING", "GROUP BY") for each in parts[: at + 1])
        if grouped:
            groups = _counted(before, "group") if before is not None and select.group_clause else "the one group"
            return Found(Loss.HAVING, f"HAVING {part.asked}: {groups} before it, none with it", (Inner(select, withs),))
        return self._condition(part, before, select, withs, depth)

    # -- FROM ------------------------------------------------------------------------------------------------------

    def _item(self, item: Any, select: Any, withs: Withs, depth: int) -> Found:
        """What is empty of an item of FROM."""
        match type(item).__name__:
            case "RangeVar":
                return self._relation(item, select, withs, depth)
            case "RangeSubselect":
                inner = self.query(unwrapped(item.subquery), withs, depth + 1)
                return _within(inner, f"in {item.alias.aliasname or 'the subquery'}")
            case "JoinExpr":
                return self.query(bare([item]), withs, depth)
            case "RangeTableSample":
                (all_of_it,) = self.counts(withs, [bare([item.relation])])
                self._step("without", "TABLESAMPLE", all_of_it, depth + 1)
                if all_of_it.none:
                    return self._item(unwrapped(item.relation), select, withs, depth)
                return Found(Loss.PREDICATE, f"the sample holds none of {_counted(all_of_it, 'row')}; another one may")
        return Found(Loss.EMPTY, f"{source_words(item)} gives no rows")

    def _relation(self, item: Any, select: Any, withs: Withs, depth: int) -> Found:
        held = withs.query(item.relname) if not item.schemaname else None
        if held is None:
            name = ".".join(spell_identifier(each) for each in (item.schemaname, item.relname) if each)
            why = f"{name} has no row that this session sees"
            return Found(Loss.EMPTY, why, (Inner(select, withs, name),))
        named, around = held
        query = unwrapped(named.ctequery)
        recursive = withs.clauses[-1].recursive and query.op != nodes.SETOP_NONE
        inner = self.query(unwrapped(query.larg) if recursive else query, around, depth + 1)
        return _within(inner, f"in {named.ctename}" + (", where the recursion begins" if recursive else ""))

    def _join(self, part: Stage, select: Any, withs: Withs, depth: int) -> Found:
        join = part.node
        right = unwrapped(join.rarg)
        tighter = list(narrower(join))
        alone, *rest = self.counts(withs, [bare([right]), *(bare([*part.before, each]) for _, each in tighter)])
        if alone.none:
            self._step("alone", source_words(right), alone, depth + 1)
            return self._item(right, select, withs, depth)
        self._step("alone", "it depends on rows beside it" if alone.outer else source_words(right), alone, depth + 1)
        if len(tighter) > 1:
            for (asked, _), count in zip(tighter, rest, strict=True):
                self._step("with", asked, count, depth + 1)
        which = next((asked for (asked, _), count in zip(tighter, rest, strict=True) if count.none), part.asked)
        asked = f"{part.part} {source_words(right)} {which}" if tighter else f"{part.part} {part.asked}"
        return Found(Loss.JOIN, f"{asked}: no row has its match", (Inner(select, withs),))

    # -- WHERE -----------------------------------------------------------------------------------------------------

    def _condition(self, part: Stage, before: Count | None, select: Any, withs: Withs, depth: int) -> Found:
        items = list(select.from_clause)
        all_of_them = conjuncts(select.where_clause)
        others = [[each for each in all_of_them if each is not one] for one in all_of_them[:_MOST_LEFT_OUT]]
        asked = [bare(items, [part.node])] + ([bare(items, each) for each in others] if len(all_of_them) > 1 else [])
        alone, *rest = self.counts(withs, asked)
        if len(all_of_them) > 1:
            self._step("alone", part.asked, alone, depth + 1)
        left_out = list(zip(all_of_them, rest, strict=False))
        for one, count in left_out:
            if count.some:
                self._step("all but", words(one), count, depth + 1)
        marked = next((each for each in left_out if each[1].some and remarks.asks_for_the_living(each[0])), None)
        if marked is not None:
            why = f"{_counted(marked[1], 'row')} fulfil all else and are marked as deleted: {words(marked[0])}"
            return Found(Loss.SOFT_DELETE, why, (Inner(select, withs),), marked[0])
        within = self._subqueries(part.node, withs, depth)
        if within is not None:
            return within
        why = (
            f"{part.asked} is true of none of {_counted(before, 'row')}"
            if before is not None
            else f"{part.asked} is not true"
        )
        if alone.some and len(all_of_them) > 1:
            why = f"{part.asked} is true of {_counted(alone, 'row')}, and of none that fulfils what stands before it"
        said = remarks.of(part.node, self._org, self._column)
        loss = Loss.SOFT_DELETE if remarks.asks_for_the_living(part.node) else Loss.PREDICATE
        if loss is Loss.SOFT_DELETE:
            why = f"{part.asked}: those that are left are all marked as deleted"
        return Found(loss, "; ".join([why, *said]), (Inner(select, withs),), part.node)

    def _subqueries(self, condition: Any, withs: Withs, depth: int) -> Found | None:
        """What the queries within a condition have to do with it."""
        negated = type(condition).__name__ == "BoolExpr" and condition.boolop == nodes.NOT_EXPR
        links = [each for each in here(condition) if type(each).__name__ == "SubLink"]
        for link in links:
            query = unwrapped(link.subselect)
            (count,) = self.counts(withs.inside(query), [query])
            self._step("subquery", words(link), count, depth + 1)
            if count.none and not negated:
                inner = self.query(query, withs, depth + 1)
                said = "gives no rows" + (", and so NULL" if link.sub_link_type == nodes.EXPR_SUBLINK else "")
                return Found(inner.loss, f"its subquery {said}: {inner.why}", inner.inner, inner.condition)
            if negated and count.some and link.sub_link_type == nodes.ANY_SUBLINK:
                (nulls,) = self.counts(withs, [remarks.nulls_of(query)])
                if nulls.some:
                    return Found(Loss.PREDICATE, f"{words(condition)} is true of no row: the subquery has a NULL")
        return None

    # -- set operations, LIMIT and OFFSET --------------------------------------------------------------------------

    def _sides(self, select: Any, withs: Withs, depth: int) -> Found:
        left, right = select.larg, select.rarg
        word = {nodes.SETOP_UNION: "UNION", nodes.SETOP_INTERSECT: "INTERSECT"}.get(select.op, "EXCEPT")
        whole, *sides = self.counts(withs, [without(select, "sort_clause", *LIMITS), left, right])
        for name, count in zip(("left", "right"), sides, strict=True):
            self._step(f"{word}, {name}", "", count, depth)
        if whole.some:
            return self._limited(select, withs, depth) or Found(Loss.UNKNOWN, "it may have rows by now")
        if sides[0].none:
            found = _within(self.query(left, withs, depth + 1), "the left side")
            if word != "UNION":
                return found
            other = _within(self.query(right, withs, depth + 1), "the right side")
            return Found(found.loss, f"{found.why}; {other.why}", (*found.inner, *other.inner))
        if word == "INTERSECT" and sides[1].none:
            return _within(self.query(right, withs, depth + 1), "the right side")
        if None in (sides[0].rows, sides[1].rows):
            return Found(Loss.UNKNOWN, f"it cannot be told: {next(each for each in sides if each.rows is None).words}")
        why = (
            "no row is on both sides" if word == "INTERSECT" else "each row of the left side is on the right side, too"
        )
        return Found(Loss.SET_OPERATION, f"{word}: {why}")

    def _limited(self, select: Any, withs: Withs, depth: int) -> Found | None:
        """Whether LIMIT or OFFSET leaves none of the rows that there are."""
        plain = without(select, "locking_clause")
        if not (select.HasField("limit_count") or select.HasField("limit_offset")):
            if any(lock.locking_clause.wait_policy == nodes.LockWaitSkip for lock in select.locking_clause):
                return Found(
                    Loss.UNKNOWN, "SKIP LOCKED leaves out rows that others have locked, which is not looked at"
                )
            return None
        every, unlimited, whole = self.counts(withs, [without(plain, *LIMITS), without(plain, "limit_count"), plain])
        if every.none or not whole.none:
            return None
        if unlimited.none:
            self._step("OFFSET", words(select.limit_offset), unlimited, depth)
            return Found(Loss.OFFSET, f"OFFSET {words(select.limit_offset)} skips its {_counted(every, 'row')}")
        self._step("LIMIT", words(select.limit_count), whole, depth)
        return Found(Loss.LIMIT, f"LIMIT {words(select.limit_count)} leaves none of its {_counted(every, 'row')}")

    def _step(self, part: str, asked: str, count: Count, depth: int) -> None:
        remark = count.words if count.rows is None else ""
        rows = min(count.rows, 1000) if count.rows is not None else None
        self.steps.append(Step(part, asked, rows, count.more, remark, depth))


def _counted(count: Count, noun: str) -> str:
    return f"{count.words} {noun}{'' if count.rows == 1 else 's'}"


def _within(found: Found, where: str) -> Found:
    return Found(found.loss, f"{where}: {found.why}", found.inner, found.condition)
