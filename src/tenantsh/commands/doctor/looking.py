"""Everything that is found: by the catalog's word, by probing, of partitions, retention and the seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.doctor.checks import findings as of_catalog
from tenantsh.db.doctor import Asked, survey, whose
from tenantsh.model.finding import ranked

if TYPE_CHECKING:
    from tenantsh.db.asking import Asking
    from tenantsh.db.opening import Place
    from tenantsh.model.finding import Finding
    from tenantsh.model.tenant import Tenant


def look(session: Asking, place: Place, tenant: Tenant | None) -> list[Finding]:
    """What is wrong, the gravest first; without a tenant for all of the convention's roles."""
    asked = asked_of(session, place, tenant)
    surveyed = survey(session, asked)
    return ranked(of_catalog(surveyed))


def asked_of(session: Asking, place: Place, tenant: Tenant | None) -> Asked:
    """Whose ways are looked for: those of the roles that the convention gives, and of the session's own."""
    return whose(session, place.convention, sorted(_roles(place, tenant)))


def _roles(place: Place, tenant: Tenant | None) -> set[str]:
    convention = place.convention
    templates = [template for template in (convention.role, convention.write_role) if template]
    if tenant is None:
        return {template for template in templates if "{" not in template}
    found = {template.format(org=tenant.org) for template in templates}
    return found | {tenant.role} if tenant.role else found
