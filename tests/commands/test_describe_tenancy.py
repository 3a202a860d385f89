r"""What `\d++` says beyond psql: whose rows a relation holds, and who sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tenantsh.commands.describe.assemble import describe
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from tenantsh.db.session import Session


def _said(session: Session, name: str) -> list[str]:
    (result,) = describe(session, name, verbose=True, tenant_column="org_id")
    footers = list(result.footers or ())
    return [line.strip() for line in footers[footers.index("Tenancy:") + 1 :]]


@pytest.mark.parametrize(
    ("name", "sight"),
    [
        ("policies", "describe_reader sees what the policies allow: Others', changing, everything, mine, removing"),
        ("enabled_without", "describe_reader sees no row: no policy is for this role"),
        ("disabled_with", "none: row security is not enabled, so describe_reader sees every row"),
        ("plain_view", "as its owner postgres sees the tables behind the view"),
        ("stored_view", "none: it holds what its owner postgres saw when it was refreshed"),
        ("foreign_one", "none: row security is not enabled, so describe_reader sees every row"),
        ("second.dropped", "describe_reader may not read it"),
        pytest.param("invoker", "describe_reader may not read it", marks=pytest.mark.pg_min(15)),
    ],
)
def test_it_says_how_row_security_filters_this_role(name: str, sight: str, reader: Session) -> None:
    said = next(line for line in _said(reader, name) if line.startswith("row security: "))
    assert said == f"row security: {sight}"


def test_it_says_which_column_is_the_tenants(reader: Session) -> None:
    assert _said(reader, "policies")[0] == "tenant column: org_id"
    assert _said(reader, "keys")[0] == "tenant column: (none)"


def test_it_says_how_far_back_the_partitions_go(reader: Session) -> None:
    (kept,) = (line for line in _said(reader, "ranges") if line.startswith("kept: "))
    assert " partitions, ranges_2026_01 to " in kept


def test_it_takes_no_further_round_trip_and_is_a_part_too(reader: Session) -> None:
    before = reader.link.wire.round_trips
    (result,) = describe(reader, "policies", verbose=True, tenant_column="org_id")
    assert reader.link.wire.round_trips - before == 2
    assert [part.title for part in result.parts][-1] == "Tenancy"


def test_nothing_is_said_where_psqls_bytes_are_asked_for(reader: Session) -> None:
    (result,) = describe(reader, "policies", verbose=True)
    assert "Tenancy:" not in (result.footers or ())


def test_in_a_failed_transaction_the_server_is_heard_once(writer: Session) -> None:
    writer.run("begin")
    with pytest.raises(StatementError):
        writer.run("select 1/0")
    with pytest.raises(StatementError) as raised:
        describe(writer, "keys")
    assert raised.value.sqlstate == "25P02"
    assert raised.value.text.count("ERROR") == 1
