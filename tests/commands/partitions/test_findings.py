"""What is found in partitions, each hole planted; and the SQL of a finding ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.commands.partitions.conftest import opened, plain, run, seen

from tenantsh.model.retention import Retention, Rule, Then

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.commands.partitions.findings import Finding
    from tenantsh.db.session import Session

_RULES = Retention((Rule("whole", 6, Then.PURGE),))


def found(dsn: str, name: str, **how: object) -> dict[str, Finding]:
    """The findings of a table by their check, where each check finds one thing."""
    session = plain(dsn)
    (look,) = seen(session, name, **how)  # type: ignore[arg-type]
    session.close()
    return {finding.check: finding for finding in look.findings}


def told(dsn: str, name: str) -> list[str]:
    return [f"{finding.level}: {finding.what}" for finding in found(dsn, name).values()]


def test_a_whole_table_has_no_finding(planted: str) -> None:
    assert told(planted, "whole") == []


def test_a_tenant_who_can_read_partitions_past_row_security_is_told(tenant: Session) -> None:
    (look,) = seen(tenant, "events")
    readable = next(f for f in look.findings if f.check == "readable")
    assert readable.level == "critical"
    assert readable.object == "planted.events_2025_02 planted.events_2025_07"
    assert readable.what.endswith("every organization's rows can be read by PUBLIC, part_tenant (this session)")


def test_what_the_finding_says_is_true(tenant: Session) -> None:
    assert tenant.run("select distinct org_id from events").rows == [(1,)]
    assert sorted(tenant.run("select distinct org_id from events_2025_02").rows) == [(0,), (1,)]


def test_detached_tables_that_a_tenant_can_read_come_first(tenant: Session) -> None:
    (look,) = seen(tenant, "events")
    first = look.findings[0]
    assert (first.check, first.object, first.level) == ("detached", "planted.events_2025_08", "critical")
    assert "every organization's rows can be read by part_tenant (this session)" in first.what


def test_row_security_is_compared_with_the_tables(planted: str) -> None:
    session = plain(planted)
    (look,) = seen(session, "events")
    assert {(f.check, f.level.value, f.object) for f in look.findings if f.check not in ("index-missing", "gap")} == {
        ("detached", "critical", "planted.events_2025_08"),
        ("detached", "warning", "planted.events_2025_09"),
        ("readable", "critical", "planted.events_2025_02 planted.events_2025_07"),
        ("no-row-security", "warning", "planted.events_2025_03"),
        ("policies-differ", "warning", "planted.events_2025_04"),
        ("policies-differ", "note", "planted.events_2025_05"),
        ("not-forced", "note", "planted.events_2025_06"),
    }
    session.close()


@pytest.mark.parametrize("check", ["readable", "no-row-security", "policies-differ", "not-forced", "index-missing"])
def test_its_sql_ends_a_finding(check: str, changeable: str) -> None:
    session = plain(changeable)
    findings = [f for f in seen(session, "events")[0].findings if f.check == check]
    assert findings
    for finding in findings:
        run(changeable, finding.fix)
    assert [f for f in seen(session, "events")[0].findings if f.check == check] == []
    session.close()


def test_its_sql_closes_detached_tables(pg: Cluster, changeable: str) -> None:
    session = plain(changeable)
    for finding in seen(session, "events")[0].findings:
        if finding.check == "detached":
            run(changeable, finding.fix)
    left = [f for f in seen(session, "events")[0].findings if f.check == "detached"]
    assert [(f.level.value, f.object) for f in left] == [("note", "planted.events_2025_08 planted.events_2025_09")]
    session.close()
    login = changeable.replace("user=postgres", "user=part_login")
    with opened(login) as closed, pytest.raises(Exception, match="permission denied"):
        closed.run("select * from events_2025_08")


def test_many_detached_tables_are_one_finding_and_their_names_need_not_be_kept(changeable: str) -> None:
    with psycopg.connect(changeable) as connection:
        for month in ("2025_10", "2025_11", "2025_12", "2026_01"):
            connection.execute(f"alter table planted.events detach partition planted.events_{month}".encode())
            connection.execute(f"alter table planted.events_{month} disable row level security".encode())
            connection.execute(f"alter table planted.events_{month} rename to kept_{month}".encode())
        connection.execute("create table planted.kept_2019 (id bigint, org_id int, other text, more text)")
    warnings = [f for f in _findings(changeable, "events") if (f.check, f.level.value) == ("detached", "warning")]
    (finding,) = warnings
    assert finding.object.split() == ["planted.events_2025_09", *(f"planted.kept_{m}" for m in _KEPT)]
    assert finding.what.startswith("5 tables, events_2025_09 to kept_2026_01 have the columns of events")


_KEPT = ("2025_10", "2025_11", "2025_12", "2026_01")


def _findings(dsn: str, name: str) -> list[Finding]:
    session = plain(dsn)
    (look,) = seen(session, name)
    session.close()
    return look.findings


def test_a_policy_of_the_same_words_is_the_same(planted: str) -> None:
    session = plain(planted)
    (look,) = seen(session, "events")
    same = {node.row.name for node in look.nodes if node.row.policies_say == look.root.row.policies_say}
    assert same == {f"events_{month}" for month in _WITH_POLICY}
    session.close()


_WITH_POLICY = [
    "2025_01",
    "2025_02",
    "2025_06",
    "2025_07",
    "2025_10",
    "2025_11",
    "2025_12",
    "2026_01",
    "2026_02",
    "2026_03",
    "2026_04",
]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("gappy", "warning: gappy: no partition for 2025-05"),
        ("berlin", "warning: berlin: no partition for 2025-10"),
        ("local_clock", "warning: local_clock: no partition for 2026-01"),
        ("daily", "warning: daily: no partition for 2026-01-30"),
        ("weekly", "note: weekly: no partition for 2026-02-16, 2026-02-23, which begin soon"),
        ("quarterly", "warning: quarterly: no partition for 2025-Q4"),
        ("yearly", "critical: yearly: no partition for now: 2026 is missing"),
        ("numbers", "warning: numbers: no partition for 3000 to 5000"),
        ("months", "critical: months: no partition for now: 2026-02 is missing"),
        ("seconds", "warning: seconds: no partition for 2025-11"),
        ("expressed", "critical: expressed: no partition for now: 2026-02 is missing"),
        ("hashed", "critical: hashed: no partition for 1 remainder of 4 (3)"),
        ("bare", "warning: bare has no partitions"),
        ("odd", "note: odd_2025_09: not a month as the others, but 2025-09-01 to 2025-11-01"),
    ],
)
def test_holes_are_found_on_keys_of_every_kind(name: str, what: str, planted: str) -> None:
    if name == "weekly":
        session = plain(planted)
        found_ = [f"{f.level}: {f.what}" for f in seen(session, name, now="2026-02-15 00:00:00")[0].findings]
        session.close()
        assert found_ == [what.replace("note", "warning").replace("2026-02-16, 2026-02-23", "2026-02-16, 2026-02-23")]
        return
    assert what in told(planted, name)


@pytest.mark.parametrize(("name"), ["boundless", "pairs", "ancient", "listed_quoted"])
def test_there_is_no_hole_where_none_can_be_told(name: str, planted: str) -> None:
    session = plain(planted)
    looks = seen(session, name)
    session.close()
    assert [f.what for look in looks for f in look.findings] == []


def test_months_of_a_local_zone_are_months(planted: str) -> None:
    session = plain(planted)
    (look,) = seen(session, "berlin")
    session.close()
    assert look.family.axis is not None
    assert (look.family.axis.zone, look.family.step and look.family.step.name) == ("Europe/Berlin", "month")
    gap = next(f for f in look.findings if f.check == "gap")
    assert "FROM ('2025-09-30 22:00:00+00') TO ('2025-10-31 23:00:00+00')" in gap.fix


def test_a_table_that_ended_long_ago_is_no_alarm(planted: str) -> None:
    (what,) = told(planted, "closed")
    assert what.startswith(
        "note: closed: ended with closed_2019_05: no partition for 2019-06, 2019-07, 2019-08, … 2026-04"
    )


@pytest.mark.parametrize(
    ("name", "check", "now"),
    [
        ("gappy", "gap", "2026-02-10 00:00:00"),
        ("gappy", "missing-now", "2026-07-10 00:00:00"),
        ("berlin", "gap", "2026-02-10 00:00:00"),
        ("berlin", "missing-next", "2026-06-10 00:00:00"),
        ("local_clock", "gap", "2026-02-10 00:00:00"),
        ("daily", "gap", "2026-02-10 00:00:00"),
        ("weekly", "missing-now", "2026-02-17 00:00:00"),
        ("quarterly", "gap", "2026-02-10 00:00:00"),
        ("yearly", "missing-now", "2026-02-10 00:00:00"),
        ("numbers", "gap", "2026-02-10 00:00:00"),
        ("months", "missing-now", "2026-02-10 00:00:00"),
        ("seconds", "gap", "2026-02-10 00:00:00"),
        ("expressed", "missing-now", "2026-02-10 00:00:00"),
        ("hashed", "hash-gap", "2026-02-10 00:00:00"),
        ("odd", "odd-step", "2026-02-10 00:00:00"),
        ("nested", "missing-next", "2026-02-10 00:00:00"),
        ("Hostile*", "missing-now", "2026-02-10 00:00:00"),
        ("whole", "past-retention", "2026-02-10 00:00:00"),
    ],
)
def test_its_sql_fills_the_hole(name: str, check: str, now: str, changeable: str) -> None:
    name = f'"{name}"' if name.startswith("H") else name
    name = name.replace('*"', '"*')
    before = found(changeable, name, now=now, retention=_RULES)
    run(changeable, before[check].fix)
    assert check not in found(changeable, name, now=now, retention=_RULES)


def test_no_row_is_lost_where_rows_have_to_move(changeable: str) -> None:
    with psycopg.connect(changeable, autocommit=True) as connection:
        counted = (
            "select count(*), count(*) filter (where tableoid = 'planted.gappy_rest'::regclass) from planted.gappy"
        )
        assert connection.execute(counted).fetchone() == (6, 6)
        run(changeable, found(changeable, "gappy")["gap"].fix)
        assert connection.execute(counted).fetchone() == (6, 1)
        moved = "select count(*), count(distinct id) from planted.gappy_2025_05"
        assert connection.execute(moved).fetchone() == (5, 5)


def test_new_partitions_are_called_as_their_siblings(planted: str) -> None:
    assert "planted.daily_p20260130 " in found(planted, "daily")["gap"].fix
    assert "planted.quarterly_2025q4 " in found(planted, "quarterly")["gap"].fix
    assert "planted.yearly_2026 " in found(planted, "yearly")["missing-now"].fix
    assert "planted.months_202602 " in found(planted, "months")["missing-now"].fix
    assert "planted.numbers_3000 " in found(planted, "numbers")["gap"].fix


def test_a_new_partition_has_the_row_security_of_its_table(changeable: str) -> None:
    before = found(changeable, "events", now="2026-05-10 00:00:00")
    run(changeable, before["missing-now"].fix)
    session = plain(changeable)
    (look,) = seen(session, "events")
    new = next(node.row for node in look.nodes if node.row.name == "events_2026_05")
    assert (new.row_security, new.forced, new.policies_say) == (True, True, look.root.row.policies_say)
    session.close()


def test_rows_in_the_default_are_found(planted: str) -> None:
    assert "warning: gappy_rest: ≈6 rows in the default partition of gappy" in told(planted, "gappy")
    assert "note: listed_rest: ≈1 row in the default partition of listed" in told(planted, "listed")


def test_what_is_past_its_time_is_found(planted: str) -> None:
    due = found(planted, "whole", retention=_RULES)["past-retention"]
    assert due.what.startswith("7 partitions, whole_2025_01 to whole_2025_07: past 6 months, no rows, 0 bytes")
    assert due.why == "rows of whole are kept from 2025-08-01 on, older ones are purged"


def test_a_partition_that_is_partly_past_its_time_stays(planted: str) -> None:
    rules = Retention((Rule("planted.quarterly", 5, Then.COLD),))
    assert "past-retention" not in found(planted, "quarterly", retention=rules)
    rules = Retention((Rule("planted.quarterly", 2, Then.COLD),))
    due = found(planted, "quarterly", retention=rules)["past-retention"]
    assert "quarterly_2025q3" in due.what


def test_a_foreign_partition_that_is_granted_is_found(planted: str) -> None:
    readable = found(planted, "mixed")["readable"]
    assert readable.object == "planted.mixed_2025"
    assert readable.fix.startswith("REVOKE ALL ON planted.mixed_2025 FROM part_tenant;")


def test_an_index_that_was_not_made_to_the_end_is_found(changeable: str) -> None:
    with psycopg.connect(changeable, autocommit=True) as connection:
        connection.execute("insert into planted.odd values ('2025-09-03', 'again')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("create unique index concurrently twice on planted.odd_2025_09 (day)")
        invalid = found(changeable, "odd")["index-invalid"]
        assert invalid.what == "twice of odd_2025_09 is not valid"
        connection.execute("delete from planted.odd where note = 'again'")
    run(changeable, invalid.fix)
    assert "index-invalid" not in found(changeable, "odd")


@pytest.mark.pg_min(14)
def test_a_detach_that_did_not_come_to_its_end_is_found(changeable: str) -> None:
    with psycopg.connect(changeable) as looking, psycopg.connect(changeable, autocommit=True) as detaching:
        looking.execute("select * from planted.whole")
        detaching.execute("set statement_timeout = '300ms'")
        with pytest.raises(psycopg.errors.QueryCanceled):
            detaching.execute("alter table planted.whole detach partition planted.whole_2025_03 concurrently")
    pending = found(changeable, "whole")["detach-pending"]
    assert pending.object == "planted.whole_2025_03"
    run(changeable, pending.fix)
    assert "detach-pending" not in found(changeable, "whole")
