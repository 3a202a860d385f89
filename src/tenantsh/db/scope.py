"""The statements that put a tenant around a statement: what opens the scope, and the assertion that ends it.

Each line is a statement of its own and values are literals: `SET` takes no parameters, and on Citus only this exact
form, in this order, reaches the workers (facts/postgres.md section 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.model.tenant import Tenant

_ISOLATION = {
    "read uncommitted": "READ UNCOMMITTED",
    "read committed": "READ COMMITTED",
    "repeatable read": "REPEATABLE READ",
    "serializable": "SERIALIZABLE",
}


def literal(value: str) -> str:
    r"""A value as an SQL string that reads the same whatever standard_conforming_strings is.

    >>> print(literal("it's"), literal("a\\b"))
    'it''s' E'a\\b'
    """
    escaped = value.replace("'", "''")
    return "E'" + escaped.replace("\\", "\\\\") + "'" if "\\" in value else f"'{escaped}'"


def identifier(name: str) -> str:
    """A name as a quoted SQL identifier; a setting's dots part its name.

    >>> identifier("org_viewer")
    '"org_viewer"'
    """
    return '"' + name.replace('"', '""') + '"'


def setting(name: str) -> str:
    """A setting's name for SET: `app.current_org_id` is two identifiers."""
    return ".".join(identifier(part) for part in name.split("."))


@dataclass(frozen=True, slots=True)
class Modes:
    """What a person asked of a transaction, beyond what the tenant settles."""

    isolation: str | None = None
    deferrable: bool | None = None
    read_only: bool | None = None

    def changed(self, asked: Modes) -> Modes:
        """These modes, where `asked` says nothing else."""
        return Modes(
            asked.isolation or self.isolation,
            self.deferrable if asked.deferrable is None else asked.deferrable,
            self.read_only if asked.read_only is None else asked.read_only,
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """The rendered statements of one tenant's scope; the same bytes for every statement of a session."""

    tenant: Tenant
    opening: tuple[bytes, ...]
    """What follows BEGIN: role, context, and a query after which READ ONLY cannot be lifted (25001)."""
    assertion: bytes
    """Fails with 22012 unless the context is the tenant's."""
    startup: bool = False
    """Whether the session's own default already allows what the tenant is allowed to, until the person changes it."""

    def begin(self, modes: Modes = Modes()) -> bytes:
        """The BEGIN of this tenant, with what a person asked for."""
        words = ["BEGIN"]
        if modes.read_only or not self.tenant.write:
            words.append("READ ONLY")
        elif modes.read_only is False or not self.startup:
            words.append("READ WRITE")
        if modes.isolation:
            words.append(f"ISOLATION LEVEL {_ISOLATION[modes.isolation]}")
        if modes.deferrable is not None:
            words.append("DEFERRABLE" if modes.deferrable else "NOT DEFERRABLE")
        return " ".join(words).encode()


def build(tenant: Tenant, *, login: str, backend_pid: int | None, citus: bool = False, startup: bool = False) -> Scope:
    """The scope of a tenant on one connection.

    `backend_pid` is None behind a pooler, where each transaction may get another backend. `startup` says that the
    server took the tenant as startup options.
    """
    opening = []
    if tenant.role:
        opening.append(f"SET LOCAL ROLE {identifier(tenant.role)}")
    if citus:
        opening.append("SET LOCAL citus.propagate_set_commands = 'local'")
    opening += [f"SET LOCAL {setting(name)} = {literal(value)}" for name, value in tenant.settings]
    opening.append("SELECT")
    assertion = _assertion(tenant, login, backend_pid)
    return Scope(tenant, tuple(line.encode() for line in opening), assertion.encode(), startup)


def _assertion(tenant: Tenant, login: str, backend_pid: int | None) -> str:
    # qualified throughout: an operator of the same name earlier in the search path must not answer for us
    equal = "OPERATOR(pg_catalog.=)"
    checks = [
        f"session_user {equal} {literal(login)}::pg_catalog.name",
        f"current_user {equal} {literal(tenant.role or login)}::pg_catalog.name",
    ]
    # the last two decide how the server reads a statement: the guard has to have read the same
    wanted = (
        *tenant.settings,
        ("row_security", "on"),
        ("standard_conforming_strings", "on"),
        ("client_encoding", "UTF8"),
    )
    checks += [
        f"pg_catalog.current_setting({literal(name)}, true) {equal} {literal(value)}::pg_catalog.text"
        for name, value in wanted
    ]
    if backend_pid is not None:
        checks.append(f"pg_catalog.pg_backend_pid() {equal} {backend_pid}")
    return f"SELECT 1 OPERATOR(pg_catalog./) (CASE WHEN {' AND '.join(checks)} THEN 1 ELSE 0 END)"
