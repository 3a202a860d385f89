"""What was found in a database, and who may do what there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tenantsh.db.doctor.context import Known
    from tenantsh.db.doctor.rows import (
        Column,
        Default,
        Door,
        Function,
        Index,
        Key,
        Policy,
        Relation,
        Role,
        Rule,
        Schema,
        Setting,
        Trigger,
    )

T = TypeVar("T")

PUBLIC = 0
"""Everybody, as a grantee and as a role of policies."""
_READS_ALL = "pg_read_all_data"
_WRITES_ALL = "pg_write_all_data"
_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, eq=False)
class Survey:
    """The catalog's word on roles, relations, policies and what else row security rests on."""

    known: Known
    roles: dict[int, Role]
    relations: dict[int, Relation]
    columns: dict[int, list[Column]]
    schemas: dict[str, Schema]
    policies: dict[int, list[Policy]]
    functions: dict[int, Function]
    reads: dict[int, list[int]]
    """What views read, by view."""
    calls: dict[int, list[int]]
    """Functions that views call, by view."""
    rules: Sequence[Rule]
    triggers: Sequence[Trigger]
    indexes: dict[int, list[Index]]
    keys: Sequence[Key]
    defaults: Sequence[Default]
    settings: Sequence[Setting]
    doors: Sequence[Door]
    version: int
    """As libpq counts: 150018 is 15.18."""
    citus: bool = False
    """Whether Citus distributes tables here, whose policies cannot have sub-queries."""
    definitions: dict[int, str] = field(default_factory=dict)
    """How views are defined, of those that show tenants' rows."""

    @cached_property
    def tenants(self) -> list[Relation]:
        """Tables with rows of tenants: they have the tenant's column, row security, or policies."""
        return [relation for relation in self.relations.values() if self.is_tenants(relation)]

    def is_tenants(self, relation: Relation) -> bool:
        """Whether a table has rows of tenants."""
        marked = relation.has_tenant or relation.enabled or relation.relation in self.policies
        return relation.kind in ("r", "p", "f") and marked

    @cached_property
    def views_of_tenants(self) -> list[Relation]:
        """Views and materialized views that somebody may use and that tenants' tables are beneath."""
        found = (relation for relation in self.relations.values() if relation.kind in ("v", "m"))
        return [view for view in found if self.users(view) and any(self.is_tenants(t) for t, _ in self.beneath(view))]

    def users(self, relation: Relation) -> list[Role]:
        """Who may read or write a relation in some way."""
        some = {role.oid: role for word in ("SELECT", *_WRITES) for role in self.may(relation, word, some=True)}
        return list(some.values())

    def may(self, relation: Relation, privilege: str, *, some: bool = False) -> list[Role]:
        """Roles that have a privilege on a relation; `some`: be it on some columns only.

        Roles that row security does not apply to are another matter, and so are owners, unless it is forced on them.
        """
        columns = self.columns.get(relation.relation, ()) if some else ()
        if columns:
            return self._may(relation, privilege, columns)
        key = (tuple(relation.grants), privilege, relation.owner, relation.forced, relation.schema)
        found = self._found.get(key)  # most tables of a database are granted alike
        if found is None:
            found = self._found[key] = self._may(relation, privilege, ())
        return found

    def _may(self, relation: Relation, privilege: str, columns: Sequence[Column]) -> list[Role]:
        found = self.holding(relation.grants, privilege)
        found |= {oid for column in columns for oid in self._on(column, privilege)}
        found |= self._everywhere(privilege)
        found |= {oid for oid in self._held_by.get(relation.owner, ()) if self.roles[oid].seed and relation.forced}
        usable = self._usable(relation.schema)
        return [
            role for oid, role in self.roles.items() if oid in found and oid in usable and self._subject(role, relation)
        ]

    @cached_property
    def _found(self) -> dict[tuple[object, ...], list[Role]]:
        return {}

    def may_on(self, relation: Relation, column: str, *privileges: str) -> list[Role]:
        """Roles that have one of the privileges on a column."""
        columns = [each for each in self.columns.get(relation.relation, ()) if each.name == column]
        whole = {role.oid for word in privileges for role in self.may(relation, word)}
        single = {oid for each in columns for word in privileges for oid in self._on(each, word)}
        usable = self._usable(relation.schema)
        return [
            role
            for oid, role in self.roles.items()
            if oid in usable and (oid in whole or (oid in single and self._subject(role, relation)))
        ]

    def holding(self, grants: Sequence[str], privilege: str) -> set[int]:
        """Roles that have a privilege by grants, be it through others or because everybody has it."""
        return {oid for grantee in grantees(grants, privilege) for oid in self.with_rights_of(grantee)}

    def with_rights_of(self, grantee: int) -> Iterable[int]:
        """Roles that have the privileges of another one, or everybody's."""
        return self.roles if grantee == PUBLIC else self._held_by.get(grantee, ())

    def granted_again(self, grants: Sequence[str]) -> set[int]:
        """Roles that may grant on what they have."""
        return {
            oid for grant in grants if grant.endswith("*") for oid in self.with_rights_of(int(grant.partition("=")[0]))
        }

    def calling(self, function: Function) -> list[Role]:
        """Roles that may call a function, but for its owner."""
        found, usable = self.holding(function.grants, "EXECUTE"), self._usable(function.schema)
        return [
            role
            for oid, role in self.roles.items()
            if oid in found and oid in usable and not role.above and function.owner not in role.holds
        ]

    def may_anyhow(self, role: Role, relation: Relation, privilege: str) -> bool:
        """Whether a role has a privilege on some part of a relation, be it as its owner or as a superuser."""
        if role.superuser or relation.owner in role.holds:
            return True
        return any(each.oid == role.oid for each in self.may(relation, privilege, some=True))

    def creators(self, schema: Schema) -> list[Role]:
        """Roles that may make objects in a schema, be it as its owner."""
        oids = self.holding(schema.grants, "CREATE") | set(self.with_rights_of(schema.owner))
        return [role for oid in sorted(oids) if not (role := self.roles[oid]).above]

    def once(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """What was made of a key before, or is made now."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]  # type: ignore[no-any-return] # what was made of this key is of its kind

    @cached_property
    def _made(self) -> dict[tuple[object, ...], Any]:
        return {}

    def applying(self, relation: Relation, role: Role, command: str) -> list[Policy]:
        """The policies that apply to a role for a command."""
        return [
            policy
            for policy in self.policies.get(relation.relation, ())
            if policy.command in ("ALL", command) and is_for(policy, role.holds)
        ]

    def beneath(self, view: Relation) -> list[tuple[Relation, int | None]]:
        """The tables that a view reads, and as whom; None as the one who asks."""
        found: dict[tuple[int, int | None], None] = {}
        waiting: list[tuple[int, int | None]] = (
            [(view.relation, None)] if view.kind == "v" else [(view.relation, view.owner)]
        )
        met: set[tuple[int, int | None]] = set()
        while waiting:
            at, _ = here = waiting.pop()
            if here in met:
                continue
            met.add(here)
            looked = self.relations[at]
            reader = looked.owner if looked.kind == "m" or not looked.invoker else None
            for oid in self.reads.get(at, ()):
                below = self.relations.get(oid)
                if below is not None and below.kind in ("v", "m"):
                    waiting.append((oid, reader))
                elif below is not None:
                    found[oid, reader] = None
        return [(self.relations[oid], reader) for oid, reader in found]

    @property
    def unread(self) -> set[int]:
        """Tables and views whose conditions were not read, because another session holds what they are about."""
        views = {view.relation for view in self.views_of_tenants} - self.definitions.keys()
        return views | {policy.relation for found in self.policies.values() for policy in found if not policy.told}

    def called_beneath(self, view: Relation) -> set[int]:
        """The functions that a view calls, be it through other views."""
        met, waiting, found = {view.relation}, [view.relation], set[int]()
        while waiting:
            at = waiting.pop()
            found |= set(self.calls.get(at, ()))
            below = set(self.reads.get(at, ())) - met
            met |= below
            waiting += below
        return found

    def root(self, relation: Relation) -> Relation:
        """The table at the top of a partition; the table itself where it is none."""
        met = {relation.relation}
        while relation.is_partition and relation.parent in self.relations and relation.parent not in met:
            relation = self.relations[relation.parent]
            met.add(relation.relation)
        return relation

    def belongs(self, relation: Relation) -> bool:
        """Whether rows of a table without the tenant's column belong, by foreign keys, to rows that have it."""
        return relation.relation in self._belonging

    @cached_property
    def _belonging(self) -> set[int]:
        having = {oid for oid, relation in self.relations.items() if relation.has_tenant}
        found, before = set[int](), -1
        while len(found) != before:
            before = len(found)
            found |= {key.relation for key in self.keys if key.refers_to in having | found} - having
        return found

    def guarded(self, names: Sequence[str]) -> bool:
        """Whether a relation of one of these bare names has row security."""
        return any(name in self._guarded for name in names)

    @cached_property
    def people(self) -> dict[int, tuple[str, bool]]:
        """Owners of relations and functions by OID: their name, and whether they are above row security."""
        owners: list[Relation | Function] = [*self.relations.values(), *self.functions.values()]
        return {each.owner: (each.owner_name, each.owner_above) for each in owners}

    @cached_property
    def _guarded(self) -> set[str]:
        return {relation.name for relation in self.relations.values() if relation.enabled}

    @cached_property
    def owners(self) -> set[int]:
        """Who owns tables with rows of tenants."""
        return {relation.owner for relation in self.tenants}

    @cached_property
    def _held_by(self) -> dict[int, list[int]]:
        found: defaultdict[int, list[int]] = defaultdict(list)
        for role in self.roles.values():
            for held in role.holds:
                found[held].append(role.oid)
        return dict(found)

    def _everywhere(self, privilege: str) -> set[int]:
        name = _READS_ALL if privilege == "SELECT" else _WRITES_ALL if privilege in _WRITES else None
        return {oid for role in self.roles.values() if role.name == name for oid in self._held_by.get(role.oid, ())}

    def _usable(self, schema: str) -> set[int]:
        """Roles that may use what is in a schema."""
        found = self._usable_schemas.get(schema)
        if found is None:
            row = self.schemas.get(schema)
            found = self._everywhere("SELECT") | self._everywhere("INSERT")
            if row is not None:
                found |= self.holding(row.grants, "USAGE") | set(self.with_rights_of(row.owner))
            self._usable_schemas[schema] = found
        return found

    @cached_property
    def _usable_schemas(self) -> dict[str, set[int]]:
        return {}

    def _on(self, column: Column, privilege: str) -> set[int]:
        return self.holding(column.grants, privilege)

    def _subject(self, role: Role, relation: Relation) -> bool:
        """Whether a role is no owner and stands below row security."""
        owns = relation.owner in role.holds
        return not role.above and (not owns or (role.seed and relation.forced))


def grantees(grants: Sequence[str], privilege: str) -> Iterator[int]:
    """To whom a privilege was granted.

    >>> list(grantees(["0=SELECT", "12=SELECT*", "12=INSERT"], "SELECT"))
    [0, 12]
    """
    for grant in grants:
        grantee, _, word = grant.partition("=")
        if word.rstrip("*") == privilege:
            yield int(grantee)


def is_for(policy: Policy, held: Iterable[int]) -> bool:
    """Whether a policy is for somebody with the privileges of these roles."""
    return PUBLIC in policy.roles or any(oid in policy.roles for oid in held)
