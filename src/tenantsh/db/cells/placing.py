"""From an organization's id or name to a place in the cluster that has it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.db.cells.directory import Found
from tenantsh.db.cells.everywhere import everywhere
from tenantsh.db.opening import find_organizations, is_id
from tenantsh.model.errors import ConnectError, UnknownOrganization
from tenantsh.model.tenant import called, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.cells.directory import Directory
    from tenantsh.db.lookup import Organization
    from tenantsh.db.opening import Place, Wanted
    from tenantsh.db.session import Session

_LISTED = r"\orgs lists those that its clusters have, and so does tenantsh orgs"


def at(place: Place, cluster: str) -> Place:
    """The same place in one of its clusters."""
    directory = of(place)
    admin = place.admin if directory.admins is None else directory.admins[cluster]
    return replace(place, target=directory.targets[cluster], cluster=cluster, admin=admin)


def of(place: Place) -> Directory:
    """The directory of a place that has one."""
    assert place.cells is not None
    return place.cells


def placed(place: Place, wanted: Wanted) -> tuple[Place, Wanted]:
    """Where the organization is, and what is wanted there.

    Raises DirectorySilent, and UnknownOrganization for what neither the directory knows nor, of names, any cluster.
    """
    found = of(place).whose(wanted.org, default=False)
    if found is None and not is_id(wanted.org) and place.convention.find_organizations is not None:
        found = _called(place, wanted.org)
    found = found or of(place).whose(wanted.org)
    if found is None:
        raise UnknownOrganization(
            f'the directory "{of(place).name}" has no organization "{visible(wanted.org)}"',
            hint=_LISTED,
        )
    return at(place, found.cluster), replace(wanted, org=found.org or wanted.org)


@contextmanager
def told_where(place: Place, wanted: Wanted) -> Iterator[None]:
    """Have an error say which cluster it is of, where it gives no other reason."""
    try:
        yield
    except ConnectError as error:
        there = visible(place.cluster or "")
        error.why = error.why or f'"{visible(wanted.org)}" is in {there}, by the directory "{of(place).name}"'
        raise


def confirm(place: Place, wanted: Wanted, session: Session) -> None:
    """Ask by the id, too, where one was found by its name. Raises UnknownOrganization where that differs."""
    org = session.tenant.org
    try:
        said = of(place).whose(org)
        if said is None or said.cluster != place.cluster:
            there = "in none of its clusters" if said is None else f"in {visible(said.cluster)}"
            raise UnknownOrganization(
                f'the directory "{of(place).name}" has "{visible(wanted.org)}" in {visible(place.cluster or "")},'
                f" and its id {visible(org)} {there}",
                hint=f"use the id: {visible(org)}",
            )
    except BaseException:
        session.close()
        raise


def refuse_another(place: Place, wanted: Wanted, session: Session) -> None:
    """Raise UnknownOrganization where the directory has given an id another one's place, which is not called so."""
    tenant = session.tenant
    if is_id(wanted.org) and tenant.name != wanted.org:
        session.close()
        raise UnknownOrganization(
            f'the directory "{of(place).name}" says of organization {visible(wanted.org)} that it is {tenant}',
            why="an id is an organization's own: another one's rows are not shown for it",
            hint=f"if that one is meant: {visible(tenant.org)}",
        )


def _called(place: Place, name: str) -> Found | None:
    """The one that is called so in any cluster. Raises UnknownOrganization for several, and for none with near ones."""
    seen = everywhere(place, lambda there: find_organizations(there, name))
    exact = [
        Found(cluster, one.org)
        for cluster, found in seen.answers.items()
        for one in found
        if name == one.org or (one.name or "").casefold() == name.casefold()
    ]
    if not exact:
        near = [one for found in seen.answers.values() for one in found]
        raise UnknownOrganization(
            f'no organization "{visible(name)}"', why="; ".join(seen.told) or None, hint=_near(near)
        )
    ids = list(dict.fromkeys(one.org for one in exact if one.org))
    if len(ids) > 1:
        raise UnknownOrganization(
            f'{len(ids)} organizations are called "{visible(name)}"', hint=f"use the id: {', '.join(ids)}"
        )
    # a copy of it may still be where it was: by its id the directory knows
    return _by_id(place, ids[0], exact)


def _by_id(place: Place, org: str, seen: Sequence[Found]) -> Found:
    said = of(place).whose(org, default=False)
    if said is not None:
        return Found(said.cluster, org)
    if len(seen) > 1:
        listed = " and ".join(one.cluster for one in seen)
        raise UnknownOrganization(
            f"organization {visible(org)} is in {listed}, and the directory does not say which counts",
            hint="one of them may be a copy",
        )
    return seen[0]


def _near(found: Sequence[Organization]) -> str:
    near = [called(one.name, one.org) for one in found[:3]]
    return f"did you mean {' or '.join(near)}?" if near else _LISTED
