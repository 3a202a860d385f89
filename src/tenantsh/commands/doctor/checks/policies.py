"""Policies that are true for other organizations' rows, or change nothing, or hold some roles only."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.commands.doctor.checks.words import WRITES, binding, who
from tenantsh.db.doctor.conditions import Row, flaws
from tenantsh.db.policies.splitting import split
from tenantsh.lang.quote import spell_on_a_line
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.doctor.conditions import Flaw
    from tenantsh.db.doctor.rows import Policy, Relation, Role
    from tenantsh.db.doctor.survey import Survey

_ALL = ("SELECT", *WRITES)
_LEVELS = {"policy-null": Level.WARNING, "policy-unread": Level.NOTE}
_WHY = {
    "using": "whoever it is for sees or changes other organizations' rows",
    "check": "whoever it is for writes rows into other organizations",
}


class _Met(NamedTuple):
    """A way in which a policy is open."""

    policy: str
    command: str
    """The policy's own: `ALL`, `SELECT`, …"""
    side: str
    flaw: Flaw


def open_policies(survey: Survey) -> Iterator[Finding]:
    """Policies that let tenants reach rows of others, where no restrictive one binds them."""
    for relation in survey.tenants:
        if not relation.enabled:
            continue
        read = Reading(survey, relation)
        met: dict[_Met, dict[int, Role]] = {}
        for command in _ALL:
            for role in survey.may(relation, command, some=True):
                for each in read.open_to(role, command):
                    met.setdefault(each, {})[role.oid] = role
        for each, roles in met.items():
            if each.side == "using" or each._replace(side="using") not in met:
                yield _opened(survey, relation, each, list(roles.values()))


def _opened(survey: Survey, relation: Relation, met: _Met, roles: list[Role]) -> Finding:
    kind = met.flaw.kind if met.side == "using" else met.flaw.kind.replace("policy-", "check-")
    clause = "USING" if met.side == "using" else "WITH CHECK"
    person = met.flaw.kind == "policy-column" and not met.flaw.sure
    name = spell_on_a_line(met.policy)
    condition = binding(survey, relation) if relation.has_tenant else "…what says whose a row is…"
    return Finding(
        Level.NOTE if person else _LEVELS.get(met.flaw.kind, Level.CRITICAL),
        kind,
        relation.sql,
        f"policy {name}, for {met.command}, for {who(roles)}: {met.flaw.words}",
        _WHY[met.side],
        f"ALTER POLICY {name} ON {relation.sql}\n    {clause} ({condition});",
        sure=met.flaw.sure and relation.has_tenant,
    )


class Reading:
    """The conditions of one table's policies."""

    def __init__(self, survey: Survey, relation: Relation, *, every: bool = False) -> None:
        self.survey, self.relation, self.every = survey, relation, every

    def open_to(self, role: Role, command: str) -> Iterator[_Met]:
        """The ways in which policies are open to a role for a command, where no restrictive one binds its rows."""
        applying = self.survey.applying(self.relation, role, command)
        sides = {"SELECT": ("using",), "DELETE": ("using",), "INSERT": ("check",)}.get(command, ("using", "check"))
        for side in sides:
            if any(self._binds(policy, side) for policy in applying if not policy.permissive):
                continue
            for policy in applying:
                if policy.permissive:
                    flawed = flaws_of(self.survey, self.relation, policy, side, strict=self.every)
                    yield from (_Met(policy.name, policy.command, side, flaw) for flaw in flawed)

    def _binds(self, policy: Policy, side: str) -> bool:
        if condition_of(policy, side) is None:
            return False
        return not flaws_of(self.survey, self.relation, policy, side, strict=True)


def condition_of(policy: Policy, side: str) -> str | None:
    """What a policy asks of rows that are there (`using`), or of those that are written (`check`)."""
    if side == "using" or policy.command not in ("ALL", "UPDATE"):
        return policy.using if side == "using" else policy.check
    return policy.check if policy.check is not None else policy.using


_ABOUT_TENANTS = ("policy-unset", "policy-uncorrelated", "policy-setting")


def flaws_of(
    survey: Survey, relation: Relation, policy: Policy, side: str = "using", *, strict: bool = False
) -> list[Flaw]:
    """How a policy's condition fails to bind a table's rows; none where it has no condition.

    Of a table without the tenant's column only what shows that it is meant to bind; all of it with `strict`.
    """
    condition = condition_of(policy, side)
    if condition is None:
        return []
    row, known = row_of(survey, relation, condition), survey.known.within(policy.functions)
    found = survey.once(("flaws", condition, row, known.called), lambda: flaws(condition, row, known))
    if known.by_role and _is_of_one(survey, policy):
        found = [flaw for flaw in found if flaw.kind != "policy-no-context"]
    if relation.has_tenant or strict or survey.belongs(relation):
        return found
    return [flaw for flaw in found if flaw.kind in _ABOUT_TENANTS]


def _is_of_one(survey: Survey, policy: Policy) -> bool:
    """Whether a policy is for the role of one tenant, where roles are the context: there a constant may be right."""
    roles = [survey.roles[oid] for oid in policy.roles if oid in survey.roles]
    return bool(roles) and all(role.seed and len(role.logins) <= 1 for role in roles)


def row_of(survey: Survey, relation: Relation, condition: str) -> Row:
    """The table of a condition; its name only where the condition has it: tables are often written alike."""
    column = survey.known.tenant_column if relation.has_tenant else None
    name = relation.name if relation.name in condition else ""
    return Row(column, relation.tenant_type, name, relation.tenant_filled, survey.guarded)


def restrictive_on_citus(survey: Survey) -> Iterator[Finding]:
    """Restrictive policies where Citus has the shards: it makes them permissive ones there."""
    for relation in survey.tenants if survey.citus else ():
        for policy in survey.policies.get(relation.relation, ()):
            if not policy.permissive and relation.enabled:
                yield Finding(
                    Level.CRITICAL,
                    "restrictive-on-citus",
                    relation.sql,
                    f"policy {spell_on_a_line(policy.name)} is restrictive here, and permissive on the shards",
                    "where Citus distributes the table, rows of all organizations pass that fulfil it",
                    f"-- put it into the permissive ones by AND; DROP POLICY {spell_on_a_line(policy.name)}"
                    f" ON {relation.sql};",
                )


def restrictive_for_some(survey: Survey) -> Iterator[Finding]:
    """Restrictive policies that bind some of the roles and not others."""
    for relation in survey.tenants:
        for policy in survey.policies.get(relation.relation, ()):
            if policy.permissive or 0 in policy.roles or not relation.enabled:
                continue
            spared = _spared(survey, relation, policy)
            if spared:
                yield Finding(
                    Level.WARNING,
                    "restrictive-for-some",
                    relation.sql,
                    f"policy {spell_on_a_line(policy.name)} restricts some roles, and not {who(spared)}",
                    "after SET ROLE a policy for the role before it does not apply any more",
                    f"ALTER POLICY {spell_on_a_line(policy.name)} ON {relation.sql} TO PUBLIC;",
                    sure=False,
                )


def _spared(survey: Survey, relation: Relation, policy: Policy) -> list[Role]:
    """Roles that a restrictive policy does not hold, where one of the same login is held."""
    commands = _ALL if policy.command == "ALL" else (policy.command,)
    roles = {role.oid: role for word in commands for role in survey.may(relation, word, some=True)}
    held = {oid for oid, role in roles.items() if any(each in policy.roles for each in role.holds)}
    logins = {login for oid in held for login in roles[oid].logins}
    spared = (role for oid, role in roles.items() if oid not in held and logins & set(role.logins))
    return [role for role in spared if any(_permitted(survey, relation, role, command) for command in commands)]


def _permitted(survey: Survey, relation: Relation, role: Role, command: str) -> bool:
    return any(policy.permissive for policy in survey.applying(relation, role, command))


def shadowed(survey: Survey) -> Iterator[Finding]:
    """Policies that change nothing, because another one permits all that they permit, and more."""
    for relation in survey.tenants:
        permissive = [policy for policy in survey.policies.get(relation.relation, ()) if policy.permissive]
        for policy in permissive:
            for other in permissive:
                if policy is not other and _wider(other, policy):
                    yield _shadowed(relation, policy, other)
                    break


def _wider(wide: Policy, narrow: Policy) -> bool:
    if wide.command not in ("ALL", narrow.command) or not (0 in wide.roles or set(narrow.roles) <= set(wide.roles)):
        return False
    side = "check" if narrow.command == "INSERT" else "using"
    some, all_ = condition_of(wide, side), condition_of(narrow, side)
    return some is not None and all_ is not None and _leaves(some) < _leaves(all_)


@lru_cache(maxsize=4096)
def _leaves(condition: str) -> frozenset[str]:
    taken = split(condition)
    return frozenset(part.sql for part in taken.parts) if taken.joined == "AND" else frozenset([taken.sql])


def _shadowed(relation: Relation, policy: Policy, other: Policy) -> Finding:
    return Finding(
        Level.NOTE,
        "policy-shadowed",
        relation.sql,
        f"policy {spell_on_a_line(policy.name)} changes nothing: {spell_on_a_line(other.name)} permits more",
        "permissive policies are joined by OR; what shall hold besides others has to be AS RESTRICTIVE",
        f"-- DROP POLICY {spell_on_a_line(policy.name)} ON {relation.sql};  -- or make it again AS RESTRICTIVE",
    )
