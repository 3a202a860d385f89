"""What is printed is what psql prints, byte for byte: against captured output, and against psql itself."""

from __future__ import annotations

import functools
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.render.capture import FLAGS, HERE, KEPT, QUERIES, SINCE_16, as_result, fetched, printed

from tenantsh.render import Options, write

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.model.result import Result

GOLDEN: dict[str, Any] = json.loads((HERE / "like_psql.json").read_text(encoding="utf-8"))
RESULTS = {name: as_result(answer) for name, answer in GOLDEN["answers"].items()}


def rendered(result: Result, options: Options) -> str:
    out = io.StringIO(newline="")
    write(result, options, out)
    return out.getvalue()


@pytest.mark.parametrize("major", [15, 18])
@pytest.mark.parametrize("flags", KEPT)
def test_prints_what_psql_printed(flags: str, major: int) -> None:
    options = Options(**FLAGS[flags], psql_major=major, psql_minor={15: 18, 18: 6}[major])  # as it was kept
    theirs = GOLDEN["18"][flags] | (GOLDEN["15"][flags] if major == 15 else {})
    assert {name: rendered(result, options) for name, result in RESULTS.items()} == theirs


@pytest.mark.pg_min(15)  # an older psql shows one result of several
@pytest.mark.parametrize("flags", FLAGS)
def test_prints_what_psql_prints(flags: str, pg: Cluster) -> None:
    _compare_with_psql(flags, Options(**FLAGS[flags], psql_major=pg.major, psql_minor=pg.minor), pg)


@pytest.mark.pg_min(16)
@pytest.mark.parametrize("flags", SINCE_16)
def test_lines_above_records_are_as_long_as_psqls(flags: str, pg: Cluster) -> None:
    _compare_with_psql(flags, Options(**SINCE_16[flags], psql_major=pg.major, psql_minor=pg.minor), pg)


@functools.cache
def _results(dsn: str) -> list[Result]:
    return [as_result(answer) for answer in fetched(dsn, list(QUERIES.values()))]


def _compare_with_psql(flags: str, options: Options, pg: Cluster) -> None:
    queries = list(QUERIES.values())
    ours = [rendered(result, options) for result in _results(pg.dsn())]
    theirs = printed(pg.bin / "psql", pg.dsn(), flags, queries)
    assert dict(zip(queries, ours, strict=True)) == dict(zip(queries, theirs, strict=True))
