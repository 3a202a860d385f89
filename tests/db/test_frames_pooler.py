"""Frames, batches and inserts behind a transaction pooler: two organizations in turn on the same server connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.db.test_pooler import through

from tenantsh.model.errors import ContextDrift

if TYPE_CHECKING:
    from tests.db.small import Small
    from tests.pgbouncer import Bouncer

_THINGS = "select org_id, name from things order by thing_id"


@pytest.mark.newest
@pytest.mark.pool_size(2)
def test_batches_of_two_organizations_in_turn_never_see_each_other(pgbouncer: Bouncer, small: Small) -> None:
    with through(pgbouncer, small) as ours, through(pgbouncer, small, "43") as theirs:
        for _ in range(5):
            reading = [(42, ours.batches(_THINGS, rows=2)), (43, theirs.batches(_THINGS, rows=2))]
            for _ in range(3):
                assert [set(next(batches)["org_id"].to_pylist()) for _, batches in reading] == [{42}, {43}]
            for _, batches in reading:
                batches.close()
            with pytest.raises(ContextDrift):
                list(ours.batches("select switch_for_good()"))


@pytest.mark.newest
@pytest.mark.pool_size(1)
def test_frames_and_inserts_of_two_organizations_in_turn_never_see_each_other(pgbouncer: Bouncer, fresh: Small) -> None:
    with through(pgbouncer, fresh, write=True) as ours, through(pgbouncer, fresh, "43", write=True) as theirs:
        for turn in range(10):
            for org, session in ((42, ours), (43, theirs)):
                session.insert("things", [{"name": f"{org} {turn}"}])
                frame = session.frame(_THINGS, engine="arrow")
                assert set(frame["org_id"].to_pylist()) == {org}
                assert frame["name"].to_pylist()[-1] == f"{org} {turn}"
    assert fresh.admin("select org_id, count(*)::int from things group by 1 order by 1")[-2:] == [(42, 20), (43, 17)]
