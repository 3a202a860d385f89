"""Filters find what a reference says that they mean, whatever serves them.

The reference (`tests/lang/filters/reference`) is of its own: it shares no code with the language. A quick part runs
always; TENANTSH_FILTER_SEEDS=100-140 runs these seeds, and `-s` shows what was compared.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import pytest
from tests.db import filter_tables
from tests.lang.filters.reference.answer import fulfils
from tests.lang.filters.reference.chance import filter_of
from tests.lang.filters.reference.spelling import spelled

from tenantsh.lang.filters import parse

if TYPE_CHECKING:
    from tests.db.filter_tables import Tables
    from tests.db.small import Small

    from tenantsh.db.session import Session

_FILTERS = 100
"""Of each seed."""
_DOCUMENTS = 500


def _seeds() -> list[int]:
    first, _, last = os.environ.get("TENANTSH_FILTER_SEEDS", "1").partition("-")
    return list(range(int(first), int(last or first) + 1))


@dataclass(slots=True)
class _Counts:
    filters: int = 0
    comparisons: int = 0
    telling: int = 0
    """Of the filters, those that some documents fulfil and some do not."""
    served: int = 0
    """Of the plans, those that go through an index."""


@pytest.mark.timeout(0 if "TENANTSH_FILTER_SEEDS" in os.environ else 180)
def test_a_filter_finds_what_the_reference_says_with_every_index(filtered: Small, asking: Session) -> None:
    counts = _Counts()
    for seed in _seeds():
        tables = filter_tables.make(filtered, asking, seed, _DOCUMENTS)
        _compare(tables, Random(seed), counts)
    print(f"\nPostgreSQL {filtered.pg.version}: {counts}")  # noqa: T201  # how much was compared is what somebody runs it for
    assert counts.telling > counts.filters * 0.3
    assert counts.served > counts.filters


def _compare(tables: Tables, rng: Random, counts: _Counts) -> None:
    for _ in range(_FILTERS):
        what = filter_of(rng, tables.documents)
        text = spelled(rng, what)
        wanted = {at for at, document in enumerate(tables.documents) if fulfils(document, what)}
        found = tables.found(text)
        for name, ids in found.items():
            assert ids == wanted, _difference(tables, text, name, wanted, ids)
        name = rng.choice(tuple(found))
        assert tables.literally(text, name) == wanted, f"{text!r} in {name}, with literals"
        assert tables.composed(text, name) == wanted, f"{text!r} in {name}, by tenantsh.jsonb"
        counts.filters += 1
        counts.comparisons += len(found) + 2
        counts.telling += 0 < len(wanted) < len(tables.documents)
        counts.served += sum(tables.served(parse(text), name) for name in found)


def _difference(tables: Tables, text: str, name: str, wanted: set[int], found: set[int]) -> str:
    lost, more = sorted(wanted - found), sorted(found - wanted)
    shown = [f"{text!r} in {name}: {len(lost)} not found, {len(more)} found that should not be"]
    shown += [
        f"  {word}: {tables.documents[at]!r}"[:600] for word, ids in (("lost", lost), ("more", more)) for at in ids[:2]
    ]
    return "\n".join(shown)
