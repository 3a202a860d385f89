"""Privileges that lead around row security, or that new tables will have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.doctor.checks.words import granted_to, listed, taken_away, who
from tenantsh.db.doctor.survey import PUBLIC, grantees
from tenantsh.lang.quote import spell_on_a_line
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.doctor.rows import Door, Role
    from tenantsh.db.doctor.survey import Survey

_BESIDE = {
    "TRUNCATE": (
        Level.CRITICAL,
        "grant-truncate",
        "TRUNCATE",
        "TRUNCATE asks no policy: it empties every organization's rows",
    ),
    "TRIGGER": (
        Level.WARNING,
        "grant-trigger",
        "create triggers on it",
        "a trigger runs in the sessions of others, with what they may see",
    ),
    "REFERENCES": (
        Level.NOTE,
        "grant-references",
        "create foreign keys to it",
        "a foreign key tells whether a value is there, in any organization, and keeps its row from being deleted",
    ),
}
_READING = ("SELECT", "INSERT", "UPDATE", "DELETE")


def beside_row_security(survey: Survey) -> Iterator[Finding]:
    """Privileges that no policy is asked about."""
    for relation in survey.tenants:
        for privilege, (level, check, does, why) in _BESIDE.items():
            roles = survey.may(relation, privilege, some=True)
            if roles:
                yield Finding(
                    level,
                    check,
                    relation.sql,
                    f"{who(roles)} may {does}",
                    why,
                    taken_away(survey, relation, privilege),
                )


def for_everybody(survey: Survey) -> Iterator[Finding]:
    """Tables of tenants that everybody who can connect may use."""
    for relation in (*survey.tenants, *survey.views_of_tenants):
        columns = (column.grants for column in survey.columns.get(relation.relation, ()))
        grants = [*relation.grants, *(grant for found in columns for grant in found)]
        grants = [grant for grant in grants if grant.startswith(f"{PUBLIC}=")]
        words = [word for word in _READING if PUBLIC in grantees(grants, word)]
        if words:
            yield Finding(
                Level.WARNING,
                "grant-public",
                relation.sql,
                f"everybody has {listed(words)} on it",
                "roles that will be made have it too, whatever they are for",
                f"REVOKE {', '.join(words)} ON {relation.sql} FROM PUBLIC;",
            )


def granted_on(survey: Survey) -> Iterator[Finding]:
    """Tables of tenants that tenants may grant to others."""
    for relation in survey.tenants:
        roles = [survey.roles[oid] for oid in survey.granted_again(relation.grants) if oid in survey.roles]
        roles = [role for role in roles if not role.above and relation.owner not in role.holds]
        if roles:
            names = ", ".join(spell_on_a_line(role.name) for role in roles)
            yield Finding(
                Level.NOTE,
                "grant-option",
                relation.sql,
                f"{who(roles)} may grant it on",
                "who may use the table is then decided by others than its owner",
                f"REVOKE GRANT OPTION FOR ALL PRIVILEGES ON {relation.sql} FROM {names} CASCADE;",
            )


def creating(survey: Survey) -> Iterator[Finding]:
    """Schemas in which tenants may make objects."""
    owning = {relation.schema for relation in survey.tenants} | {f.schema for f in survey.functions.values()}
    for schema in survey.schemas.values():
        if roles := survey.creators(schema):
            name = spell_on_a_line(schema.name)
            granted = granted_to(survey, set(grantees(schema.grants, "CREATE")) - {schema.owner})
            owned = f"ALTER SCHEMA {name} OWNER TO …;  -- who owns it makes objects in it, whatever is granted"
            yield Finding(
                Level.WARNING if schema.name in owning | {"public"} else Level.NOTE,
                "schema-create",
                name,
                f"{who(roles)} may make objects in it",
                "a function or table of theirs takes the place of another one in somebody's search_path",
                f"REVOKE CREATE ON SCHEMA {name} FROM {granted};" if granted else owned,
            )


def by_default(survey: Survey) -> Iterator[Finding]:
    """Privileges that tenants have on tables from their birth, before they have row security."""
    for row in survey.defaults:
        found = {oid for word in ("SELECT", "UPDATE", "DELETE") for oid in grantees(row.grants, word)}
        reached = {oid for oid in found if any(not survey.roles[each].above for each in survey.with_rights_of(oid))}
        if reached:
            where = f" in {row.schema}" if row.schema else ""
            schema = f" IN SCHEMA {spell_on_a_line(row.schema)}" if row.schema else ""
            names = granted_to(survey, reached) or "…"
            yield Finding(
                Level.WARNING,
                "default-privileges",
                spell_on_a_line(row.schema) if row.schema else row.maker,
                f"tables that {row.maker} makes{where} are open to {names} from their birth",
                "a new table, partition or materialized view has no row security: whoever forgets it, opens it",
                f"ALTER DEFAULT PRIVILEGES FOR ROLE {spell_on_a_line(row.maker)}{schema}"
                f" REVOKE ALL ON TABLES FROM {names};",
            )


_GUARDED = {2619: "pg_statistic", 3429: "pg_statistic_ext_data", 1260: "pg_authid", 1418: "pg_user_mapping"}
"""Tables of the catalog that are for superusers, by their OID."""


def views_of_catalogs(survey: Survey) -> Iterator[Finding]:
    """Views that show what the catalog has for superusers only."""
    for oid, reads in survey.reads.items():
        view, met = survey.relations.get(oid), [_GUARDED[read] for read in reads if read in _GUARDED]
        if view is not None and met and (roles := survey.users(view)):
            yield Finding(
                Level.CRITICAL,
                "door-catalog",
                view.sql,
                f"{who(roles)} may read it, and it reads {listed(met)} as its owner",
                _DOORS["catalog"][2],
                taken_away(survey, view, "SELECT"),
                sure=False,
            )


def doors(survey: Survey) -> Iterator[Finding]:
    """Ways to files, programs and other servers that are open to tenants."""
    for door in survey.doors:
        words = _WORDS.get(door.kind, ("USAGE",))
        found = {oid for word in words for oid in survey.holding(door.grants, word)}
        roles = [survey.roles[oid] for oid in sorted(found) if not survey.roles[oid].above]
        if roles:
            name = _named(door)
            yield Finding(
                _DOORS[door.kind][0],
                f"door-{door.kind}",
                name,
                f"{_whoever(door.grants, roles)} {_DOORS[door.kind][1]}",
                _DOORS[door.kind][2],
                _DOORS[door.kind][3].format(
                    name=name,
                    names=granted_to(survey, {oid for word in words for oid in grantees(door.grants, word)}),
                ),
                sure=door.kind != "mapping",
            )


_WORDS = {
    "function": ("EXECUTE",),
    "large-object": ("SELECT", "UPDATE"),
    "catalog": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "database": ("OWNER", "CREATE"),
    "sequence": ("UPDATE",),
    "parameter": ("SET", "ALTER SYSTEM"),
}


def _named(door: Door) -> str:
    """As SQL names it: the catalog tells these as they are, and the others quoted."""
    return spell_on_a_line(door.name) if door.kind in ("mapping", "language", "database") else door.name


def _whoever(grants: Sequence[str], roles: Sequence[Role]) -> str:
    return "everybody" if any(grant.startswith(f"{PUBLIC}=") for grant in grants) else who(roles)


_DOORS = {
    "function": (
        Level.CRITICAL,
        "may call it",
        "it reads or writes beside row security: files of the server, or another connection",
        "REVOKE EXECUTE ON FUNCTION {name} FROM {names};",
    ),
    "mapping": (
        Level.WARNING,
        "may be somebody else on that server",
        "what that login sees there, tenants see here, if a foreign table leads there: no context goes along",
        "DROP USER MAPPING FOR {names} SERVER {name};",
    ),
    "catalog": (
        Level.CRITICAL,
        "may use it, which nobody but superusers has by default",
        "it has values of every organization's rows, or what logins are proved by",
        "REVOKE ALL ON {name} FROM {names};",
    ),
    "database": (
        Level.WARNING,
        "owns the database, or may make schemas in it",
        "what is set for a database decides about everybody's sessions, and schemas take the place of others",
        "ALTER DATABASE {name} OWNER TO …;  -- or REVOKE CREATE ON DATABASE {name} FROM {names}",
    ),
    "parameter": (
        Level.WARNING,
        "may set it, which is for superusers",
        "session_replication_role skips triggers and foreign keys, lo_compat_privileges the grants of large objects",
        "REVOKE ALL ON PARAMETER {name} FROM {names};",
    ),
    "sequence": (
        Level.NOTE,
        "may set it, back or forward",
        "numbers of every organization's rows come from it: after setval() others' inserts fail",
        "REVOKE UPDATE ON SEQUENCE {name} FROM {names};",
    ),
    "large-object": (
        Level.WARNING,
        "may read or write it, a large object",
        "large objects have no row security, and no organization",
        "REVOKE ALL ON LARGE OBJECT {name} FROM {names};",
    ),
    "language": (
        Level.CRITICAL,
        "may write functions in it",
        "an untrusted language does what the server's own account may do",
        "REVOKE USAGE ON LANGUAGE {name} FROM {names};",
    ),
}
