"""What the doctor finds of what was planted, and what it says of what is right; with `-s` in numbers."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.doctor import again, controls, fourth, planted, third
from tests.doctor.conftest import as_tenant

from tenantsh.commands.doctor.looking import Wanted, look
from tenantsh.model.finding import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.doctor.planted import Defect
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session
    from tenantsh.model.finding import Finding

CHECKS = {
    "off": ("rls-off",),
    "off-with-policies": ("rls-disabled",),
    "off-other-column": ("rls-off-child",),
    "off-child": ("rls-off-child",),
    "not-forced": ("not-forced",),
    "owner": ("owner-reachable",),
    "owner-forced": ("owner-reachable",),
    "no-rows": ("no-policy",),
    "no-rows-restrictive": ("no-policy",),
    "no-rows-other-role": ("no-policy",),
    "no-rows-other-setting": ("policy-setting",),
    "no-policy-for-command": ("no-policy",),
    "true": ("policy-true",),
    "delete-true": ("policy-true",),
    "tautology": ("policy-true", "policy-no-context"),
    "check-true": ("check-true",),
    "check-no-context": ("check-no-context",),
    "no-context": ("policy-no-context", "policy-uncorrelated", "policy-true"),
    "or-open": ("policy-no-context", "policy-operator"),
    "second-permissive": ("policy-true", "policy-no-context"),
    "or-null": ("policy-null",),
    "unset-opens": ("policy-unset", "policy-null"),
    "switch": ("policy-setting", "policy-no-context"),
    "wrong-column": ("policy-column", "policy-uncorrelated"),
    "comparison": ("policy-operator",),
    "not-missing-ok": ("setting-raises",),
    "empty-cast": ("setting-empty",),
    "policy-fails": ("policy-recursion", "policy-denied"),
    "writable-behind": ("policy-writable",),
    "policy-function-owned": ("policy-function-owned",),
    "immutable": ("context-immutable",),
    "volatile": ("context-volatile", "policy-per-row"),
    "per-row": ("policy-per-row",),
    "cast": ("tenant-cast",),
    "no-index": ("tenant-index",),
    "not-leakproof": (),
    "unique": ("unique-global",),
    "exclude": ("unique-global",),
    "foreign-key": ("fk-across",),
    "nullable": ("tenant-null",),
    "partition": ("partition-open",),
    "detached": ("rls-off",),
    "inherits": ("child-open", "parent-open"),
    "view": ("view-owner", "view-function"),
    "view-chain": ("view-owner",),
    "view-renamed": ("view-owner",),
    "view-no-barrier": ("view-barrier",),
    "view-no-check": ("view-check",),
    "materialized": ("matview",),
    "foreign": ("foreign-table",),
    "rule": ("rule",),
    "definer": ("definer",),
    "definer-path": ("definer-path",),
    "definer-dynamic": ("definer-dynamic",),
    "context-setter": ("context-setter",),
    "dynamic": ("dynamic-sql",),
    "leakproof": ("leakproof",),
    "truncate": ("grant-truncate",),
    "references": ("grant-references",),
    "trigger": ("grant-trigger",),
    "public-grant": ("grant-public",),
    "create-in-schema": ("schema-create",),
    "large-object": ("door-large-object",),
    "becomes-bypass": ("role-above",),
    "becomes-owner": ("owner-reachable",),
    "server-files": ("role-server",),
    "monitors": ("role-predefined",),
    "tenants-mixed": ("policy-no-context", "role-mixed", "leak"),
    "context-definer": ("context-definer",),
    "trigger-definer": ("definer",),
    "statistics": ("door-catalog",),
    "grant-option": ("grant-option",),
    "owns-database": ("door-database",),
    "reads-all": ("role-predefined",),
    "createrole": ("role-creates",),
    "replication": ("role-replication",),
    "setting-search-path": ("setting-path",),
    "setting-context": ("setting-context",),
    "setting-row-security": ("setting-row-security",),
    "default-privileges": ("default-privileges",),
    "path": ("policy-path",),
    "copied": ("rls-off-copied",),
    "large-objects": ("setting-large-objects",),
    "sequence": ("door-sequence",),
    "parameter": ("door-parameter",),
}
"""The names that the doctor has for what an attacker calls by another one; a proof by the live probe names any."""


LEFT_OUT = {"i_gin": "a matter of plans, not of whose rows are seen"}
"""What the doctor does not look for, on purpose."""

BY_PROBING = {"by_function", "namesake", "by_prefix", "by_case", "all_of_none"}
"""What may be left to the probe: what a function does is not looked into; where no row shows it, it is missed."""


def test_what_was_planted_is_found(victim: Session, pg: Cluster) -> None:
    findings, seconds = looked(victim, probing=False)
    missed = missing(findings, planted.DEFECTS, pg.major)
    told(f"planted: {len(planted.DEFECTS) - len(missed)} of {len(planted.DEFECTS)}, in {seconds:.2f} s; not {missed}")
    assert set(missed) <= set(LEFT_OUT)


def test_what_was_sown_again_is_found(second_victim: Session, pg: Cluster) -> None:
    by_catalog, _ = looked(second_victim, probing=False)
    unseen = missing(by_catalog, again.DEFECTS, pg.major)
    findings, seconds = looked(second_victim)
    missed = missing(findings, again.DEFECTS, pg.major)
    whole = len(again.DEFECTS)
    told(f"again, not by the catalog: {unseen}")
    told(f"again: {whole - len(unseen)} of {whole} by the catalog, {whole - len(missed)} in all, in {seconds:.2f} s")
    assert set(unseen) <= BY_PROBING
    assert not missed


def test_what_was_sown_a_third_time_is_found(third_victim: Session, pg: Cluster) -> None:
    by_catalog, _ = looked(third_victim, probing=False)
    unseen = missing(by_catalog, third.DEFECTS, pg.major)
    findings, seconds = looked(third_victim)
    missed, whole = missing(findings, third.DEFECTS, pg.major), len(third.DEFECTS)
    told(f"third, not by the catalog: {unseen}")
    told(f"third: {whole - len(unseen)} of {whole} by the catalog, {whole - len(missed)} in all, in {seconds:.2f} s")
    assert not missed
    assert set(unseen) <= {"by_roles"}


def test_what_was_sown_a_fourth_time_is_found(fourth_victim: Session, pg: Cluster) -> None:
    findings, seconds = looked(fourth_victim, probing=False)
    missed = missing(findings, fourth.DEFECTS, pg.major)
    whole = len([each for each in fourth.DEFECTS if each.since <= pg.major])
    told(f"fourth: {whole - len(missed)} of {whole} by the catalog, in {seconds:.2f} s; not {missed}")
    assert not missed


def test_what_is_granted_is_taken_from_whom_it_was_granted_to(fourth_victim: Session, victim: Session) -> None:
    fixes = {(each.check, each.object): each.fix for each in looked(fourth_victim, probing=False)[0]}
    assert fixes["owner-reachable", "fourth_keeper"] == "REVOKE fourth_keeper FROM fourth_tenant;"
    owner = {each.object: each.fix for each in looked(victim, probing=False)[0] if each.check == "owner-reachable"}
    assert owner["planted_tenant"].endswith("OWNER TO …;")


def test_nothing_is_said_of_what_is_right(
    healthy: Session, second_victim: Session, third_victim: Session, fourth_victim: Session
) -> None:
    ours, _ = looked(healthy)
    theirs = [each for each in looked(second_victim)[0] if each.object.startswith('"right"')]
    theirs += [each for each in looked(third_victim)[0] if each.object.startswith("fine")]
    theirs += [each for each in looked(fourth_victim)[0] if each.object.startswith(("sound", "work_mem"))]
    alarms = [each for each in ours + theirs if each.level is not Level.NOTE]
    whole = len(controls.CONTROLS) + len(again.READABLE) + len(third.READABLE) + len(fourth.READABLE)
    told(f"right: {len(alarms)} false alarms in {whole} controls; {len(ours + theirs) - len(alarms)} notes")
    assert not alarms
    assert len(controls.CONTROLS) >= 40
    assert {each.check for each in ours + theirs if each.level is Level.NOTE} <= {"policy-per-row"}


@pytest.mark.parametrize("name", ["planted", "again"])
def test_what_the_probe_calls_a_leak_is_one(pg: Cluster, request: pytest.FixtureRequest, name: str) -> None:
    session: Session = request.getfixturevalue("victim" if name == "planted" else "second_victim")
    column = "org_id" if name == "planted" else "tenant_id"
    leaks = {each.object for each in looked(session)[0] if each.check == "leak"}
    seen = set()
    for context in ("42", "", None):
        with as_tenant(pg, name, context) as connection:
            connection.autocommit = True
            seen |= {leak for leak in leaks if _shows_others(connection, leak, column, context)}
    told(f"{name}: {len(leaks)} leaks")
    assert leaks == seen


def _shows_others(connection: psycopg.Connection, relation: str, column: str, context: str | None) -> bool:
    whose = f"{column}::text <> '42'" if context == "42" else f"{column} IS NOT NULL"
    try:
        row = connection.execute(f"SELECT EXISTS (SELECT FROM {relation} WHERE {whose})".encode()).fetchone()
    except psycopg.Error:
        return False
    assert row
    return bool(row[0])


def test_what_shows_rows_of_others_is_critical(victim: Session, pg: Cluster) -> None:
    findings, _ = looked(victim, probing=False)
    mild = [
        defect.object
        for defect in planted.DEFECTS
        if defect.opens and defect.since <= pg.major and defect.kind not in _MILD and defect.object not in _LITTLE
        if all(each.level is not Level.CRITICAL for each in findings if _is_at(each, defect.object))
    ]
    assert not mild, ", ".join(mild)


_MILD = {
    "off-other-column", "off-child", "or-null", "foreign-key", "context-setter", "dynamic", "create-in-schema",
    "large-object", "monitors", "reads-all",
}  # fmt: skip
"""What is no more than a warning: a guess by foreign keys, rows of nobody, oracles, what takes another step."""
_LITTLE = {"p_not_distinct", "m_counts"}
"""Rows of nobody; counts."""


def missing(findings: list[Finding], defects: Sequence[Defect], major: int) -> list[str]:
    """The defects that no finding says."""
    return [each.object for each in defects if each.since <= major and not found_of(findings, each)]


def found_of(findings: list[Finding], defect: Defect) -> list[Finding]:
    """The findings that say a defect, at its object."""
    checks = (*CHECKS[defect.kind], *(("leak",) if defect.opens else ()))
    return [each for each in findings if each.check in checks and _is_at(each, defect.object)]


def _is_at(finding: Finding, name: str) -> bool:
    """Whether a finding is about what is called so; a role's about what it owns."""
    schema, _, rest = finding.object.partition("(")[0].partition(".")
    at = (
        (rest if schema in ("planted", "again", "third", "fourth", "pg_catalog") and rest else finding.object)
        .replace('""', '"')
        .strip('"')
    )
    return at.partition("(")[0] == name or (finding.check == "owner-reachable" and f".{name}" in finding.what)


def told(numbers: str) -> None:
    """Write numbers for whoever measures."""
    sys.stdout.write(f"\n{numbers}\n")


def looked(session: Session, *, probing: bool = True) -> tuple[list[Finding], float]:
    """What the doctor says, and how long it took."""
    assert session.opened
    begun = time.monotonic()
    found = look(session, session.opened.place, session.tenant, Wanted(probing=probing))
    return found.findings, time.monotonic() - begun
