"""Tables of tenants that row security does not reach, or not as meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.doctor.checks.words import WRITES, enabled, listed, policy, taken_away, who
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.doctor.rows import Relation, Role
    from tenantsh.db.doctor.survey import Survey

_NOT_INHERITED = "row security of a table is not that of its children, when these are named themselves"
_ALL = ("SELECT", *WRITES)


def without_row_security(survey: Survey) -> Iterator[Finding]:
    """Tables with the tenant's column that tenants may use, and that nothing filters."""
    for relation in survey.tenants:
        if relation.kind == "f" or relation.enabled or _root_of_its_own(survey, relation) is not None:
            continue
        if not (roles := survey.users(relation)):
            continue
        has_policies = relation.relation in survey.policies
        yield Finding(
            Level.CRITICAL,
            "rls-disabled" if has_policies else "rls-off",
            relation.sql,
            f"{'its policies count for nothing: ' if has_policies else ''}row security is off,"
            f" and {who(roles)} may use it",
            "whoever may use it sees every organization's rows",
            enabled(relation) if has_policies else f"{enabled(relation)}\n{policy(survey, relation)}",
        )


def partitions_left_open(survey: Survey) -> Iterator[Finding]:
    """Partitions and children without row security, of a table that has it, which tenants may name themselves."""
    for relation in survey.tenants:
        root = _root_of_its_own(survey, relation)
        if root is None or relation.kind == "f" or relation.enabled or not (roles := survey.users(relation)):
            continue
        noun = "partition" if relation.is_partition else "child"
        yield Finding(
            Level.CRITICAL,
            "partition-open" if relation.is_partition else "child-open",
            relation.sql,
            f"a {noun} of {root.sql} without row security, and {who(roles)} may use it by its own name",
            _NOT_INHERITED,
            f"{taken_away(survey, relation, *_ALL)}\n{enabled(relation)}",
        )


def parents_left_open(survey: Survey) -> Iterator[Finding]:
    """Tables that are nobody's themselves, and through which the rows of tenants' tables that inherit are read."""
    found: dict[int, list[str]] = {}
    for relation in survey.tenants:
        parent = survey.relations.get(relation.parent or 0)
        if parent is not None and not relation.is_partition and not survey.is_tenants(parent):
            found.setdefault(parent.relation, []).append(relation.sql)
    for oid, children in found.items():
        if roles := survey.users(parent := survey.relations[oid]):
            yield Finding(
                Level.CRITICAL,
                "parent-open",
                parent.sql,
                f"{listed(children)} inherits from it, it has no row security, and {who(roles)} may use it",
                "rows of its children are read through it under its own policies, and not under theirs",
                taken_away(survey, parent, *_ALL),
            )


def foreign_tables(survey: Survey) -> Iterator[Finding]:
    """Foreign tables, which cannot have row security."""
    for relation in survey.tenants:
        if relation.kind == "f" and (roles := survey.users(relation)):
            yield Finding(
                Level.CRITICAL,
                "foreign-table",
                relation.sql,
                f"a foreign table, and {who(roles)} may use it",
                "row security has no part in it, and the context does not travel to the other server",
                taken_away(survey, relation, *_ALL),
                sure=False,
            )


def children_by_key(survey: Survey) -> Iterator[Finding]:
    """Tables without the tenant's column and without row security whose rows belong to tenants' rows."""
    for relation, referred in _children(survey).items():
        below = survey.relations[relation]
        if below.enabled or relation in survey.policies or not (roles := survey.users(below)):
            continue
        yield Finding(
            Level.WARNING,
            "rls-off-child",
            below.sql,
            f"its rows belong to rows of {referred.sql}, row security is off, and {who(roles)} may use it",
            "what belongs to an organization's row belongs to that organization",
            f"{enabled(below)}\n{policy(survey, below)}",
            sure=False,
        )


def lists_of_tenants(survey: Survey) -> Iterator[Finding]:
    """The table that tenants' rows refer to by the tenant's column: it has a row for each tenant."""
    column = survey.known.tenant_column
    found = {key.refers_to for key in survey.keys if key.columns == [column]}
    for relation in (survey.relations[oid] for oid in sorted(found & survey.relations.keys())):
        if relation.has_tenant or relation.enabled or not (roles := survey.users(relation)):
            continue
        yield Finding(
            Level.WARNING,
            "rls-off-tenants",
            relation.sql,
            f"it has a row for each tenant, row security is off, and {who(roles)} may use it",
            "who the other tenants are is seen by all of them",
            f"{enabled(relation)}\n{policy(survey, relation)}",
            sure=False,
        )


def not_forced(survey: Survey) -> Iterator[Finding]:
    """Tables whose owner row security does not apply to."""
    for relation in survey.tenants:
        if not relation.enabled or relation.forced or relation.is_partition:
            continue
        yield Finding(
            Level.NOTE if relation.owner_above else Level.WARNING,
            "not-forced",
            relation.sql,
            f"row security does not apply to its owner, {relation.owner_name}",
            "views and SECURITY DEFINER functions of the owner's see every organization's rows"
            + (", and those of a superuser do in any case" if relation.owner_above else ""),
            f"ALTER TABLE {relation.sql} FORCE ROW LEVEL SECURITY;",
        )


def nothing_permitted(survey: Survey) -> Iterator[Finding]:
    """Tables whose privileges no policy makes use of."""
    for relation in survey.tenants:
        if not relation.enabled or relation.is_partition or relation.kind == "f":
            continue
        lacking = {word: roles for word in _ALL if (roles := _unserved(survey, relation, word))}
        if not lacking:
            continue
        everybody = list({role.oid: role for roles in lacking.values() for role in roles}.values())
        none = not any(each.permissive for each in survey.policies.get(relation.relation, ()))
        yield Finding(
            Level.WARNING if none else Level.NOTE,
            "no-policy",
            relation.sql,
            f"{who(everybody)} may {listed([word for word in _ALL if word in lacking])}, and no policy permits"
            " it: of no row",
            "either the privilege is not needed, or a policy is missing",
            taken_away(survey, relation, *lacking),
        )


def owned_by_superusers(survey: Survey) -> Iterator[Finding]:
    """Owners of tenants' tables to whom row security never applies."""
    owned: dict[str, list[Relation]] = {}
    for relation in survey.tenants:
        if relation.owner_above and not relation.is_partition:
            owned.setdefault(relation.owner_name, []).append(relation)
    for owner, relations in owned.items():
        yield Finding(
            Level.NOTE,
            "owner-above",
            owner,
            f"{owner} owns tables of tenants, and is above row security: {listed([r.sql for r in relations])}",
            "every view and SECURITY DEFINER function that is made beside them sees every row",
            f"-- as a superuser: give them to a role without LOGIN, SUPERUSER and BYPASSRLS:"
            f" ALTER TABLE {relations[0].sql} OWNER TO …;",
        )


def _root_of_its_own(survey: Survey, relation: Relation) -> Relation | None:
    """The table with row security that this one is a partition or child of."""
    parent = survey.relations.get(relation.parent or 0)
    if parent is None:
        return None
    root = survey.root(relation) if relation.is_partition else parent
    return root if root.enabled else None


def _unserved(survey: Survey, relation: Relation, command: str) -> list[Role]:
    """Tenants' own roles that have a privilege and no policy to go with it."""
    return [
        role
        for role in survey.may(relation, command)
        if role.seed and not any(each.permissive for each in survey.applying(relation, role, command))
    ]


def _children(survey: Survey) -> dict[int, Relation]:
    """Tables without the tenant's column whose keys lead to one with it, and to which one first."""
    found: dict[int, Relation] = {}
    for key in survey.keys:
        below, above = survey.relations.get(key.relation), survey.relations.get(key.refers_to)
        if below is None or above is None or below.kind not in "rp" or not survey.belongs(below):
            continue
        if above.has_tenant or survey.belongs(above):
            found.setdefault(below.relation, above)
    return found
