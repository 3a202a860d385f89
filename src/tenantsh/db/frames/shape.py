"""What a text is, as far as it decides how its rows are fetched, and the texts around it that fetch them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.scope import identifier
from tenantsh.lang.lead import keywords

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tenantsh.db.steps import Step

_SELECTS = frozenset({"select", "with", "values", "table"})
_FEW = re.compile(r"\blimit\s+\d{1,4}\s*;?\s*$", re.IGNORECASE)
_READS = re.compile(r"\b(?:from|table)\b", re.IGNORECASE)
_ESTIMATE = re.compile(rb" rows=(\d+) width=(\d+)\)")

EXPLAIN = "EXPLAIN "


def may_be_long(text: str) -> bool:
    """Whether a query could give many rows: only then is it worth a look at its plan.

    >>> may_be_long("select * from t"), may_be_long("select 1"), may_be_long("select * from t limit 10")
    (True, False, False)
    """
    lead = keywords(text, 1)
    return bool(lead) and lead[0] in _SELECTS and _READS.search(text) is not None and _FEW.search(text) is None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the planner expects."""

    rows: int = 0
    width: int = 0
    """Bytes of a row."""


def estimate_in(line: bytes) -> Estimate:
    """The estimate of a plan's first line.

    >>> estimate_in(b"Seq Scan on t  (cost=0.00..1.07 rows=7 width=36)")
    Estimate(rows=7, width=36)
    """
    found = _ESTIMATE.search(line)
    return Estimate(int(found[1]), int(found[2])) if found else Estimate()


def query_in(text: str) -> str | None:
    """The query that may stand in a subquery, without the semicolon; None where a text is anything else."""
    lead = keywords(text, 1)
    if not lead or lead[0] not in _SELECTS:
        return None
    from tenantsh.db.guard import grammar  # loads libpg_query: about 150 ms, once

    try:
        statements = grammar.parse(text)
    except grammar.TooDeep:
        return None
    if statements is None or len(statements) != 1 or not _only_reads(statements[0].tree):
        return None
    one, data = statements[0], text.encode()
    return data[: one.starts + one.length if one.length else len(data)].decode()


def _only_reads(tree: Any) -> bool:
    if type(tree).__name__ != "SelectStmt" or _makes_table(tree):
        return False
    changed = (cte.common_table_expr.ctequery.WhichOneof("node") for cte in tree.with_clause.ctes)
    return all(kind == "select_stmt" for kind in changed)


def _makes_table(tree: Any) -> bool:
    while tree.HasField("larg"):
        tree = tree.larg
    return bool(tree.HasField("into_clause"))


def limited(rows: int) -> tuple[str, str]:
    """What comes before and behind a query that is to give no more than so many rows."""
    return "SELECT * FROM (", f"\n) AS query LIMIT {rows}"


def as_texts(names: Sequence[str], texts: Collection[int]) -> tuple[str, str]:
    """What comes before and behind a query, some of whose columns are to come as the server writes them."""
    aliases = [f"c{at}" for at in range(len(names))]
    selected = [
        f"{_written(alias) if at in texts else alias} AS {identifier(name)}" if name else alias
        for at, (alias, name) in enumerate(zip(aliases, names, strict=True))
    ]
    return f"SELECT {', '.join(selected)} FROM (", f"\n) AS query({', '.join(aliases)})"


def _written(column: str) -> str:
    # not ::text, which a type may have a cast of its own for (inet adds /32); and concat() gives '' for NULL
    return f"CASE pg_catalog.num_nulls({column}) WHEN 0 THEN pg_catalog.concat({column}) END"


COPY = ("COPY (", "\n) TO STDOUT (FORMAT binary)")


def around(step: Step, query: str, before: str, behind: str) -> Step:
    """A step whose query is put into another; the server's positions still count in the person's text."""
    sql = f"{before}{query}{behind}{step.mark}".encode("utf-8", "surrogateescape")
    return step._replace(sql=sql, starts=step.starts - len(before))
