"""From a session's own tenant to other organizations': the role that was named, or the person's own in each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.db.each.inquiry import Wanted
from tenantsh.db.lookup import Membership
from tenantsh.db.opening import as_login
from tenantsh.db.query import Query
from tenantsh.model.errors import UnknownPerson
from tenantsh.model.tenant import Tenant, visible

if TYPE_CHECKING:
    from tenantsh.db.opening import Place
    from tenantsh.model.tenant import Person

TenantOf = Callable[[Wanted], Tenant]


def tenants(place: Place, present: Tenant, reason: str | None, *, elsewhere: bool = False) -> TenantOf:
    """What makes a tenant of each organization; it raises UnknownPerson where the session's person is no member.

    A role that was named when the session was opened holds everywhere; else it is what the convention says for each.
    Nothing is ever written: a session that may write asks as one that may not. `elsewhere`: in another cluster than the
    session's a person is who has her email; the same id may be somebody else's.
    """
    convention = place.convention
    if (person := present.person) is not None:
        return _of_person(place, present, reason, by=person.email if elsewhere else person.user_id)
    usual = convention.role_for(present.org, write=present.write)
    named = present.role if present.role != usual else None

    def made(wanted: Wanted) -> Tenant:
        role = named or convention.role_for(wanted.org, write=False)
        settings = convention.context(org=wanted.org, user=None, email=None, role=role)
        return Tenant(wanted.org, wanted.name, role, settings=settings, reason=reason)

    return made


def _of_person(place: Place, present: Tenant, reason: str | None, *, by: str) -> TenantOf:
    """The person's own role in each organization; one question tells all that she is in."""
    person = present.person
    assert person is not None
    member_of: dict[str, Membership] = {}
    convention = place.convention

    def membership(org: str) -> Membership:
        found = member_of.get(org) or _asked(place, org, by).get(org)
        if found is None:
            raise UnknownPerson(f"{person} is not a member of organization {visible(org)}")
        return found

    def made(wanted: Wanted) -> Tenant:
        member = membership(wanted.org)
        her = person if member.user_id == person.user_id else replace(person, user_id=member.user_id, by_id=False)
        settings = convention.context(org=wanted.org, user=her.user_id, email=her.email, role=member.role)
        return Tenant(wanted.org, wanted.name, member.role, her, settings=settings, reason=reason)

    member_of.update(_asked(place, "", by))
    return made


def memberships(place: Place, person: Person) -> dict[str, Membership]:
    """The organizations that the person is in, by their ids. Raises ConnectError, KeyboardInterrupt."""
    if place.cells is None:
        return _asked(place, "", person.user_id)
    from tenantsh.db.cells.everywhere import everywhere

    def there(one: Place) -> list[Membership]:
        by = person.user_id if one.cluster == place.cluster else person.email
        return list(_asked(one, "", by).values())

    found = everywhere(place, there).whole(f"what {person} is in")
    return {member.org: member for members in found.values() for member in members}


def _asked(place: Place, org: str, by: str) -> dict[str, Membership]:
    """A person's memberships by organization, all of them where none is named; `by` her id or her email."""
    asked = Query("find_person", Membership, sql=place.convention.find_person)
    found = as_login(place, asked.ask(org=org, who=by), Membership)
    return {member.org: member for member in found if by in (member.user_id, member.email)}
