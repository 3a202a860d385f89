"""Capture what psql prints for the queries and flags of like_psql.toml.

`python -m tests.render.capture DSN15 PSQL15 DSN18 PSQL18`.

Writes like_psql.json, which the tests without a server compare with.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.pq import ExecStatus

from tenantsh.model.result import Column, Result, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg.pq.abc import PGresult

HERE = Path(__file__).parent
CASES: dict[str, dict[str, Any]] = tomllib.loads((HERE / "like_psql.toml").read_text(encoding="utf-8"))
QUERIES: dict[str, str] = CASES["queries"]
FLAGS: dict[str, dict[str, Any]] = CASES["flags"]
SINCE_16: dict[str, dict[str, Any]] = CASES["flags_since_16"]

KEPT = (
    "",
    "-t",
    "-P border=0",
    "-P border=2",
    "-x",
    "-x -t",
    "-x -P border=2",
    "-A",
    "--csv",
    "-H",
    "-H -x",
    "-P format=asciidoc",
    "-P format=latex -P border=2",
    "-P format=latex -x",
    "-P format=latex-longtable",
    "-P format=troff-ms",
    "-P linestyle=unicode -P border=2",
    "-P linestyle=old-ascii",
    "-P linestyle=old-ascii -x -P border=0",
    "-P format=wrapped -P columns=30",
    "-P format=wrapped -P columns=30 -x -P border=2 -P linestyle=unicode",
)
"""The flags whose output is kept in the file; a live psql is asked for all of them."""

_MARK = "\x02next\x03"
_SINK = "create temp table sink (n int, t text)"


def printed(psql: Path | str, dsn: str, flags: str, queries: Sequence[str]) -> list[str]:
    """What psql prints for each query, all of them run in one session."""
    script = "".join(f"{query};\n\\echo -n '{_MARK}'\n" for query in queries)
    command = [str(psql), "-X", "-d", dsn, "-v", "ON_ERROR_STOP=1", *shlex.split(flags), "-f", "-"]
    run = subprocess.run(command, input=f"\\o /dev/null\n{_SINK};\n\\o\n{script}".encode(), capture_output=True)
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout.decode().split(_MARK)[:-1]


def fetched(dsn: str, queries: Sequence[str]) -> list[dict[str, Any]]:
    """Each query's columns (name and oid), rows as text (None for a command), and command tag."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(_SINK.encode())
        return [_answer(connection.pgconn.exec_(query.encode())) for query in queries]


def _answer(result: PGresult) -> dict[str, Any]:
    fields = range(result.nfields)
    rows = [[_text(result.get_value(row, field)) for field in fields] for row in range(result.ntuples)]
    return {
        "columns": [[_text(result.fname(field)), result.ftype(field)] for field in fields],
        "rows": rows if result.status == ExecStatus.TUPLES_OK else None,
        "status": _text(result.command_status),
    }


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


def as_result(answer: dict[str, Any]) -> Result:
    """What `fetched` found, as the renderer takes it."""
    return Result(
        columns=tuple(Column(name, oid) for name, oid in answer["columns"]),
        cells=None if answer["rows"] is None else Table(answer["rows"]),
        status=answer["status"],
    )


def main() -> None:
    """Write the file: all that psql 18 prints, and what 15 prints differently."""
    older, psql15, newer, psql18 = sys.argv[1:]
    queries = list(QUERIES.values())
    answers = dict(zip(QUERIES, fetched(newer, queries), strict=True))
    new, old = _all_printed(psql18, newer), _all_printed(psql15, older)
    different = {
        flags: {name: text for name, text in texts.items() if text != new[flags][name]} for flags, texts in old.items()
    }
    text = json.dumps({"answers": answers, "18": new, "15": different}, indent=1, ensure_ascii=False)
    (HERE / "like_psql.json").write_text(f"{text}\n", encoding="utf-8")


def _all_printed(psql: str, dsn: str) -> dict[str, dict[str, str]]:
    texts = {flags: printed(psql, dsn, flags, list(QUERIES.values())) for flags in KEPT}
    return {flags: dict(zip(QUERIES, found, strict=True)) for flags, found in texts.items()}


if __name__ == "__main__":
    main()
