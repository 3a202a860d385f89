"""What a policy's condition leaves open, by the words that the server has for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tenantsh.db.doctor.conditions import Row, flaws
from tenantsh.db.doctor.context import Known
from tenantsh.db.doctor.manners import manners
from tenantsh.db.doctor.rows import Function
from tenantsh.model.convention import CONVENTIONS, PLATFORM

_ORG = "NULLIF(current_setting('app.current_org_id'::text, true), ''::text)"
_OWN = f"(org_id = ({_ORG})::bigint)"


def _function(name: str, source: str, language: str = "sql") -> Function:
    return Function(
        oid=len(name),
        schema="app",
        name=name,
        arguments="",
        kind="f",
        owner=10,
        owner_name="owner",
        owner_above=False,
        definer=False,
        volatility="s",
        leakproof=False,
        language=language,
        is_trigger=False,
        settings=[],
        source=source,
        of_extension=False,
        grants=[],
    )


KNOWN = Known.of(
    PLATFORM,
    [
        _function("org", f"SELECT {_ORG}::bigint"),
        _function("org_or_one", f"SELECT coalesce({_ORG}, '1')::bigint"),
        _function("org_or_nobody", f"SELECT coalesce({_ORG}, '0')::bigint"),
        _function("later", f"BEGIN RETURN coalesce({_ORG}, '7'); END", "plpgsql"),
        _function("through", "SELECT app.org()"),
        _function("in_a_comment", "SELECT 1 -- current_setting('app.current_org_id')"),
    ],
)


def test_of_two_functions_of_a_name_the_one_that_is_called_counts() -> None:
    own, namesake = (
        _function("ours", f"SELECT {_ORG}"),
        replace(_function("ours", "SELECT $1"), oid=77, arguments="text"),
    )
    known = Known.of(PLATFORM, [own, namesake])
    row = Row("org_id", "text", "notes", True, lambda _: False)
    condition = "(org_id = app.ours(org_id))"
    assert flaws(condition, row, known.within([own.oid])) == []
    assert [flaw.kind for flaw in flaws(condition, row, known.within([namesake.oid]))] == ["policy-no-context"]


def _kinds(condition: str, *, filled: bool = True, column: str | None = "org_id") -> list[str]:
    row = Row(column, "bigint", "notes", filled, lambda names: "members" in names)
    return [flaw.kind for flaw in flaws(condition, row, KNOWN)]


@pytest.mark.parametrize(
    "condition",
    [
        _OWN,
        "(org_id = ( SELECT app.org() AS org))",
        "(( SELECT app.through() AS through) = org_id)",
        "(org_id = ANY (ARRAY[( SELECT app.org() AS org)]))",
        f"({_OWN} AND (deleted_at IS NULL))",
        f"({_OWN} AND true)",
        f"COALESCE({_OWN}, false)",
        f"CASE WHEN ({_ORG} IS NULL) THEN false ELSE {_OWN} END",
        f"CASE WHEN (kind = 'a'::text) THEN {_OWN} ELSE {_OWN} END",
        f"(NOT (org_id IS DISTINCT FROM ({_ORG})::bigint))",
        "(org_id = app.org_or_nobody())",
        "(EXISTS ( SELECT WHERE (notes.org_id = app.org())))",
        "((org_id >= app.org()) AND (org_id <= app.org()))",
        "(EXISTS ( SELECT 1 FROM members m WHERE ((m.org_id = notes.org_id) AND (m.org_id = app.org()))))",
        f"({_OWN} IS TRUE)",
        f"((org_id <> ({_ORG})::bigint) IS FALSE)",
        f"(NOT (org_id <> ({_ORG})::bigint))",
        f"(NOT COALESCE((org_id <> ({_ORG})::bigint), true))",
        f"(NOT ((org_id <> ({_ORG})::bigint) OR is_hidden))",
        f"({_OWN} = true)",
        f"((org_id <> ({_ORG})::bigint) = false)",
        "(ROW(org_id) = ROW(app.org()))",
        "(ARRAY[org_id] <@ ARRAY[app.org()])",
        "false",
        "app.is_ours(org_id) AND (org_id = app.org())",
    ],
)
def test_a_condition_that_binds_a_row_has_no_flaw(condition: str) -> None:
    assert _kinds(condition) == []


@pytest.mark.parametrize(
    ("condition", "kind"),
    [
        ("true", "policy-true"),
        ("(1 = 1)", "policy-true"),
        (f"({_OWN} OR true)", "policy-true"),
        (f"({_OWN} OR ({_ORG} IS NULL))", "policy-unset"),
        (f"(org_id = COALESCE(({_ORG})::bigint, org_id))", "policy-unset"),
        (f"COALESCE({_OWN}, true)", "policy-unset"),
        (f"CASE WHEN ({_ORG} IS NULL) THEN true ELSE {_OWN} END", "policy-unset"),
        (f"CASE WHEN ({_ORG} IS NOT NULL) THEN {_OWN} ELSE true END", "policy-unset"),
        ("(org_id = app.org_or_one())", "policy-unset"),
        ("((org_id)::text = app.later())", "policy-unset"),
        ("(org_id = 42)", "policy-no-context"),
        ("(org_id = ANY (ARRAY[app.org(), (43)::bigint]))", "policy-no-context"),
        ("(org_id = app.in_a_comment())", "policy-no-context"),
        (f"({_OWN} OR is_public)", "policy-no-context"),
        ("(( SELECT app.org() AS org) IS NOT NULL)", "policy-no-context"),
        (f"({_OWN} OR (current_setting('app.bypass'::text, true) = 'on'::text))", "policy-setting"),
        (f"(org_id = COALESCE(current_setting('app.other'::text, true), {_ORG})::bigint)", "policy-setting"),
        (f"(org_id <> ({_ORG})::bigint)", "policy-operator"),
        (f"(org_id >= ({_ORG})::bigint)", "policy-operator"),
        (f"(NOT {_OWN})", "policy-operator"),
        (f"({_OWN} IS NOT FALSE)", "policy-unset"),
        (f"((org_id <> ({_ORG})::bigint) IS NOT TRUE)", "policy-unset"),
        (f"({_OWN} IS UNKNOWN)", "policy-unset"),
        (f"({_OWN} IS NOT UNKNOWN)", "policy-no-context"),
        (f"(NOT COALESCE((org_id <> ({_ORG})::bigint), false))", "policy-unset"),
        (f"({_OWN} = (status = 'private'::text))", "policy-operator"),
        (f"({_OWN} <> (status = 'public'::text))", "policy-operator"),
        ("(org_id = CASE WHEN (status = 'public'::text) THEN org_id ELSE app.org() END)", "policy-no-context"),
        ("(org_id = GREATEST(org_id, app.org()))", "policy-no-context"),
        ("starts_with((org_id)::text, (app.org())::text)", "policy-operator"),
        ("(org_id = ALL ( SELECT m.org_id FROM members m WHERE (m.org_id = app.org())))", "policy-operator"),
        (f"((org_id)::text ~~ ({_ORG} || '%'::text))", "policy-operator"),
        ("(id = app.org())", "policy-column"),
        ("(EXISTS ( SELECT 1 FROM members m WHERE (m.org_id = app.org())))", "policy-uncorrelated"),
        ("is this SQL", "policy-unread"),
    ],
)
def test_a_condition_that_leaves_rows_open_is_told(condition: str, kind: str) -> None:
    assert kind in _kinds(condition)


@pytest.mark.parametrize(
    "condition",
    [
        f"(NOT (org_id IS DISTINCT FROM ({_ORG})::bigint))",
        f"({_OWN} OR (org_id IS NULL))",
        f"(COALESCE(org_id, ({_ORG})::bigint) = ({_ORG})::bigint)",
    ],
)
def test_rows_without_an_organization_are_told_only_where_there_may_be_some(condition: str) -> None:
    assert _kinds(condition, filled=False) == ["policy-null"]
    assert _kinds(condition) == []


def test_a_condition_of_a_table_without_the_column_may_bind_to_another_one() -> None:
    assert _kinds("(user_id = ( SELECT app.org() AS org))", column=None) == []


@pytest.mark.parametrize(
    ("condition", "kind"),
    [
        ("(org_id = (current_setting('app.current_org_id'::text))::bigint)", "setting-raises"),
        ("(org_id = (current_setting('app.current_org_id'::text, true))::bigint)", "setting-empty"),
        ("((org_id)::text = current_setting('app.current_org_id'::text, true))", "tenant-cast"),
        ("(org_id = app.org())", "policy-per-row"),
        ("(org_id IN ( SELECT notes.org_id FROM notes))", "policy-recursion"),
    ],
)
def test_an_unwise_manner_is_told(condition: str, kind: str) -> None:
    row = Row("org_id", "bigint", "notes", True, lambda _: False)
    assert kind in [manner.kind for manner in manners(condition, row, KNOWN)]


def test_a_wise_manner_is_not() -> None:
    row = Row("org_id", "bigint", "notes", True, lambda _: False)
    assert manners("(org_id = ( SELECT app.org() AS org))", row, KNOWN) == []


def test_where_each_tenant_has_a_role_the_login_is_the_context() -> None:
    known = Known.of(CONVENTIONS["role-per-tenant"], [])
    row = Row("tenant_id", "text", "notes", True, lambda _: False)
    assert flaws("((CURRENT_USER)::text = ('tenant_'::text || tenant_id))", row, known) == []
    assert [flaw.kind for flaw in flaws("((CURRENT_USER)::text = 'a'::text)", row, known)] == ["policy-no-context"]
