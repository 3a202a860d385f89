"""Citus' files of the platform, as far as they can be looked at without a Citus."""

from __future__ import annotations

import pytest

from tenantsh.model.errors import TenantshError
from tenantsh.platform.apply import apply, printed, steps


def test_they_are_numbered_without_a_gap_and_told_apart() -> None:
    shipped = steps(citus=True)
    assert [step.version for step in shipped] == list(range(1, len(shipped) + 1))
    assert all(step.name.startswith("citus_") for step in shipped)
    assert not any(step.name.startswith("citus_") for step in steps())


def test_they_can_be_printed_for_psql() -> None:
    text = printed(citus=True)
    assert text.count("COMMIT;") == len(steps(citus=True)) + 1
    assert "create_distributed_table" in text
    assert "role platform_owner" not in text.lower()


def test_a_server_without_citus_says_so(empty_dsn: str) -> None:
    with pytest.raises(TenantshError, match="has no Citus"):
        apply(empty_dsn, citus=True)
