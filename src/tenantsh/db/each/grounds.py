"""Where organizations are asked: one server for all of them, or the clusters that have them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.db.connect import resolved
from tenantsh.db.each.asking import Asker
from tenantsh.db.each.lead import open_lead
from tenantsh.db.each.tenants import tenants
from tenantsh.model.errors import (
    ConnectError,
    ConnectionLost,
    StatementError,
    TenantshError,
    UnknownOrganization,
    UnknownPerson,
)
from tenantsh.model.evidence import Server
from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tenantsh.db.each.inquiry import Inquiry, Wanted
    from tenantsh.db.each.lead import Lead
    from tenantsh.db.each.tenants import TenantOf
    from tenantsh.db.opening import Place
    from tenantsh.model.tenant import Tenant

_TRIED = 5
"""So many organizations of a cluster are tried as the one whose connection leads."""


@dataclass(slots=True)
class Ground:
    """One server: its first connection, what makes tenants of organizations there, and what asks them."""

    lead: Lead
    tenant_of: TenantOf
    asker: Asker
    cluster: str | None = None
    unreached: str | None = None
    """Why no further organization is asked here; None while it can be reached."""


class Grounds:
    """All of them, opened before anybody is asked."""

    def __init__(
        self,
        place: Place,
        present: Tenant,
        organizations: Sequence[Wanted],
        inquiry: Inquiry,
        ask_type: Callable[[int, int], str],
    ) -> None:
        """Raises what opening a session raises, where nobody can be asked at all."""
        self._opening = _Opening(place, present, inquiry, ask_type)
        self._of: dict[str, Ground | TenantshError] = {}
        """By organization, where there are several clusters."""
        self._away: dict[str, Server] = {}
        """The server of an organization whose cluster has no lead."""
        self.all: list[Ground] = []
        if place.cells is None:
            self.all = [self._opening.here()]
            return
        try:
            self._open_each(organizations)
        except BaseException:
            self.close()
            raise

    def of(self, wanted: Wanted) -> Ground | TenantshError:
        """Where an organization is asked, or what keeps it from being asked."""
        found = self._of[wanted.org] if self._of else self.all[0]
        if isinstance(found, Ground) and found.unreached is not None:
            return ConnectError(found.unreached)
        return found

    def server(self, wanted_org: str) -> Server:
        """The server that an organization was asked on, or would have been; the first one where nobody knows."""
        found = self._of.get(wanted_org)
        if isinstance(found, Ground):
            return found.lead.server
        return self._away.get(wanted_org) or self.all[0].lead.server

    @property
    def alone(self) -> str | None:
        """Why each is asked at a moment of its own, where some are; None where all of a server share one."""
        told = [(ground.cluster, ground.lead.alone) for ground in self.all if ground.lead.alone is not None]
        words = {alone for _, alone in told}
        if len(words) == 1 and len(told) == len(self.all):
            return words.pop()
        return "; ".join(f"in {visible(cluster or '')}: {alone}" for cluster, alone in told) or None

    @property
    def clusters(self) -> tuple[str, ...]:
        """The clusters in which organizations are asked; none where there is one server for all."""
        return tuple(ground.cluster for ground in self.all if ground.cluster is not None)

    def close(self) -> None:
        """Let all snapshots go."""
        for ground in self.all:
            ground.lead.close()

    def _open_each(self, organizations: Sequence[Wanted]) -> None:
        failed: list[TenantshError] = []
        for cluster, those in self._by_cluster(organizations).items():
            try:
                ground = self._opening.at(cluster, those)
            except (ConnectError, ConnectionLost, StatementError) as error:
                error.why = error.why or f"asked in the cluster {visible(cluster)}"
                failed.append(error)
                self._of.update((one.org, error) for one in those)
                self._away.update((one.org, self._opening.server(cluster)) for one in those)
                continue
            self.all.append(ground)
            self._of.update((one.org, ground) for one in those)
        if not self.all:
            raise (
                failed[0] if failed else next(error for error in self._of.values() if isinstance(error, TenantshError))
            )

    def _by_cluster(self, organizations: Sequence[Wanted]) -> dict[str, list[Wanted]]:
        """Those of each cluster; what the directory does not know is an error of its own."""
        directory = self._opening.place.cells
        assert directory is not None
        found = directory.all([one.org for one in organizations])
        of: dict[str, list[Wanted]] = {}
        for one in organizations:
            where = found[one.org]
            if where is None:
                what = f'the directory "{directory.name}" has no organization "{visible(one.org)}"'
                self._of[one.org] = UnknownOrganization(what)
            else:
                of.setdefault(where.cluster, []).append(one)
        return of


class _Opening:
    """Opens grounds for one question."""

    def __init__(self, place: Place, present: Tenant, inquiry: Inquiry, ask_type: Callable[[int, int], str]) -> None:
        self.place = place
        self._present = present
        self._inquiry = inquiry
        self._ask_type = ask_type

    def here(self) -> Ground:
        """The session's own server, whose first connection is its organization's."""
        lead = open_lead(self.place, self._present, self._inquiry)
        try:
            makes = tenants(replace(self.place, target=lead.target), self._present, self._inquiry.reason)
            return Ground(lead, makes, Asker(self.place, lead, self._inquiry, self._ask_type), self.place.cluster)
        except BaseException:
            lead.close()
            raise

    def at(self, cluster: str, those: Sequence[Wanted]) -> Ground:
        """A cluster, whose first connection is one of its organizations' where the session's own is elsewhere."""
        if cluster == self.place.cluster:
            return self.here()
        from tenantsh.db.cells.placing import at

        place = at(self.place, cluster)
        makes = tenants(place, self._present, self._inquiry.reason, elsewhere=True)
        lead = self._lead(place, makes, those)
        return Ground(lead, makes, Asker(place, lead, self._inquiry, _type_names(place)), cluster)

    def server(self, cluster: str) -> Server:
        """Where a cluster's connection string leads."""
        from tenantsh.db.cells.placing import at

        said = resolved(at(self.place, cluster).target)
        return Server(said.get("host", ""), said.get("port", ""), said["dbname"], said.get("user", ""), 0)

    def _lead(self, place: Place, makes: TenantOf, those: Sequence[Wanted]) -> Lead:
        errors: list[TenantshError] = []
        for tenant in _made(makes, those[:_TRIED], errors):
            try:
                return open_lead(place, tenant, self._inquiry)
            except UnknownOrganization as error:
                errors.append(error)
        raise errors[0]


def _made(makes: TenantOf, those: Sequence[Wanted], errors: list[TenantshError]) -> Iterator[Tenant]:
    for one in those:
        try:
            yield makes(one)
        except UnknownPerson as error:
            errors.append(error)


def _type_names(place: Place) -> Callable[[int, int], str]:
    """Names of types as this cluster has them: a type of one's own has another number in each."""

    def asked(oid: int, modifier: int) -> str:
        from tenantsh.db.opening import as_login
        from tenantsh.db.typename import TYPE_NAME, TypeName

        try:
            return str(as_login(place, TYPE_NAME.ask(oid=oid, modifier=modifier), TypeName)[0].name)
        except (TenantshError, IndexError):
            return f"type {oid}"

    return asked
