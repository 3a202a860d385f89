"""Tables that policies ask: to which tenants may write, or which they may not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.doctor.checks.policies import Reading
from tenantsh.commands.doctor.checks.words import WRITES, taken_away, who
from tenantsh.db.doctor.survey import is_for
from tenantsh.lang.quote import spell_on_a_line
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.doctor.rows import Policy, Relation, Role
    from tenantsh.db.doctor.survey import Survey

_ALL = ("SELECT", *WRITES)


def reading_others(survey: Survey) -> Iterator[Finding]:
    """Policies that ask a table to which tenants may write, or that they may not read."""
    for relation in survey.tenants:
        for policy in survey.policies.get(relation.relation, ()):
            roles = _subjects(survey, relation, policy)
            for other in (survey.relations[oid] for oid in policy.relations if oid in survey.relations):
                yield from _written(survey, relation, policy, other, roles)
                yield from _denied(survey, relation, policy, other, roles)


def _subjects(survey: Survey, relation: Relation, policy: Policy) -> list[Role]:
    """Roles that a policy is for and that have a use for it."""
    commands = _ALL if policy.command == "ALL" else (policy.command,)
    roles = {role.oid: role for word in commands for role in survey.may(relation, word, some=True)}
    return [role for role in roles.values() if is_for(policy, role.holds)]


def _written(
    survey: Survey, relation: Relation, policy: Policy, other: Relation, roles: list[Role]
) -> Iterator[Finding]:
    writers = [role for role in roles if policy.permissive and _writes_freely(survey, other, role)]
    if writers:
        yield Finding(
            Level.CRITICAL,
            "policy-writable",
            relation.sql,
            f"policy {spell_on_a_line(policy.name)} asks {other.sql}, to which {who(writers)} may write any row",
            "whoever writes a row there decides which rows are seen here",
            f"{taken_away(survey, other, 'INSERT', 'UPDATE')}\n-- or policies with a WITH CHECK that binds them",
            sure=False,
        )


def _writes_freely(survey: Survey, relation: Relation, role: Role) -> bool:
    """Whether a role may write rows into a table that bind it to nothing."""
    for command in ("INSERT", "UPDATE"):
        if not any(each.oid == role.oid for each in survey.may(relation, command, some=True)):
            continue
        if not relation.enabled or any(
            each.side == "check" for each in Reading(survey, relation, every=True).open_to(role, command)
        ):
            return True
    return False


def _denied(
    survey: Survey, relation: Relation, policy: Policy, other: Relation, roles: list[Role]
) -> Iterator[Finding]:
    denied = [role for role in roles if role.seed and not survey.may_anyhow(role, other, "SELECT")]
    if denied:
        yield Finding(
            Level.WARNING,
            "policy-denied",
            relation.sql,
            f"policy {spell_on_a_line(policy.name)} asks {other.sql}, on which {who(denied)} has no SELECT",
            "every query of the table fails: permission denied (42501)",
            f"GRANT SELECT ON {other.sql} TO {', '.join(spell_on_a_line(role.name) for role in denied)};",
        )
