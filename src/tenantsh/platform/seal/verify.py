"""Whether the seal holds a login: the ways past it as findings, and functions that are not those that are printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.query import Query
from tenantsh.db.seal import HOLES, finding_of
from tenantsh.db.seal.unopened import PRESENT
from tenantsh.model.errors import TenantshError, UsageError
from tenantsh.model.finding import Finding, Level
from tenantsh.platform.seal.printing import objects
from tenantsh.platform.seal.tables import LOGINS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tenantsh.db.admin import AdminConnection


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the seal as this database has it."""

    name: str
    body: str
    returns: str


FUNCTIONS = Query("seal/functions", Function)

_BODY = re.compile(r"CREATE OR REPLACE FUNCTION tenantsh\.(\w+)\(.*?AS \$\$(.*?)\$\$;", re.DOTALL)
_LOGINS = re.compile(r"ANY \((.*)\) $")


def verify(connection: AdminConnection, logins: Sequence[str], column: str) -> list[Finding]:
    """What gets past the seal for these logins; for all that it holds where none is named; an empty list is good.

    Everything is read from the catalog, which any login may do. Raises TenantshError where there is no seal, and
    UsageError for a login that there is not.
    """
    with connection.transaction():
        connection.script(
            "set transaction read only; set local search_path = ''; set local quote_all_identifiers = off"
        )
        _present(connection)
        functions = {function.name: function for function in connection.fetch(FUNCTIONS)}
        sealed = named(functions)
        _check(connection, logins, sealed)
        found = list(_changed(functions))
        if not sealed and not logins and not found:
            raise TenantshError(
                "the seal of this database holds no login", hint="tenantsh seal print LOGIN … | psql seals some"
            )
        for login in logins or sealed:
            if login not in sealed:
                found.append(_not_sealed(login, sealed))
                continue
            holes = connection.fetch(HOLES, login=login, tenant_column=column)
            found += [finding for finding in map(finding_of, holes) if finding not in found]
    return found


def _present(connection: AdminConnection) -> None:
    """Raise TenantshError where there is no seal to be asked about."""
    (present,) = connection.fetch(PRESENT)
    if not present.there:
        raise TenantshError("this database has no seal", hint="tenantsh seal print LOGIN … | psql installs it")


def _check(connection: AdminConnection, logins: Sequence[str], sealed: Sequence[str]) -> None:
    known = {login.name for login in connection.fetch(LOGINS, logins=list(logins), role=None)}
    for login in logins:
        if login not in known:
            raise UsageError(f'no login "{login}"', why=f"sealed are: {', '.join(sealed) or 'none'}")


def named(functions: Mapping[str, Function]) -> list[str]:
    """The logins that the seal holds."""
    body = functions["sealed"].body if "sealed" in functions else ""
    return [name.replace("''", "'") for name in re.findall(r"'((?:[^']|'')*)'", body)]


def _changed(functions: dict[str, Function]) -> Iterator[Finding]:
    """Functions that are not those that `seal print` prints, whoever the logins are and whatever type they give."""
    logins = _LOGINS.search(functions["sealed"].body) if "sealed" in functions else None
    kind = functions["org"].returns if "org" in functions else ""
    for name, body in _BODY.findall(objects(logins[1] if logins else "", kind)):
        if name not in functions or functions[name].body != body:
            yield Finding(
                Level.CRITICAL,
                "seal-broken",
                f"tenantsh.{name}",
                "the function is not the one that this tenantsh prints",
                "the policies ask it whose rows are to be seen",
                "tenantsh seal print LOGIN … | psql, as a superuser",
            )


def _not_sealed(login: str, sealed: list[str]) -> Finding:
    return Finding(
        Level.CRITICAL,
        "not-sealed",
        login,
        "the seal does not hold this login",
        f"for everybody but {', '.join(sealed) or 'nobody'} its policies are true",
        "tenantsh seal print LOGIN … | psql, with all that are to be sealed",
    )
