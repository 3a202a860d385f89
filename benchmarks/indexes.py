"""What an index on documents does for some filters: the table of JSONB.md, shortened, on fewer documents.

`python benchmarks/jsonb_indexes.py` makes the whole of it.
"""

from __future__ import annotations

from math import inf
from statistics import median
from typing import TYPE_CHECKING

import psycopg
from benchmarks.figures import Figure
from benchmarks.jsonb_forms import FORMS
from benchmarks.jsonb_indexes import Bench, prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_FILTERS = (
    "external_ref=ref-777",
    "tier=premium region=eu",
    "seats=77",
    "items[sku=sku-7 qty=3]",
    "any:user77@acme.com",
)
_INDEXES = ("with_ops", "with_path_ops")
_ROUNDS = 3


def measure(ground: Ground, _peers: Peers) -> Iterator[Figure]:
    rows = ground.sizes.documents
    with psycopg.connect(ground.server.create("indexed"), autocommit=True) as connection:
        prepare(connection, rows)
        bench = Bench(connection, _ROUNDS)
        for form in FORMS:
            if form.text in _FILTERS:
                yield _figure(bench, form.text, rows)
        served = bench.served_as_the_organization()
        what = f"forms of {len(FORMS)} that an index serves as the organization's role, sequential scans off"
        yield Figure(what, len(served), inf, "cases", "the operators are not leakproof", len(FORMS))
    ground.server.drop("indexed")


def _figure(bench: Bench, text: str, rows: int) -> Figure:
    form = next(form for form in FORMS if form.text == text)
    bare = [bench.run(form, "documents") for _ in range(_ROUNDS)]
    took = median(run.seconds for run in bare)
    said, ratios = [], []
    for name in _INDEXES:
        runs = [bench.run(form, name) for _ in range(_ROUNDS)]
        indexed = median(run.seconds for run in runs)
        if runs[-1].index:
            ratios.append(indexed / took)
        said.append(f"{name} {indexed * 1000:.2f} ms" + ("" if runs[-1].index else " (not by the index)"))
    beside = f"{bare[0].rows:,} rows; without {took * 1000:.1f} ms, {', '.join(said)}"
    value = min(ratios) if ratios else None
    return Figure(f"`{text}` on {rows:,} documents: by the better index, of without", value, inf, "x", beside, _ROUNDS)
