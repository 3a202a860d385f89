"""Whose code runs where a relation is read: not that of tenants, on a connection that can be more than they are.

A function is free to RESET ROLE, and then is whoever has connected. So what a tenant's role owns, or could write anew,
is not read by a login that may act as anybody else; views, policies and what these read are looked through.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.db.doctor.rows import Relation
    from tenantsh.db.doctor.survey import Survey


@dataclass(frozen=True, eq=False)
class Trust:
    """What one login may read without running code of the tenants'."""

    survey: Survey
    login: str

    def trusts(self, relation: Relation) -> bool:
        """Whether nothing that a tenant's role may write is run where a relation is read."""
        return self._is_one_of_them or not any(self._is_theirs(each) for each in self._met(relation))

    @cached_property
    def _writers(self) -> set[int]:
        """The tenants' roles, and those whose privileges they have."""
        return {held for role in self.survey.roles.values() if role.seed and not role.above for held in role.holds}

    @cached_property
    def _is_one_of_them(self) -> bool:
        """Whether the login is a tenant's role, and nobody that it can act as is more: nothing is to be had of it."""
        roles = self.survey.roles.values()
        becomes = {role.oid for role in roles if role.name == self.login or self.login in role.logins}
        return any(role.name == self.login for role in roles) and becomes <= self._writers

    def _is_theirs(self, relation: Relation) -> bool:
        schema = self.survey.schemas.get(relation.schema)
        owners = {relation.owner, *((schema.owner,) if schema else ()), *self._owners(self._called(relation))}
        return bool(owners & self._writers)

    def _called(self, relation: Relation) -> Iterator[int]:
        yield from self.survey.calls.get(relation.relation, ())
        for policy in self.survey.policies.get(relation.relation, ()):
            yield from policy.functions

    def _owners(self, functions: Iterable[int]) -> Iterator[int]:
        """Who may write functions anew; of one that was not looked at it could be anybody."""
        for oid in functions:
            function = self.survey.functions.get(oid)
            yield from self._writers if function is None else (function.owner,)

    def _met(self, relation: Relation) -> Iterator[Relation]:
        """A relation and all that is read where it is."""
        met, waiting = {relation.relation}, [relation.relation]
        while waiting:
            at = waiting.pop()
            if (found := self.survey.relations.get(at)) is not None:
                yield found
            below = {*self.survey.reads.get(at, ())}
            below |= {oid for policy in self.survey.policies.get(at, ()) for oid in policy.relations}
            waiting += below - met
            met |= below
