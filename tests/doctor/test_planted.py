"""The two databases are what they say: each defect is one, and each control is right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.doctor import again as second
from tests.doctor import fourth as newest
from tests.doctor import third as last
from tests.doctor.conftest import as_tenant
from tests.doctor.controls import READABLE
from tests.doctor.planted import DEFECTS

if TYPE_CHECKING:
    from tests.doctor.planted import Defect
    from tests.pgcluster import Cluster

_SHOWN = [defect for defect in DEFECTS if defect.proof]


def test_there_are_enough_of_them() -> None:
    assert len(DEFECTS) >= 40
    assert len({defect.kind for defect in DEFECTS}) >= 30


def test_each_has_its_place_in_the_schema_and_is_told_there() -> None:
    text = Path(__file__).with_name("planted.sql").read_text(encoding="utf-8").replace('""', '"')
    assert not [defect.object for defect in DEFECTS if defect.object not in text]


@pytest.mark.parametrize("defect", _SHOWN, ids=lambda each: f"{each.object}-{each.kind}")
def test_an_attacker_shows_that_it_is_one(pg: Cluster, planted: str, defect: Defect) -> None:
    if pg.major < defect.since:
        pytest.skip(f"needs PostgreSQL {defect.since}")
    with as_tenant(pg, planted, defect.context) as connection:
        assert outcome(connection, defect) == (defect.sqlstate or "shown")
        connection.rollback()


def outcome(connection: psycopg.Connection, defect: Defect) -> str | None:
    """What the proof comes to: `shown`, an error, or `not shown`."""
    assert defect.proof
    if defect.first:
        connection.execute(defect.first.encode())
    try:
        cursor = connection.execute(defect.proof.encode())
    except psycopg.Error as error:
        return error.sqlstate
    if cursor.description is not None:
        row = cursor.fetchone()
        return "shown" if row is not None and row[0] in (True, "true") else "not shown"
    return "shown" if cursor.rowcount else "not shown"


def test_a_function_that_is_believed_not_to_leak_is_called_before_the_policies(pg: Cluster, planted: str) -> None:
    heard: list[str] = []
    with as_tenant(pg, planted, "42") as connection:
        connection.add_notice_handler(lambda notice: heard.append(notice.message_primary or ""))
        connection.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
        connection.execute("SELECT FROM planted.base WHERE planted.f_leakproof(body)")
        connection.rollback()
    assert "of 43" in heard


def test_a_filter_that_is_no_barrier_tells_a_function_of_every_row(pg: Cluster, planted: str) -> None:
    heard: list[str] = []
    with as_tenant(pg, planted, "42") as connection:
        connection.add_notice_handler(lambda notice: heard.append(notice.message_primary or ""))
        connection.execute(
            "SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off;"
            "CREATE FUNCTION planted_evil.tells(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001"
            " AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$"
        )
        connection.execute("SELECT FROM planted.v_no_barrier WHERE planted_evil.tells(body)")
        connection.rollback()
    assert "of 43" in heard


@pytest.mark.parametrize("context", ["42", "", None])
def test_controls_show_this_organization_only(pg: Cluster, controls: str, context: str | None) -> None:
    wanted = [(42,)] if context == "42" else []
    with as_tenant(pg, controls, context) as connection:
        for name in READABLE:
            quoted = '"' + name.replace('"', '""') + '"'
            found = connection.execute(f"SELECT DISTINCT org_id::bigint FROM controls.{quoted}".encode()).fetchall()
            assert found == ([] if name == "c_empty" else wanted), name


def test_controls_take_no_row_of_anothers(pg: Cluster, controls: str) -> None:
    with as_tenant(pg, controls, "42") as connection:
        for name in READABLE:
            if not name.startswith("c_") or "view" in name or "parted" in name or "shared" in name:
                continue
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"INSERT INTO controls.{name} (org_id, id) VALUES (43, 99)".encode())
            connection.rollback()


@pytest.mark.parametrize("defect", [each for each in second.DEFECTS if each.proof], ids=lambda each: each.object)
def test_an_attacker_shows_what_is_wrong_in_the_second_sowing(pg: Cluster, again: str, defect: Defect) -> None:
    if pg.major < defect.since:
        pytest.skip(f"needs PostgreSQL {defect.since}")
    with as_tenant(pg, again, defect.context) as connection:
        assert outcome(connection, defect) == (defect.sqlstate or "shown")
        connection.rollback()


@pytest.mark.parametrize("context", ["42", "", None])
def test_what_is_right_in_the_second_sowing_is_right(pg: Cluster, again: str, context: str | None) -> None:
    with as_tenant(pg, again, context) as connection:
        for name in second.READABLE:
            found = connection.execute(f'SELECT DISTINCT tenant_id::text FROM "right".{name}'.encode()).fetchall()
            assert found == ([("42",)] if context == "42" else []), name


@pytest.mark.parametrize("defect", [each for each in last.DEFECTS if each.proof], ids=lambda each: each.object)
def test_an_attacker_shows_what_is_wrong_in_the_third_sowing(pg: Cluster, third: str, defect: Defect) -> None:
    with as_tenant(pg, third, "42") as connection:
        assert outcome(connection, defect) == "shown"
        connection.rollback()


def test_a_trigger_tells_what_its_owner_sees(pg: Cluster, third: str) -> None:
    with as_tenant(pg, third, "42") as connection:
        connection.execute("INSERT INTO third.by_trigger (org, id) VALUES (42, 99)")
        row = connection.execute("SELECT body FROM third.by_trigger WHERE id = 99").fetchone()
        connection.rollback()
    assert row is not None
    assert "of 43" in row[0]


def test_what_is_right_in_the_third_sowing_is_right(pg: Cluster, third: str) -> None:
    with as_tenant(pg, third, "42") as connection:
        for name in last.READABLE:
            assert connection.execute(f"SELECT DISTINCT org FROM fine.{name}".encode()).fetchall() == [(42,)], name


@pytest.mark.parametrize("defect", [each for each in newest.DEFECTS if each.proof], ids=lambda each: each.object)
def test_an_attacker_shows_what_is_wrong_in_the_fourth_sowing(pg: Cluster, fourth: str, defect: Defect) -> None:
    if pg.major < defect.since:
        pytest.skip(f"needs PostgreSQL {defect.since}")
    with as_tenant(pg, fourth, newest.OURS) as connection:
        if defect.kind == "becomes-bypass":
            connection.execute("RESET ROLE; SET ROLE NONE")
        assert outcome(connection, defect) == "shown"
        connection.rollback()


def test_what_is_right_in_the_fourth_sowing_is_right(pg: Cluster, fourth: str) -> None:
    with as_tenant(pg, fourth, newest.OURS) as connection:
        for name in newest.READABLE:
            found = connection.execute(f"SELECT DISTINCT account_id::text FROM sound.{name}".encode()).fetchall()
            assert found == [(newest.OURS,)], name
