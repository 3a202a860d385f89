"""Everything that is found: by the catalog's word, by probing, of partitions, retention and the seal."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tenantsh.commands.doctor import pgrls, proofs
from tenantsh.commands.doctor.checks import findings as of_catalog
from tenantsh.commands.partitions import looking as partitions
from tenantsh.commands.partitions.figures import plural
from tenantsh.commands.retention.findings import findings as of_retention
from tenantsh.commands.retention.standing import standing
from tenantsh.db.doctor import survey, whose
from tenantsh.db.doctor.probing import probe
from tenantsh.db.fitting import gone_by
from tenantsh.db.policies.rows import BARE, PATIENCE
from tenantsh.db.seal import HOLES, finding_of
from tenantsh.model.errors import TenantshError
from tenantsh.model.finding import Level, ranked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.asking import Asking
    from tenantsh.db.doctor import Survey
    from tenantsh.db.opening import Place
    from tenantsh.model.finding import Finding
    from tenantsh.model.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Wanted:
    """How far to look."""

    probing: bool = True
    """Whether tenants' roles are taken and asked for others' rows."""
    login: bool = False
    """Whether the connection's login is one of a tenant's, whatever it is: a tenant's session's always is."""
    pgrls: bool = False
    """Whether the program pgrls is run, where it is installed."""


FAR = Wanted()
"""All that the server can be asked."""


@dataclass(slots=True)
class Diagnosis:
    """What was found, and what is to be said of how it was looked for."""

    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def look(session: Asking, place: Place, tenant: Tenant | None, wanted: Wanted = FAR) -> Diagnosis:
    """What is wrong, the gravest first; without a tenant for all of the convention's roles."""
    whatever = wanted.login or tenant is not None
    asked = whose(session, place.convention, sorted(_roles(place, tenant)), whatever=whatever)
    surveyed = survey(session, asked)
    found = Diagnosis([_told_of(finding, place) for finding in of_catalog(surveyed)])
    found.notes += _beside(surveyed, asked.roles, place)
    found.findings += _of_others(session, place, surveyed, asked.login)
    _retention(found, session, place)
    if wanted.probing:
        _probe(found, surveyed, place, tenant)
    if wanted.pgrls and (where := pgrls.program()) is not None:
        _ask_pgrls(found, where, surveyed, place)
    found.findings = ranked(found.findings)
    return found


def _told_of(finding: Finding, place: Place) -> Finding:
    """A finding; of a convention that nothing goes by, with what this database goes by instead."""
    if finding.check != "context-unread" or (told := gone_by(place)) is None:
        return finding
    return replace(finding, fix="\n".join(f"-- {line.strip()}" for line in told.splitlines()))


def _beside(surveyed: Survey, roles: object, place: Place) -> Iterator[str]:
    """What is to be said where nothing could be looked at: no finding would sound like praise."""
    column = place.convention.tenant_column
    if not any(relation.has_tenant for relation in surveyed.tenants):
        yield f"no table has a column {column}: the convention {place.convention.name} may not be this database's"
    if surveyed.unread:
        yield f"another session holds {plural(len(surveyed.unread), 'relation')}, whose conditions were not read"
    if not roles:
        yield "no role of tenants was found, and no other that a table of theirs is open to"


def _roles(place: Place, tenant: Tenant | None) -> set[str]:
    """The roles that the convention gives, and the session's own."""
    convention = place.convention
    templates = [template for template in (convention.role, convention.write_role) if template]
    if tenant is None:
        return {template for template in templates if "{" not in template}
    found = {template.format(org=tenant.org) for template in templates}
    return found | {tenant.role} if tenant.role else found


_ELSEWHERE = frozenset({"readable", "not-forced", "past-retention"})
"""Checks of partitions whose findings the catalog's checks have, for each partition one, or those of retention."""
_SHUT = frozenset({"no-row-security", "detached"})
"""Checks of partitions that are told where somebody may read what they are about."""


def _is_told(finding: Finding) -> bool:
    shut = finding.check in _SHUT and finding.level is not Level.CRITICAL
    return not shut and finding.check not in _ELSEWHERE


def _of_others(session: Asking, place: Place, surveyed: Survey, login: str | None) -> Iterator[Finding]:
    """Findings of partitions, of retention, and where a database has a seal, of ways past it."""
    for each in partitions.look(session, None, place.retention):
        yield from filter(_is_told, each.findings)
    if "tenantsh" in surveyed.schemas:
        logins = _sealed(session) if login is None else [login]
        asked = [HOLES.ask(login=each, tenant_column=place.convention.tenant_column) for each in logins]
        holes = session.fetch_apart(BARE.ask(lock_timeout=PATIENCE), *asked)[1:]
        yield from dict.fromkeys(finding_of(hole) for found in holes for hole in found)


def _sealed(session: Asking) -> list[str]:
    """The logins that the seal holds: whoever looks on is not one of them, and has none of its ways past it."""
    from tenantsh.platform.seal.verify import FUNCTIONS, named  # few databases have a seal

    return named({function.name: function for function in session.fetch_apart(FUNCTIONS.ask())[0]})


def _retention(found: Diagnosis, session: Asking, place: Place) -> None:
    """Findings of retention, where it ever ran: else whoever sees to it may be elsewhere."""
    stands = standing(session, place)
    if stands.runs:
        found.findings += of_retention(stands)
    elif any(planned.due for planned in stands.plans):
        found.notes.append(r"no run of retention is on record, and months are past their time: \retention tells them")


def _probe(found: Diagnosis, surveyed: Survey, place: Place, tenant: Tenant | None) -> None:
    try:
        probed = probe(place.target, surveyed, place.convention, tenant)
    except TenantshError as error:
        found.notes.append(f"nothing was probed: {error.what}")
    else:
        found.findings += proofs.findings(surveyed, probed, found.findings)
        found.notes.append(proofs.told(probed))


def _ask_pgrls(found: Diagnosis, where: str, surveyed: Survey, place: Place) -> None:
    try:
        told = pgrls.findings(where, place.target, surveyed)
    except TenantshError as error:
        found.notes.append(f"{error.what}{f': {error.why}' if error.why else ''}")
    else:
        found.findings += told
        found.notes.append(f"pgrls had {len(told)} findings about what these roles may use")
