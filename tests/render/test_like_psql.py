"""What is printed is what psql prints, byte for byte: against captured output, and against psql itself."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.render.capture import FLAGS, HERE, KEPT, QUERIES, SINCE_18, as_result, fetched, printed

from tenantsh.render import Options, write

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.model.result import Result

GOLDEN: dict[str, dict[str, Any]] = json.loads((HERE / "like_psql.json").read_text(encoding="utf-8"))


def rendered(result: Result, options: Options) -> str:
    out = io.StringIO(newline="")
    write(result, options, out)
    return out.getvalue()


@pytest.mark.parametrize("flags", KEPT)
@pytest.mark.parametrize("name", QUERIES | SINCE_18)
def test_prints_what_psql_printed(name: str, flags: str) -> None:
    assert rendered(as_result(GOLDEN["answers"][name]), Options(**FLAGS[flags])) == GOLDEN["printed"][flags][name]


@pytest.mark.pg_min(15)  # an older psql knows older characters, and shows one result of several
@pytest.mark.parametrize("flags", FLAGS)
def test_prints_what_psql_prints(flags: str, pg: Cluster) -> None:
    queries = QUERIES if pg.major < 18 else QUERIES | SINCE_18
    answers = fetched(pg.dsn(), list(queries.values()))
    options = Options(**FLAGS[flags], psql_major=pg.major)
    ours = [rendered(as_result(answer), options) for answer in answers]
    theirs = printed(pg.bin / "psql", pg.dsn(), flags, list(queries.values()))
    assert dict(zip(queries, ours, strict=True)) == dict(zip(queries, theirs, strict=True))
