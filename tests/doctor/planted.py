"""What planted.sql has wrong, defect by defect: where it is, of what kind, and how an attacker shows that it is one."""

from __future__ import annotations

from dataclasses import dataclass

OURS = 42
"""The organization that the attacker was given."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong."""

    object: str
    """Its name as the catalog has it, without its schema; a role's or a function's likewise."""
    kind: str
    """What is wrong, in an attacker's words."""
    proof: str | None = None
    """What the attacker sends as the tenant's role: gives true, or writes something."""
    context: str | None = str(OURS)
    """What the setting is then; None where it was never set."""
    first: str | None = None
    """What the attacker sends before."""
    sqlstate: str | None = None
    """The error that the proof ends in, where the error is the defect."""
    since: int = 13

    @property
    def opens(self) -> bool:
        """Whether rows of other organizations can be read or written through it, here and now."""
        return self.proof is not None and self.sqlstate is None and not self.kind.startswith("no-rows")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _reads(
    name: str,
    kind: str,
    context: str | None = str(OURS),
    where: str = f"org_id IS DISTINCT FROM {OURS}",
    first: str | None = None,
) -> Defect:
    return Defect(name, kind, f"SELECT EXISTS (SELECT FROM planted.{_quoted(name)} WHERE {where})", context, first)


def _hides(name: str, kind: str) -> Defect:
    return Defect(name, kind, f"SELECT NOT EXISTS (SELECT FROM planted.{_quoted(name)})")


def _adds(name: str, kind: str) -> Defect:
    return Defect(name, kind, f"INSERT INTO planted.{name} (org_id, id, body) VALUES (43, 99, 'planted')")


def _fails(name: str, kind: str, sqlstate: str, context: str | None = str(OURS)) -> Defect:
    return Defect(name, kind, f"SELECT EXISTS (SELECT FROM planted.{name})", context, None, sqlstate)


_ANY = "true"
_MEMBER = "SELECT pg_catalog.pg_has_role('{}', '{}', 'MEMBER')"
_SLUG = "INSERT INTO planted.{} (org_id, id, {}) VALUES (42, 99, {})"

DEFECTS = (
    _reads("t_off", "off"),
    _reads('Odd "Name"; --', "off"),
    _reads("t_disabled", "off-with-policies"),
    Defect("t_not_forced", "not-forced"),
    _reads("t_owned", "owner"),
    _reads("t_owned_by_group", "owner"),
    Defect("t_owned_forced", "owner-forced", "ALTER TABLE planted.t_owned_forced DISABLE ROW LEVEL SECURITY"),
    _hides("t_no_policy", "no-rows"),
    _hides("t_only_restrictive", "no-rows-restrictive"),
    _hides("t_to_other", "no-rows-other-role"),
    Defect("t_select_only", "no-policy-for-command"),
    _reads("t_by_group", "off", where=_ANY),
    _reads("t_by_public", "off"),
    Defect("t_by_column", "off", "SELECT count(body) > 3 FROM planted.t_by_column"),
    _reads("t_other_name", "off-other-column", where="company <> 42"),
    _reads("t_child", "off-child", where="parent_org <> 42"),
    _reads("p_true", "true"),
    _adds("p_insert_true", "check-true"),
    Defect("p_update_check_true", "check-true", "UPDATE planted.p_update_check_true SET body = 'planted'"),
    _adds("p_all_check_true", "check-true"),
    _adds("p_insert_open", "check-no-context"),
    Defect("p_delete_true", "delete-true", "DELETE FROM planted.p_delete_true"),
    _reads("p_no_context", "no-context"),
    _reads("p_constant", "no-context"),
    _reads("p_or_null", "or-null"),
    _reads("p_unset_opens", "unset-opens", None),
    _reads("p_empty_opens", "unset-opens", ""),
    _reads("p_coalesce_opens", "unset-opens", None),
    _reads("p_case_opens", "unset-opens", None),
    _reads("p_default_org", "unset-opens", None),
    _reads("p_not_distinct", "unset-opens", None, "org_id IS NULL"),
    _reads("p_switch", "switch", first="SET app.bypass = 'on'"),
    _reads("p_hidden_switch", "switch", first="SET app.is_admin = 'true'"),
    _reads("p_wrong_column", "wrong-column"),
    _reads("p_itself", "no-context"),
    _reads("p_captured", "no-context"),
    _reads("p_uncorrelated", "wrong-column"),
    _reads("p_any_org", "no-context"),
    _reads("p_tautology", "tautology"),
    _reads("p_inverted", "comparison"),
    _reads("p_at_least", "comparison"),
    _reads("p_role_only", "no-context"),
    _reads("p_or_flag", "or-open"),
    _reads("p_second", "second-permissive"),
    _reads("p_second_public", "second-permissive"),
    _reads("p_second_group", "second-permissive"),
    _fails("p_not_missing_ok", "not-missing-ok", "42704", None),
    _fails("p_empty_cast", "empty-cast", "22P02", ""),
    _hides("p_other_setting", "no-rows-other-setting"),
    _fails("p_recursive", "policy-fails", "42P17"),
    _fails("p_unread", "policy-fails", "42501"),
    Defect("p_writable", "writable-behind", "INSERT INTO planted.shares VALUES (43, 42)"),
    Defect(
        "org_owned",
        "policy-function-owned",
        "SELECT pg_catalog.pg_has_role('planted_tenant', 'planted_tenant', 'USAGE')",
    ),
    Defect("org_immutable", "immutable"),
    Defect("p_volatile", "volatile"),
    Defect("p_per_row", "per-row"),
    Defect("p_cast", "cast"),
    Defect("i_none", "no-index"),
    Defect("i_partial", "no-index"),
    Defect("i_invalid", "no-index"),
    Defect("i_gin", "not-leakproof"),
    Defect("k_unique", "unique", _SLUG.format("k_unique", "slug", "'43-1'"), sqlstate="23505"),
    Defect("k_unique_index", "unique", _SLUG.format("k_unique_index", "body", "'43-1'"), sqlstate="23505"),
    Defect("k_exclude", "exclude", _SLUG.format("k_exclude", "slug", "'43-1'"), sqlstate="23P01"),
    Defect("k_foreign", "foreign-key", _SLUG.format("k_foreign", "parent", "4301")),
    Defect("k_nullable", "nullable"),
    _reads("parted_2026_01", "partition"),
    _reads("parted_2026_02_rest", "partition"),
    _reads("parted_2025_12", "detached"),
    _reads("inheriting", "inherits"),
    _reads("parent_backup_20260101", "off"),
    _reads("v_superuser", "view"),
    _reads("v_bypass", "view"),
    _reads("v_owner", "view"),
    _reads("v_renamed", "view-renamed", where="company <> 42"),
    Defect("v_without", "view-renamed", "SELECT count(*) > 3 FROM planted.v_without"),
    Defect("v_counts", "view-renamed", "SELECT sum(rows) > 3 FROM planted.v_counts"),
    _reads("v_chain_below", "view"),
    _reads("v_chain", "view-chain"),
    _reads("v_definer", "view"),
    Defect("v_no_barrier", "view-no-barrier"),
    Defect("v_no_check", "view-no-check", "INSERT INTO planted.v_no_check (org_id, id) VALUES (43, 99)"),
    _reads("v_partition", "view"),
    _reads("m_view", "materialized"),
    _reads("m_counts", "materialized", where="company <> 42"),
    Defect("f_table", "foreign"),
    Defect("r_view", "rule", "UPDATE planted.r_view SET one = 2"),
    Defect("f_definer", "definer", "SELECT EXISTS (SELECT FROM planted.f_definer() WHERE org_id <> 42)"),
    Defect("f_procedure", "definer", "CALL planted.f_procedure()"),
    Defect(
        "f_no_path", "definer-path", "SELECT pg_catalog.has_function_privilege('planted.f_no_path(bigint)', 'EXECUTE')"
    ),
    Defect(
        "f_definer_runs",
        "definer-dynamic",
        "SELECT * FROM planted.f_definer_runs('SELECT (count(*) > 3)::text FROM planted.base')",
    ),
    Defect("f_sets", "context-setter", "SELECT planted.f_sets(43) = '43'"),
    Defect(
        "f_as_43", "context-setter", "SELECT planted.f_as_43() = 3 AND pg_catalog.current_setting('app.org_id') = '42'"
    ),
    Defect("f_leaves", "context-setter", "SELECT planted.f_leaves() IS NOT NULL"),
    Defect("f_runs", "dynamic", "SELECT planted.f_runs('SET app.org_id = 43') IS NOT NULL"),
    Defect("f_leakproof", "leakproof"),
    Defect("g_truncate", "truncate", "TRUNCATE planted.g_truncate"),
    Defect("g_references", "references"),
    Defect("g_trigger", "trigger"),
    Defect("g_public", "public-grant"),
    Defect(
        "planted_evil",
        "create-in-schema",
        "CREATE FUNCTION planted_evil.org() RETURNS bigint LANGUAGE sql AS 'SELECT 43'",
    ),
    Defect("987654", "large-object", "SELECT pg_catalog.lo_get(987654) = 'everybody''s'::bytea"),
    Defect("planted_bypass", "becomes-bypass", _MEMBER.format("planted_login", "planted_bypass")),
    Defect("planted_owner", "becomes-owner", _MEMBER.format("planted_login", "planted_owner")),
    Defect("pg_read_server_files", "server-files", _MEMBER.format("planted_login", "pg_read_server_files")),
    Defect("pg_execute_server_program", "server-files", _MEMBER.format("planted_login", "pg_execute_server_program")),
    Defect("pg_monitor", "monitors", _MEMBER.format("planted_tenant", "pg_monitor")),
    Defect("pg_read_all_data", "reads-all", _MEMBER.format("planted_login", "pg_read_all_data"), since=14),
    Defect("planted_login", "createrole"),
    Defect("planted_login", "replication"),
    Defect("planted_login", "setting-search-path"),
    Defect("planted_app", "setting-context"),
    Defect("planted_app", "setting-row-security"),
    Defect("planted", "default-privileges"),
)
"""Each thing that is wrong there."""
