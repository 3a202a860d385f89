r"""`\keys` and `\filter` on a million documents, of an organization that has 54,747 of them and of one that has 4,700.

A figure is the time of a command in a shell that is open already, to the last letter of what it prints. psql and pgcli
have nothing of the kind; what the server alone takes for the count is beside it.
"""

from __future__ import annotations

import dataclasses
import time
from functools import partial
from io import StringIO
from math import inf
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.figures import Figure
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import TenantshError
from tenantsh.render import write
from tenantsh.render.options import Options
from tenantsh.shell.output import Output
from tenantsh.shell.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

ROWS = 1_000_000
CONVENTION = dataclasses.replace(
    PLATFORM,
    name="documents",
    role="docs_org",
    write_role="docs_org",
    organization="select org_id::text as org, name from organizations where org_id::text = :org",
    find_organizations=None,
    find_person=None,
)
_SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
_DATABASE, _LOGIN = "documents", "docs_engineer"
_LARGE, _SMALL = "42", "7"
_REASON = (
    "under row security no index serves documents, so the organization's are read as they are, and more than once: for "
    "the rows, for the exact count, and where nothing matches for other readings of the values"
)
_ASKED = {
    r"\keys documents": 0.5,
    r"\keys+ documents": 5.0,
    r"\filter documents tier=premium seats>=10 tags~beta !archived": 0.3,
    r"\filter documents external_ref=ref-777": 0.3,
    r"\filter documents price is string or sso.provider=okta": 0.3,
    r"\filter documents created_at>=2025-06-01 owner.email*=user77": 0.3,
    r"\filter documents items[sku=sku-5 qty>=3]": 0.3,
    r"\filter documents any:user77@acme.com": 0.3,
}
"""Commands, and the seconds that each may take for the large organization."""


def measure(ground: Ground, _peers: Peers) -> list[Figure]:
    """Fill a database of its own, and ask both organizations."""
    ground.server.create(_DATABASE)
    fill(partial(ground.server.run, dbname=_DATABASE))
    return list(figures(ground.server.dsn(_DATABASE), ground.rounds))


def fill(run: Callable[[str], object], rows: int = ROWS) -> None:
    """Make the documents in an empty database, as its owner."""
    run(_SQL.replace(":rows", str(rows)))
    run("vacuum (analyze, freeze)")


def figures(dsn: str, rounds: int) -> Iterator[Figure]:
    """The figures of a database that has the documents."""
    place = Place(Target(as_user(dsn, _LOGIN)), CONVENTION)
    for org, bars in ((_LARGE, _ASKED), (_SMALL, dict.fromkeys(_ASKED, inf))):
        with open_session(place, Wanted(org)) as session:
            output = Output(StringIO())  # nothing but what a stream does is asked of it
            shell = Shell(place, Wanted(org), session, say=_not_said, output=output, options=Options(columns=160))
            (owned,) = session.run("select count(*) from documents").rows[0]
            alone = median(_timed(lambda: session.run("select count(data) from documents")) for _ in range(rounds))
            for asked, bar in bars.items():
                _answered(shell, asked)
                took = median(_timed(partial(_answered, shell, asked)) for _ in range(rounds))
                what = f"`{asked}`, {owned:,} of {ROWS:,} documents"
                beside = f"reading these rows alone {alone:.3f} s"
                yield Figure(what, took, bar, "s", beside, rounds, reason=_REASON)


def _answered(shell: Shell, asked: str) -> None:
    """Have a command carried out, and everything printed that it gives."""
    for outcome in shell.feed([asked]):
        if isinstance(outcome, TenantshError):
            raise outcome
        write(outcome, shell.options, StringIO())


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _not_said(_message: str) -> None:
    """Notes go nowhere."""
