"""The statements that put a tenant around a statement: what opens the scope, and the assertion that ends it.

Each line is a statement of its own and values are literals: `SET` takes no parameters, and on Citus only this exact
form, in this order, reaches the workers (facts/postgres.md section 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tenantsh.model.tenant import Tenant

_ISOLATION = {
    "read uncommitted": "READ UNCOMMITTED",
    "read committed": "READ COMMITTED",
    "repeatable read": "REPEATABLE READ",
    "serializable": "SERIALIZABLE",
}


OUR_PATH = (
    b"SELECT pg_catalog.set_config('search_path', pg_catalog.regexp_replace("
    b"pg_catalog.current_setting('search_path'), '^(?=.*pg_catalog)', 'pg_catalog, ', 'i'), true)"
)
"""Comes before our own questions: operators in them cannot all be qualified, and `SET search_path = other, pg_catalog`
would have somebody else's answer for them. Where pg_catalog is not named it is first anyway, and the path stays as it
is: it may be the context's, as in a convention with a schema for each organization."""
PERSONS_PATH = (
    b"SELECT pg_catalog.set_config('search_path', pg_catalog.regexp_replace("
    b"pg_catalog.current_setting('search_path'), '^pg_catalog, ', ''), true)"
)
"""Comes after them."""

NO_JIT = b"SET LOCAL jit = off"
"""Comes before our own questions in a transaction of our own: the catalogs look large to the planner, and compiling
what takes milliseconds takes seconds."""

PROPAGATES = "citus.propagate_set_commands"
"""The setting with which Citus' workers hear of SET LOCAL; it has to come before the context."""
OPENS = "citus.select_opens_transaction_block"
"""The setting without which Citus reads outside of any transaction on its workers, and so without the context."""
_ON_CITUS = (f"SET LOCAL {OPENS} = 'on'", f"SET LOCAL {PROPAGATES} = 'local'")
_WHERE_CITUS = (
    f"SELECT pg_catalog.set_config('{OPENS}', 'on', true), pg_catalog.set_config('{PROPAGATES}', 'local', true)"
    " FROM pg_catalog.pg_extension WHERE extname OPERATOR(pg_catalog.=) 'citus'"
)
"""The same where nobody knows yet whether there is a Citus. Of these settings themselves no worker needs to hear."""

TOKEN = "tenantsh.token"  # noqa: S105 - the name of a setting
"""The setting that carries the seal's token on a standby."""

LEFT = (
    "search_path",
    "row_security",
    *("bytea_output", "extra_float_digits", "IntervalStyle", "lc_monetary", "lc_numeric", "lc_time"),
    *("quote_all_identifiers", "xmlbinary", "xmloption"),
    *(
        "array_nulls",
        "backslash_quote",
        "default_text_search_config",
        "gin_fuzzy_search_limit",
        "timezone_abbreviations",
        "transform_null_equals",
    ),
    *("check_function_bodies", "client_min_messages", "default_table_access_method", "default_tablespace"),
    *("idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout", "synchronous_commit"),
)
"""Settings that decide what a statement means, how values are written, or how long it may take, and that a pooler hands
from one client to the next; those that pgbouncer keeps for each client are not among them."""

OFF = ("", "off", "OFF", "false", "FALSE", "no", "f", "n", "0")
"""What a switch that is off may read."""


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


class Modes(NamedTuple):
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

    def set_transaction(self) -> bytes:
        """The SET TRANSACTION that asks for them."""
        return " ".join(["SET TRANSACTION", ", ".join(self.words())]).encode()

    def words(self) -> list[str]:
        """How BEGIN and SET TRANSACTION ask for them."""
        words = []
        if self.isolation:
            words.append(f"ISOLATION LEVEL {_ISOLATION[self.isolation]}")
        if self.read_only is not None:
            words.append("READ ONLY" if self.read_only else "READ WRITE")
        if self.deferrable is not None:
            words.append("DEFERRABLE" if self.deferrable else "NOT DEFERRABLE")
        return words


AS_USUAL = Modes()
"""Those of a transaction of which nothing was asked."""


class Scope(NamedTuple):
    """The rendered statements of one tenant's scope; the same bytes for every statement of a session."""

    tenant: Tenant
    opening: tuple[bytes, ...]
    """What follows BEGIN: role, context, and a query after which READ ONLY cannot be lifted (25001).

    Behind a pooler that query fails with 22012 where another client has left what a name could mean.
    """
    assertion: bytes
    """Fails with 22012 unless the context is the tenant's."""
    startup: bool = False
    """Whether the session's own default already allows what the tenant is allowed to, until the person changes it."""
    isolation: str | None = None
    """The isolation that is meant where a person says nothing, behind a pooler; None where the server knows it."""

    def begin(self, modes: Modes = AS_USUAL) -> bytes:
        """The BEGIN of this tenant, with what a person asked for."""
        read_only = modes.read_only
        if not self.tenant.write:
            read_only = True
        elif read_only is None and not self.startup:
            read_only = False
        if self.isolation is not None:  # another client's wish may still be there, and waiting for a safe snapshot too
            modes = Modes(self.isolation, deferrable=False).changed(modes)
        return " ".join(["BEGIN", ", ".join(modes._replace(read_only=read_only).words())]).strip().encode()


class Empty(NamedTuple):
    """Settings that a tenant's session has no value for, and what they may be all the same."""

    unset: tuple[str, ...] = ()
    """Settings of the convention that this tenant has not: a person's, in a session without one."""
    forbidden: tuple[str, ...] = ()
    """Settings that switch row security off."""

    def checks(self) -> list[str]:
        """A condition for each, as SQL, that holds while it has no value, or where it is a switch, is off."""
        # IS NOT FALSE: NULL, of a setting that nobody has ever set, is as good; and cheaper than coalesce()
        off = literal("{" + ",".join(f'"{word}"' for word in OFF) + "}")
        allowed = [(name, "''::pg_catalog.text") for name in self.unset]
        allowed += [(name, f"ANY ({off}::pg_catalog.text[])") for name in self.forbidden]
        return [f"{_current(name)} OPERATOR(pg_catalog.=) {values} IS NOT FALSE" for name, values in allowed]


NONE_EMPTY = Empty()
"""Where there are no such settings."""


def build(
    tenant: Tenant,
    *,
    login: str,
    backend_pid: int | None,
    citus: bool | None = False,
    startup: bool = False,
    empty: Empty = NONE_EMPTY,
    token: str | None = None,
    isolation: str | None = None,
) -> Scope:
    """The scope of a tenant on one connection.

    `backend_pid` is None behind a pooler, where each transaction may get another backend, in the state in which another
    client left it, and where that is not known yet. `startup` says that the server took the tenant as startup options.
    `citus` is None where that is not known yet either. `token` is the seal's, on a standby. `isolation` is what a
    transaction has behind a pooler where nobody says otherwise.
    """
    opening = []
    if tenant.role:
        opening.append(f"SET LOCAL ROLE {identifier(tenant.role)}")
    if citus is not False:
        opening += _ON_CITUS if citus else (_WHERE_CITUS,)
    opening += [f"SET LOCAL {setting(name)} = {literal(value)}" for name, value in tenant.settings]
    if token is not None:
        opening.append(f"SET LOCAL {setting(TOKEN)} = {literal(token)}")
    opening.append("SELECT" if backend_pid is not None else _as_if_new(tenant))
    assertion = _assertion(tenant, login, backend_pid, empty, citus=citus is True)
    return Scope(tenant, tuple(line.encode() for line in opening), assertion.encode(), startup, isolation)


def _as_if_new(tenant: Tenant) -> str:
    """A query that makes a server connection what it was before other clients used it, for this transaction.

    Their settings become what they were at its start. Their temporary tables and types would be found before others
    of the same name, and their WITH HOLD cursors have other organizations' rows: it fails with 22012 where there are
    any.
    """
    own = {name.lower() for name, _ in tenant.settings}
    values = {"row_security": "'on'"}  # NULL: what it was when the server connection began
    again = [
        f"pg_catalog.set_config({literal(name)}, {values.get(name, 'NULL')}, true)"
        for name in LEFT
        if name.lower() not in own
    ]
    return f"SELECT {_ALONE}, {', '.join(again)}"


_TEMPORARY = "pg_catalog.pg_my_temp_schema()"
_ALONE = (
    f"1 OPERATOR(pg_catalog./) (CASE WHEN ({_TEMPORARY} OPERATOR(pg_catalog.=) 0::pg_catalog.oid"
    " OR NOT EXISTS (SELECT FROM pg_catalog.pg_class AS c"
    f" WHERE c.relnamespace OPERATOR(pg_catalog.=) {_TEMPORARY})"
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS t"
    f" WHERE t.typnamespace OPERATOR(pg_catalog.=) {_TEMPORARY}))"
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_cursors AS u WHERE u.is_holdable) THEN 1 ELSE 0 END)"
)


def _assertion(tenant: Tenant, login: str, backend_pid: int | None, empty: Empty, *, citus: bool) -> str:
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
        *(((PROPAGATES, "local"), (OPENS, "on")) if citus else ()),
    )
    checks += [f"{_current(name)} {equal} {literal(value)}::pg_catalog.text" for name, value in wanted]
    checks += empty.checks()
    if backend_pid is not None:
        checks.append(f"pg_catalog.pg_backend_pid() {equal} {backend_pid}")
    return f"SELECT 1 OPERATOR(pg_catalog./) (CASE WHEN {' AND '.join(checks)} THEN 1 ELSE 0 END)"


def _current(name: str) -> str:
    return f"pg_catalog.current_setting({literal(name)}, true)"
