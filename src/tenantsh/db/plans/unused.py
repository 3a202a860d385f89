"""Indexes that a person's conditions could have used, were their operators leakproof.

Under row security the planner asks the policies first, and an index only for operators that cannot tell of rows that
are hidden. That a plan would then really go by the index is not said: that is the planner's to weigh.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tenantsh.db.plans.kinds import type_of
from tenantsh.db.plans.rows import LEAKY
from tenantsh.db.plans.spelling import without_alias
from tenantsh.db.plans.step import Unused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.plans.rows import KeyRow
    from tenantsh.db.plans.step import Condition, Step

_REFERENCE = re.compile(r"\(InitPlan \d+\)\.col\d+")
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "@>": "<@", "<@": "@>", "&&": "&&"}
_TEXTS = ("text", "varchar", "bpchar")
_PATTERNS = "~<=~"
"""The operator of classes that serve LIKE by a prefix."""
_ORDERED = ("btree",)
_BITMAPS = ("Bitmap Index Scan", "BitmapAnd")
"""Steps that find rows for the one above them, which are all of their kind."""


@dataclass(frozen=True, slots=True)
class _Compared:
    """One side of a condition, and what it is compared with."""

    key: Any
    operator: str
    other: Any


@dataclass(frozen=True, slots=True)
class _Match:
    """A condition that an index could look up."""

    index: str
    leaky: str | None
    """Its operator, where that is not leakproof."""
    calls: frozenset[tuple[str, bool]]
    """The functions and operators on the key's side: any of them may be the one that is not."""


def with_unused(session: Asking, steps: Sequence[Step], keys: Sequence[KeyRow]) -> list[Step]:
    """The steps, with the indexes that their conditions could not use."""
    of: dict[int, list[KeyRow]] = defaultdict(list)
    for key in keys:
        of[key.relation].append(key)
    fixed = _fixed(steps)
    found = {
        (step.number, at): matches
        for step in steps
        if step.relation is not None and not step.secured
        for at, condition in enumerate(step.conditions)
        if condition.kind == "Filter" and not condition.origin
        if (matches := list(_matches(condition, step, of[step.relation.root], fixed[step.number])))
    }
    leaky = _leaky(session, [match for matches in found.values() for match in matches])
    return [
        replace(step, conditions=tuple(_told(step, found, leaky))) if any(n == step.number for n, _ in found) else step
        for step in steps
    ]


def _told(step: Step, found: dict[tuple[int, int], list[_Match]], leaky: set[tuple[str, bool]]) -> Iterator[Condition]:
    for at, condition in enumerate(step.conditions):
        unused = [
            Unused(match.index, match.leaky or _called(min(guilty)))
            for match in found.get((step.number, at), ())
            if (guilty := match.calls & leaky) or match.leaky
        ]
        yield replace(condition, unused=tuple(dict.fromkeys(unused)))


def _called(call: tuple[str, bool]) -> str:
    return call[0] if call[1] else f"{call[0]}()"


def _leaky(session: Asking, matches: Iterable[_Match]) -> set[tuple[str, bool]]:
    """Which of the functions and operators are leakproof for no type."""
    calls = sorted({call for match in matches if match.leaky is None for call in match.calls})
    if not calls:
        return set()
    asked = LEAKY.ask(called_names=[name for name, _ in calls], called_operators=[op for _, op in calls])
    return {(row.name, row.is_operator) for row in session.fetch_apart(asked)[0]}


# -- which keys a condition is about -------------------------------------------------------------------------------


def _matches(condition: Condition, step: Step, keys: Sequence[KeyRow], fixed: frozenset[str]) -> Iterator[_Match]:
    compared = list(_sides(without_alias(condition.text, step.alias)))
    if not compared:
        return
    for key in keys:
        wanted = _expression(key.sql)
        if wanted is None or not _reachable(key, keys, fixed):
            continue
        for each in compared:
            if _is(each.key, wanted, column=key.column) and _able(key, each) and not _own_columns(each.other):
                yield _Match(key.name, _leaky_operator(key, each), _calls(wanted))


def _own_columns(node: Any) -> bool:
    """Whether an expression changes from row to row of what is scanned: columns of others have an alias."""
    from tenantsh.db.pruning.text import everything

    return any(type(each).__name__ == "ColumnRef" and len(each.fields) == 1 for each in everything(node))


def _sides(text: str) -> Iterator[_Compared]:
    """What a condition compares, either side first; nothing of one with a subquery that is asked for each row."""
    node: Any = None if "SubPlan" in text else _expression(text)
    if type(node).__name__ != "A_Expr" or not node.name:
        return
    from postgast import pg_query_pb2 as nodes

    from tenantsh.db.pruning.text import unwrapped

    kind = nodes.A_Expr_Kind.Name(node.kind)
    if kind not in ("AEXPR_OP", "AEXPR_OP_ANY"):
        return
    operator = unwrapped(node.name[-1]).sval
    left, right = unwrapped(node.lexpr), unwrapped(node.rexpr)
    if left is None or right is None:
        return
    yield _Compared(left, operator, right)
    if kind == "AEXPR_OP" and operator in _TURNED:
        yield _Compared(right, _TURNED[operator], left)


@lru_cache(maxsize=1000)  # partitions ask the same
def _expression(sql: str) -> Any:
    """An expression as PostgreSQL's grammar reads it; None where it does not."""
    from tenantsh.db.guard import grammar
    from tenantsh.db.pruning.text import unwrapped

    try:
        parsed = grammar.parse(f"SELECT {_REFERENCE.sub('($1)', sql)}")
    except grammar.TooDeep:
        return None
    targets: Any = getattr(parsed[0].tree, "target_list", ()) if parsed and len(parsed) == 1 else ()
    return unwrapped(unwrapped(targets[0]).val) if len(targets) == 1 else None


def _is(node: Any, wanted: Any, *, column: str | None) -> bool:
    """Whether an expression of a scan is an index's key; a column of text may be cast to its like."""
    from tenantsh.db.pruning.text import unwrapped

    if column is not None and type(node).__name__ == "TypeCast":
        to = unwrapped(node.type_name.names[-1]).sval
        node = unwrapped(node.arg) if to in _TEXTS else node
    return _plain(node) == _plain(wanted)


def _names(column: Any) -> list[str]:
    """The parts of a column's name, `*` for a whole row."""
    from tenantsh.db.pruning.text import unwrapped

    return [getattr(unwrapped(each), "sval", "*") for each in column.fields]


def _plain(node: Any) -> object:
    """A parse tree without places."""
    from google.protobuf.message import Message

    from tenantsh.db.pruning.text import unwrapped

    node = unwrapped(node)
    if type(node).__name__ == "ColumnRef":
        return ("column", *_names(node))
    if not isinstance(node, Message):
        return node if isinstance(node, str | bytes | int | float | bool) else [_plain(each) for each in node]
    fields = [(about.name, _plain(value)) for about, value in node.ListFields() if about.name not in _PLACES]
    return (type(node).__name__, tuple((name, repr(value)) for name, value in fields))


_PLACES = frozenset({"location", "list_start", "list_end", "rexpr_list_start", "rexpr_list_end"})


# -- whether an index could look it up -----------------------------------------------------------------------------


def _fixed(steps: Sequence[Step]) -> dict[int, frozenset[str]]:
    """The columns that each scan compares for equality, whoever asks; in the bitmaps beneath it, too."""
    found: dict[int, frozenset[str]] = defaultdict(frozenset)
    for step in reversed(steps):  # those beneath come first
        found[step.number] |= _equal(step)
        if step.label in _BITMAPS and step.above is not None:
            found[step.above] |= found[step.number]
    return found


def _equal(step: Step) -> frozenset[str]:
    texts = (without_alias(condition.text, step.alias) for condition in step.conditions)
    keys = (each.key for text in texts for each in _sides(text) if each.operator == "=")
    return frozenset(_names(key)[-1] for key in keys if type(key).__name__ == "ColumnRef")


def _reachable(key: KeyRow, keys: Sequence[KeyRow], fixed: frozenset[str]) -> bool:
    """Whether the keys before it, in an index that is ordered, are known."""
    if key.method not in _ORDERED:
        return key.method != "hash" or key.at == 1
    before = [each for each in keys if each.name == key.name and each.at < key.at]
    return all(each.column in fixed for each in before)


def _able(key: KeyRow, compared: _Compared) -> bool:
    return compared.operator in key.operators or (compared.operator == "~~" and _prefixed(key, compared.other))


def _prefixed(key: KeyRow, pattern: Any) -> bool:
    """Whether a pattern begins with what an index of `text_pattern_ops` finds."""
    from tenantsh.db.pruning.text import everything

    literals = [each.sval.sval for each in everything(pattern) if type(each).__name__ == "A_Const"]
    return _PATTERNS in key.operators and len(literals) == 1 and literals[0][:1] not in ("", "%", "_")


def _leaky_operator(key: KeyRow, compared: _Compared) -> str | None:
    """The operator where it is surely not leakproof: where its other side's type is not known, none of its kin is."""
    kin = {
        type_: leakproof
        for operator, type_, leakproof in zip(key.operators, key.types, key.leakproof, strict=True)
        if operator == compared.operator
    }
    if not any(kin.values()):  # nor is LIKE, which is none of an index's own
        return compared.operator
    other = type_of(compared.other)
    return f"{compared.operator} {other}" if other is not None and kin.get(other) is False else None


def _calls(node: Any) -> frozenset[tuple[str, bool]]:
    """The functions and operators in a key."""
    from tenantsh.db.pruning.text import everything, unwrapped

    found = set()
    for each in everything(node):
        if type(each).__name__ == "FuncCall":
            found.add((str(unwrapped(each.funcname[-1]).sval), False))
        elif type(each).__name__ == "A_Expr" and each.name:
            found.add((str(unwrapped(each.name[-1]).sval), True))
    return frozenset(found)
