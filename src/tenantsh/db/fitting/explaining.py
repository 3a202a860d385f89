"""What to say where a convention and a database do not fit: what policies there go by, and how that is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.fitting.likely import fits, likely, lines, whose
from tenantsh.db.fitting.signs import signs
from tenantsh.lang.quote import spell_identifier
from tenantsh.model.convention import CONVENTIONS, PLATFORM
from tenantsh.model.errors import ConnectError, ConnectionLost
from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from tenantsh.db.fitting.signs import Signs
    from tenantsh.db.opening import Place
    from tenantsh.model.convention import Convention
    from tenantsh.model.errors import ConventionMisfit
    from tenantsh.model.tenant import Tenant

_PAGE = "docs/your-database.md"


def explain(place: Place, error: ConventionMisfit, tenant: Tenant | None = None) -> None:
    """Add to an error what this database goes by, as far as its login can read it.

    A role that a person named, or has, says nothing of the convention: there nothing is asked.
    """
    convention = place.convention
    if tenant is not None and tenant.role != convention.role_for(tenant.org, write=tenant.write):
        return
    if (found := _found(place)) is None:
        return
    if error.role is not None:
        unnamed = ", which counts where none is named," if convention.name == PLATFORM.name else ""
        error.why = f'the convention "{visible(convention.name)}"{unnamed} has its sessions take this role'
    error.hint = _hint(place, error, found)


def gone_by(place: Place) -> str | None:
    """What a database goes by that does not go by its convention; None where its login is not told."""
    found = _found(place)
    return None if found is None else _gone_by(place, found)


def _found(place: Place) -> Signs | None:
    try:
        return signs(place.target)
    except (ConnectError, ConnectionLost):
        return None


def _gone_by(place: Place, found: Signs) -> str:
    if not found.tables:
        return f'the database "{visible(found.database)}" has no tables: -d names another one'
    if not found.policies:
        return _without_policies(found)
    other = likely(place.known, found)
    return _own(found) if other is None else _of(other, found)


def _hint(place: Place, error: ConventionMisfit, found: Signs) -> str:
    convention = place.convention
    if not found.policies or not fits(convention, found):
        return _gone_by(place, found)
    if error.role is None:
        return _own(found)
    if "{org}" in (convention.role or "") and not error.there:
        return f"each organization has a role there: this one has none, or it has another name ({_PAGE})"
    # a shipped convention's role that is not there is another database's; what reads the same settings has its own
    return _granted(error, found) if error.there or convention.name not in CONVENTIONS else _own(found)


def _without_policies(found: Signs) -> str:
    name, times = next(iter(found.columns.items()), ("", 0))
    go_by = f"; {times} of {found.tables} have a column {visible(name)}, which policies could go by" if name else ""
    return (
        f"no table here has a policy of row-level security, so no convention can keep organizations apart ({_PAGE},"
        f" step 1){go_by}. --unscoped is a plain connection"
    )


def _granted(error: ConventionMisfit, found: Signs) -> str:
    role, login = (visible(spell_identifier(name)) for name in (error.role or "", found.login))
    made = "" if error.there else f"CREATE ROLE {role}, give it its privileges, and "
    return f"{_read(found)}, as this convention has it. A DBA can {made}GRANT {role} TO {login} ({_PAGE}, step 3)"


def _of(other: Convention, found: Signs) -> str:
    name = visible(other.name)
    return (
        f'{_read(found)}, as the convention "{name}" has it: --convention {name}, or convention = "{name}" in a profile'
    )


def _own(found: Signs) -> str:
    setting = whose(found)
    if setting is not None:
        text = "".join(f"\n          {line}" for line in lines(setting, found))
        then = f"\n        and --convention ours; --org takes ids then ({_PAGE})"
        return f"{_read(found)}. In the configuration file:{text}{then}"
    if found.by_role:
        return f"{_read(found)}: docs/role-per-tenant.md says how a convention tells what roles are called"
    if found.functions:
        name = visible(next(iter(found.functions)))
        return rf"{_read(found)}: what that reads is the convention; \sf {name} with --unscoped shows it ({_PAGE})"
    return f"{_PAGE} says how to find out what the policies here go by"


def _read(found: Signs) -> str:
    """What the policies go by, in words."""
    setting = whose(found)
    if setting is not None:
        return f"policies here read {visible(setting)} ({found.settings[setting]} of {found.policies})"
    if found.by_role:
        return f"policies here look at the database role ({found.by_role} of {found.policies})"
    name, times = next(iter(found.functions.items()), ("", 0))
    return f"policies here call {visible(name)} ({times} of {found.policies})"
