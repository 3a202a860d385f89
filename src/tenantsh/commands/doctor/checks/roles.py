"""What the logins behind tenants' roles can become, and what is set for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.doctor.checks.words import listed
from tenantsh.lang.quote import spell_on_a_line
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.doctor.rows import Role, Setting
    from tenantsh.db.doctor.survey import Survey

_SERVER = ("pg_read_server_files", "pg_write_server_files", "pg_execute_server_program")
_PREDEFINED = {
    "pg_read_all_data": (
        Level.WARNING,
        "reads every relation, as far as row security lets it: views, partitions and materialized views too",
    ),
    "pg_write_all_data": (Level.WARNING, "writes every relation, as far as row security lets it"),
    "pg_monitor": (Level.NOTE, "sees what other sessions run, and statistics of every row"),
    "pg_read_all_stats": (Level.NOTE, "sees what other sessions run, and statistics of every row"),
    "pg_database_owner": (Level.WARNING, "owns the schema public"),
    "pg_signal_backend": (Level.NOTE, "may end other tenants' sessions"),
    "pg_maintain": (Level.NOTE, "may lock every table"),
}
_OFF = ("off", "false", "no", "0")
_GRANTS_ITSELF = 160000
"""Before this version CREATEROLE can grant itself any role that is no superuser."""


def above_row_security(survey: Survey) -> Iterator[Finding]:
    """Roles to which row security does not apply, and that a tenant's login can act as."""
    for role in survey.roles.values():
        if role.above and not role.name.startswith("pg_"):
            what = "a superuser" if role.superuser else "a role with BYPASSRLS"
            yield _reached(
                role, Level.CRITICAL, "role-above", f"{what}, {_by(role)}", "it sees every row of every table"
            )


def owners(survey: Survey) -> Iterator[Finding]:
    """Owners of tenants' tables that a tenant's login can act as."""
    for role in survey.roles.values():
        if role.oid in survey.owners and not role.above:
            tables = [relation.sql for relation in survey.tenants if relation.owner == role.oid]
            fix = f"-- a role that no login can act as owns them: ALTER TABLE {tables[0]} OWNER TO …;"
            yield _reached(
                role,
                Level.CRITICAL,
                "owner-reachable",
                f"owns {listed(tables)}, {_by(role)}",
                "an owner can switch row security off, and change policies",
                fix if role.seed or not role.members else None,
            )


def with_rights(survey: Survey) -> Iterator[Finding]:
    """Roles that can make themselves others, or that the server's files and programs are open to."""
    for role in survey.roles.values():
        if role.above:
            continue
        if role.creates_roles:
            level = Level.CRITICAL if survey.version < _GRANTS_ITSELF else Level.WARNING
            yield _reached(role, level, "role-creates", f"has CREATEROLE, {_by(role)}", "it can grant itself roles")
        if role.replicates:
            words = f"has REPLICATION, {_by(role)}"
            yield _reached(role, Level.CRITICAL, "role-replication", words, "it can copy the whole cluster")
        if role.name in _SERVER:
            yield _reached(
                role, Level.CRITICAL, "role-server", f"granted: {_by(role)}", "files of the server are open to it"
            )
        elif role.name in _PREDEFINED:
            level, why = _PREDEFINED[role.name]
            yield _reached(role, level, "role-predefined", f"granted: {_by(role)}", f"whoever has it {why}")


def _by(role: Role) -> str:
    if role.name in role.logins:
        return "and a login itself"
    return f"{'can be acted as by ' if role.logins else 'a role of tenants'}{listed(role.logins)}"


_ANOTHER_LOGIN = "-- CREATE ROLE … LOGIN NOINHERIT, a member of the tenants' roles alone, and connect as that one"


def _reached(role: Role, level: Level, check: str, what: str, why: str, fix: str | None = None) -> Finding:
    name = spell_on_a_line(role.name)
    attribute = {"role-creates": "NOCREATEROLE", "role-replication": "NOREPLICATION"}.get(check)
    if check == "role-above" and (role.seed or role.name in role.logins):
        if role.superuser:
            return Finding(level, check, role.name, f"{role.name}: {what}", why, _ANOTHER_LOGIN)
        attribute = "NOBYPASSRLS"
    if fix is None:
        members = ", ".join(map(spell_on_a_line, role.members)) or "…"
        fix = f"ALTER ROLE {name} {attribute};" if attribute else f"REVOKE {name} FROM {members};"
    return Finding(level, check, role.name, f"{role.name}: {what}", why, fix)


def settings(survey: Survey) -> Iterator[Finding]:
    """Settings of roles and databases that decide about the context before anybody does."""
    for row in survey.settings:
        name, _, value = row.setting.partition("=")
        if row.role and row.role not in survey.roles:
            continue
        told = _told(survey, row, name.lower(), value)
        if told is not None:
            check, level, what, why = told
            yield Finding(level, check, _whose(row), f"{_whose(row)}: {what}", why, _reset(row, name))


def _told(survey: Survey, row: Setting, name: str, value: str) -> tuple[str, Level, str, str] | None:
    known = survey.known
    if name in known.forbidden:
        why = "policies let whoever has it set pass"
        return "setting-bypass", Level.CRITICAL, f"{name} is set to {value} when a connection begins", why
    if name in known.context and not _own(survey, row):
        why = "who sets no context is in that organization, instead of in none"
        return "setting-context", Level.WARNING, f"{name} is set to {value} when a connection begins", why
    if name == "search_path" and (open_ := _early(survey, value)):
        why = "a table or function that somebody makes there takes the place of the one that is meant"
        return "setting-path", Level.WARNING, f"its search_path begins with {listed(open_)}, open to tenants", why
    if name == "row_security" and value.lower() in _OFF:
        why = "a role with BYPASSRLS and an owner then see every row, and everybody else gets errors"
        return "setting-row-security", Level.WARNING, "row_security is off when a connection begins", why
    if name == "lo_compat_privileges" and value.lower() not in _OFF:
        why = "large objects are then everybody's to read and to write, whatever is granted"
        return "setting-large-objects", Level.WARNING, "lo_compat_privileges is on when a connection begins", why
    if name == "role" and value != "none":
        why = "RESET ROLE comes back to it, and not to the login"
        return "setting-role", Level.NOTE, f"role is set to {value} when a connection begins", why
    return None


def _own(survey: Survey, row: Setting) -> bool:
    """Whether it is the setting of a login for one tenant, which is how resets come back to that tenant.

    Either its name has the value in it, or other logins have other ones.
    """
    role = survey.roles.get(row.role)
    if role is None or not role.can_login or role.seed:
        return False
    name, _, value = row.setting.partition("=")
    others = {each.setting for each in survey.settings if each.setting.lower().startswith(f"{name.lower()}=")}
    return value in role.name or len(others) > 1


def _early(survey: Survey, value: str) -> list[str]:
    """Schemas of a search path in which tenants may make objects, before the first one with tenants' tables."""
    names = [name.strip().strip('"') for name in value.split(",")]
    tables = {relation.schema for relation in survey.tenants}
    until = next((at for at, name in enumerate(names) if name in tables), len(names))
    return [name for name in names[:until] if (row := survey.schemas.get(name)) and survey.creators(row)]


def _whose(row: Setting) -> str:
    return row.role_name or row.database or "every role"


def _reset(row: Setting, name: str) -> str:
    named = ".".join(map(spell_on_a_line, name.split(".")))
    if row.role_name is None:
        return f"ALTER DATABASE {spell_on_a_line(row.database or '…')} RESET {named};"
    where = f" IN DATABASE {spell_on_a_line(row.database)}" if row.database else ""
    return f"ALTER ROLE {spell_on_a_line(row.role_name)}{where} RESET {named};"
