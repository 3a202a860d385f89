"""What could serve a term: operator classes of GIN, generated columns, indexed expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from math import inf
from typing import TYPE_CHECKING

from tenantsh.lang.filters.condition import Conjunct, Parameter
from tenantsh.lang.filters.containment import array
from tenantsh.lang.filters.tree import And, Anywhere, Compare, Element, OneOf, Operator, Or, Type
from tenantsh.lang.filters.words import plain

if TYPE_CHECKING:
    from tenantsh.lang.filters.indexes import Extracted, Indexes
    from tenantsh.lang.filters.tree import Filter, Value

OPS = frozenset({"jsonb_ops"})
BOTH = OPS | {"jsonb_path_ops"}
NOBODY = frozenset[str]()

_TEXTS = ("text", "character varying")
_WHOLE = {"smallint": 15, "integer": 31, "bigint": 63}
"""Types of whole numbers, and how many bits they have without the sign."""
_TINIEST = 2.2250738585072014e-308
"""Nearer to zero some servers' `double precision` is an error."""
_WRITTEN_OTHERWISE = re.compile(r"-?[0-9].*|true|false|null|[{\[].*", re.DOTALL)
"""Texts that `->>` makes of other values than strings, too."""
_INDEX = re.compile(r"-?[0-9]+")
"""Keys that `#>>` takes for an element's position."""


@dataclass(frozen=True, slots=True)
class Served:
    """An equality that an index on a text serves."""

    conjunct: Conjunct
    decided: bool
    """Whether it says all; where it does not, `@>` has to stand beside it."""


def served(term: Filter, indexes: Indexes) -> Served | None:
    """An equality by the best of the indexes on its path; None where there is none for it."""
    match term:
        case Compare(path, Operator.EQUAL, value):
            values: tuple[Value, ...] = (value,)
        case OneOf(path, values):
            pass
        case _:
            return None
    if any(key.elements for key in path):
        return None
    names = tuple(key.name for key in path)
    fit = [each for each in indexes.extracted if each.path == names]
    for each in sorted(fit, key=lambda each: (not each.leakproof, not each.generated)):
        texts = [_text(value, each.type) for value in values]
        if None not in texts:
            return Served(_conjunct(each, [text for text in texts if text is not None]), _decides(each, values))
    return None


def _conjunct(index: Extracted, texts: list[str]) -> Conjunct:
    by = frozenset({index.name})
    if len(texts) == 1:
        return Conjunct((f"{index.sql} = ", Parameter(texts[0], index.type)), by)
    return Conjunct((f"{index.sql} = ANY (", Parameter(array(texts), f"{index.type}[]"), ")"), by)


def _text(value: Value, to: str) -> str | None:
    """What a value is compared as, in a type; None where this type cannot find all that are equal to it."""
    match value.type:
        case Type.STRING if to in _TEXTS:
            return plain(value.json)
        case Type.NUMBER if to in _WHOLE:
            return _whole(value.json, _WHOLE[to])
        case Type.NUMBER if to == "numeric":
            return value.json
        case Type.NUMBER if to == "double precision":
            return value.json if _has_room(value.json) else None
        case Type.BOOLEAN if to == "boolean":
            return value.json
        case _:
            return None


def _whole(number: str, bits: int) -> str | None:
    exact = Decimal(number)
    if exact.adjusted() > 20 or exact != exact.to_integral_value() or not -(2**bits) <= exact < 2**bits:
        return None
    return str(int(exact))


def _has_room(number: str) -> bool:
    """Whether a number is no error as a `double precision`: neither too large nor too small."""
    rough = float(number)
    return rough == 0 == Decimal(number) or _TINIEST <= abs(rough) < inf


def _decides(index: Extracted, values: tuple[Value, ...]) -> bool:
    """Whether equal texts are equal values: only of strings that nothing else is written like."""
    return (
        index.type in _TEXTS
        and not any(_WRITTEN_OTHERWISE.fullmatch(plain(value.json)) for value in values)
        and not any(map(_INDEX.fullmatch, index.path))
    )


def extractable(term: Filter) -> frozenset[str]:
    """The operator classes that find a term in jsonpath: they take `==` a constant out of it, and nothing else."""
    match term:
        case Compare(_, Operator.EQUAL | Operator.ELEMENT) | OneOf():
            return BOTH
        case Anywhere():
            return OPS
        case Element(_, inner):
            return extractable(inner)
        case And(parts):
            return NOBODY.union(*map(extractable, parts))
        case Or(parts):
            return frozenset.intersection(*map(extractable, parts))
        case _:
            return NOBODY
