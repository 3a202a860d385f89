r"""1,000 organizations asked for a count of events: `\each`, psql in a shell loop, and one GROUP BY as the owner.

`python benchmarks/each.py [--pg 15] [--organizations 1000] [--runs 3]`. Ratios are of runs that stood side by side.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT), str(_ROOT / "src")]

from benchmarks.children import Program, in_turn  # noqa: E402
from benchmarks.proxy import Proxy  # noqa: E402
from tests import pgbin, pgcluster  # noqa: E402
from tests.pgcluster import as_user  # noqa: E402

from tenantsh.platform.apply import apply  # noqa: E402
from tenantsh.platform.seed import seed  # noqa: E402

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

_DATABASE = "each"
_PASSWORD = "measured"
_DELAY = 0.005
_COUNT = "select count(*) from events"
_MORE = """
    insert into organizations (name, plan_tier) select 'Further ' || n, 'starter' from generate_series(1, {more}) as n;
    alter table events disable trigger user;
    insert into events (org_id, created_at, type, payload)
        select o.org_id, now() - n * interval '3 days', 'measured', '{{}}'
        from organizations as o cross join generate_series(1, 200) as n;
    alter table events enable trigger user;
    vacuum analyze;
"""
_LOOP = """
while read -r org; do
    "$PSQL" -XAtq -d "$DSN" -c "begin read only" -c "set local role org_viewer" \
        -c "set local app.current_org_id = '$org'" -c "{count}" -c commit
done < "$ORGS"
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pg", default="15", help="version of the server and of psql (default: %(default)s)")
    parser.add_argument("--organizations", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    server = pgcluster.start(pgbin.choices(asked.pg)[0].programs())
    try:
        orgs = _made(server, asked.organizations)
        with tempfile.TemporaryDirectory() as folder:
            _measure(server, orgs, Path(folder), asked.runs)
    finally:
        pgcluster.remove(server)


def _made(server: Cluster, organizations: int) -> list[str]:
    dsn = server.create(_DATABASE)
    apply(dsn)
    seed(dsn, scale=0.2, seed=42)
    server.run(f"alter role engineer password '{_PASSWORD}'")
    for statement in _MORE.format(more=organizations - 200).split(";")[:-1]:
        server.run(statement, _DATABASE)
    return [str(org) for (org,) in server.run("select org_id from organizations order by 1", _DATABASE)]


def _measure(server: Cluster, orgs: list[str], folder: Path, runs: int) -> None:
    (folder / "orgs").write_text("".join(f"{org}\n" for org in orgs), encoding="utf-8")
    dsn, psql = as_user(server.dsn(_DATABASE), "engineer"), str(server.bin / "psql")
    environment = {**os.environ, **server.programs.environment, "PSQL": psql, "DSN": dsn, "ORGS": str(folder / "orgs")}
    started = (sys.executable, "-m", "tenantsh", "-Xtq", "--csv", "-d", dsn, "--org", "42", "-c")
    programs = {
        f"each{workers}": Program((*started, rf"\each --workers {workers} @{folder}/orgs {_COUNT}"), environment)
        for workers in (1, 4, 8)
    }
    programs["psql loop"] = Program(("/bin/sh", "-c", _LOOP.format(count=_COUNT)), environment)
    grouped = "select org_id, count(*) from events group by 1"
    programs["GROUP BY"] = Program((psql, "-XAtq", "-d", server.dsn(_DATABASE), "-c", grouped), environment)
    measured = in_turn(programs, runs, folder)
    _agree(folder)
    base = measured["each4"]
    print(f"{len(orgs)} organizations, PostgreSQL {server.version}")
    for name, series in measured.items():
        ratio = series.against(base, lambda usage: usage.wall)
        print(f"{name:10} {series.wall:8.2f} s  {ratio:8.3f} of each4  {series.peak:7.0f} MiB")
    for name, trips in _trips(server).items():
        print(f"{name:10} {trips:.1f} round trips for each organization, those of its connection among them")


def _agree(folder: Path) -> None:
    """The three have to say the same before anybody compares how long they take."""
    with (folder / "each4").open(encoding="utf-8", newline="") as said:
        ours = [row[-1] for row in csv.reader(said)]
    theirs = (folder / "psql loop").read_text().split()
    grouped = sum(int(line.partition("|")[2]) for line in (folder / "GROUP BY").read_text().splitlines())
    assert ours == theirs, "each and psql differ"
    assert sum(map(int, ours)) == grouped, "each and GROUP BY differ"


def _trips(server: Cluster) -> dict[str, float]:
    """Round trips of one organization more."""
    with Proxy(f"{server.host}/.s.PGSQL.{server.port}", rtt=_DELAY) as proxy:
        dsn = f"host=127.0.0.1 port={proxy.port} user=engineer password={_PASSWORD} dbname={_DATABASE} sslmode=disable"
        environment = {**os.environ, **server.programs.environment, "PSQL": str(server.bin / "psql"), "DSN": dsn}
        started = [sys.executable, "-m", "tenantsh", "-XAtq", "-d", dsn, "--org", "42", "-c"]
        loop = ["/bin/sh", "-c", _LOOP.format(count=_COUNT)]

        def counted(argv: list[str], given: str = "") -> int:
            before = proxy.round_trips
            around = {**environment, "ORGS": "/dev/stdin"}
            subprocess.run(argv, env=around, input=given, text=True, check=True, capture_output=True)
            return proxy.round_trips - before

        def each(many: int) -> int:
            return counted([*started, rf"\each --workers 1 {','.join(map(str, range(1, many + 1)))} {_COUNT}"])

        return {
            "each": (each(12) - each(2)) / 10,
            "psql loop": counted(loop, "".join(f"{org}\n" for org in range(1, 11))) / 10,
        }


if __name__ == "__main__":
    main()
