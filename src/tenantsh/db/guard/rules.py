"""The rules: one small function each, by the kind of parse node it reads; its docstring is its reason.

A rule returns when it has nothing to say and raises Refused otherwise.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from tenantsh.db.guard.control import modes_of
from tenantsh.db.guard.surroundings import Surroundings
from tenantsh.model.errors import Refused

Rule = Callable[[Any, Surroundings], None]
RULES: dict[str, list[Rule]] = defaultdict(list)

OTHER_SESSION = r"another organization is another session: \org NAME, or tenantsh --org NAME"
READ_ONLY = "this session is read only; a session that may write is opened with --write"

# libpg_query's VariableSetKind
_SET_ALL_DEFAULTS = 6


def rule(*kinds: str) -> Callable[[Rule], Rule]:
    """Register a rule for the named kinds of parse nodes."""

    def register(function: Rule) -> Rule:
        for kind in kinds:
            RULES[kind].append(function)
        return function

    return register


def _leaves(what: str) -> Refused:
    return Refused(f"{what} would leave this organization", rule="leaves-context", hint=OTHER_SESSION)


@rule("VariableSetStmt")
def set_statement(node: Any, around: Surroundings) -> None:
    """SET and RESET of role, authorization, context and of what decides how text is read."""
    if node.kind == _SET_ALL_DEFAULTS:
        raise Refused(
            "RESET ALL would reset the context too",
            rule="leaves-context",
            hint="reset settings by name: RESET statement_timeout",
        )
    if around.keeps(node.name):
        raise _leaves(f"setting {node.name}")
    if node.name in ("TRANSACTION", "SESSION CHARACTERISTICS"):
        _refuse_read_write(modes_of(node.args)[1], around)
    elif node.name in ("transaction_read_only", "default_transaction_read_only"):
        _refuse_read_write(_truth(node.args), around)


@rule("VariableSetStmt")
def set_for_a_shared_connection(node: Any, around: Surroundings) -> None:
    """Behind a pooler a session's setting stays on the server connection for whoever comes next."""
    if around.pooled and not node.is_local and node.name != "TRANSACTION":
        raise Refused(
            f"SET {node.name} would reach other clients of the pooler",
            rule="pooled",
            why="the server connection is shared between transactions",
            hint="use SET LOCAL between BEGIN and COMMIT",
        )


@rule("TransactionStmt")
def read_write_transaction(node: Any, around: Surroundings) -> None:
    """BEGIN READ WRITE in a session that is read only; two-phase commit, which outlives the scope."""
    _refuse_read_write(modes_of(node.options)[1], around)
    if node.gid:
        raise Refused(
            "two-phase commit is not for this shell",
            rule="two-phase",
            why="a prepared transaction outlives the session that verified it",
            hint="use a plain psql as the database's owner",
        )


@rule("FuncCall")
def set_config_call(node: Any, around: Surroundings) -> None:
    """set_config() of what SET may not touch; a name that is computed cannot be read, so it is refused."""
    if _last_name(node.funcname) != "set_config":
        return
    name = _constant(node.args[0]) if node.args else None
    if name is None:
        raise Refused(
            "set_config() with a computed name",
            rule="leaves-context",
            why="the guard cannot tell which setting it would change",
            hint="write the setting's name as a plain string",
        )
    if around.keeps(name):
        raise _leaves(f"set_config('{name}', …)")
    if name in ("transaction_read_only", "default_transaction_read_only") and not around.write:
        raise Refused(f"set_config('{name}', …) in a read-only session", rule="read-only", hint=READ_ONLY)
    if around.pooled:
        raise Refused(f"set_config('{name}', …) would reach other clients of the pooler", rule="pooled")


@rule("FuncCall")
def session_lock_on_a_shared_connection(node: Any, around: Surroundings) -> None:
    """Session advisory locks behind a pooler stay with the server connection."""
    name = _last_name(node.funcname)
    if around.pooled and re.fullmatch(r"pg_(try_)?advisory_(un)?lock(_shared|_all)?", name):
        raise Refused(
            f"{name}() locks for the server connection, which others get next",
            rule="pooled",
            hint="use pg_advisory_xact_lock() between BEGIN and COMMIT",
        )


@rule("DiscardStmt")
def discard(node: Any, around: Surroundings) -> None:
    """DISCARD ALL resets role and context; behind a pooler every DISCARD is somebody else's loss."""
    if node.target == 1 or around.pooled:  # libpg_query's DISCARD_ALL
        raise Refused(
            "DISCARD would reset the context too",
            rule="leaves-context",
            hint="DISCARD PLANS, SEQUENCES or TEMP on a direct connection",
        )


_HIDDEN = re.compile(
    r"""set_config | row_security | session_authorization | session\s+authorization | \bexecute\b | \breset\b
      | \bset\s+(session\s+|local\s+)?(role|"?app)\b | discard | u& | \b(commit|rollback)\b""",
    re.IGNORECASE | re.VERBOSE,
)


@rule("DoStmt")
def do_block(node: Any, around: Surroundings) -> None:
    """A DO block is a program that the grammar does not look into: refused where it names what leaves the context."""
    body = " ".join(_strings(node))
    found = _HIDDEN.search(body)
    named = found[0] if found else next((name for name in around.context if name in body.lower()), None)
    if named:
        raise Refused(
            f'a DO block that mentions "{named.strip()}"',
            rule="do-block",
            why="what a block does cannot be read from outside, and this one could change the context",
            hint="run its statements one by one",
        )


@rule("AlterRoleSetStmt", "AlterDatabaseSetStmt")
def setting_for_later(node: Any, around: Surroundings) -> None:
    """ALTER ROLE … SET changes the sessions that come after this one."""
    name = node.setstmt.name
    if around.keeps(name) or name in ("search_path", "") or node.setstmt.kind == _SET_ALL_DEFAULTS:
        raise Refused(
            f"a lasting setting of {name or 'everything'}",
            rule="leaves-context",
            why="it would change who later sessions are",
            hint="a DBA does this in a plain psql",
        )


@rule("UpdateStmt")
def settings_by_update(node: Any, around: Surroundings) -> None:
    """UPDATE pg_settings is SET by another door."""
    if node.relation.relname == "pg_settings":
        raise Refused("UPDATE pg_settings is SET by another door", rule="leaves-context", hint="use SET, by name")


@rule("PrepareStmt", "ListenStmt", "LoadStmt")
def state_on_a_shared_connection(node: Any, around: Surroundings) -> None:
    """Behind a pooler a prepared statement or LISTEN would be met, or missed, by another client."""
    if around.pooled:
        raise Refused(
            f"{type(node).__name__.removesuffix('Stmt').upper()} leaves something behind on a pooled connection",
            rule="pooled",
            why="the next transaction may be another client's",
            hint="connect to the server directly",
        )


@rule("DeclareCursorStmt")
def held_cursor_on_a_shared_connection(node: Any, around: Surroundings) -> None:
    """A WITH HOLD cursor outlives its transaction."""
    if around.pooled and node.options & 0x0020:  # PostgreSQL's CURSOR_OPT_HOLD
        raise Refused("a WITH HOLD cursor stays on the pooled connection", rule="pooled", hint="use it inside BEGIN")


@rule("RangeVar")
def temporary_table_on_a_shared_connection(node: Any, around: Surroundings) -> None:
    """A temporary table would be there for another client."""
    if around.pooled and node.relpersistence == "t":
        raise Refused("a temporary table stays on the pooled connection", rule="pooled", hint="connect directly")


def _outside_transactions(what: str) -> Refused:
    return Refused(
        f"{what} cannot run inside a transaction",
        rule="not-in-transaction",
        why="every statement of this session runs in a transaction that verifies the organization",
        hint="it is a DBA's statement: use a plain psql as the database's owner",
    )


@rule("CreatedbStmt", "DropdbStmt", "CreateTableSpaceStmt", "DropTableSpaceStmt", "AlterSystemStmt")
def statement_outside_transactions(node: Any, _around: Surroundings) -> None:
    """Statements that PostgreSQL runs only outside a transaction."""
    names = {"CreatedbStmt": "CREATE DATABASE", "DropdbStmt": "DROP DATABASE", "AlterSystemStmt": "ALTER SYSTEM"}
    raise _outside_transactions(names.get(type(node).__name__, "this statement on tablespaces"))


@rule("VacuumStmt")
def vacuum(node: Any, _around: Surroundings) -> None:
    """VACUUM, but not ANALYZE."""
    if node.is_vacuumcmd:
        raise _outside_transactions("VACUUM")


@rule("IndexStmt", "DropStmt")
def concurrently(node: Any, _around: Surroundings) -> None:
    """CREATE and DROP INDEX CONCURRENTLY."""
    if node.concurrent:
        raise _outside_transactions("CREATE or DROP INDEX CONCURRENTLY")


@rule("ReindexStmt")
def reindex(node: Any, _around: Surroundings) -> None:
    """REINDEX of more than one table, or CONCURRENTLY."""
    if not node.HasField("relation") or any(p.def_elem.defname == "concurrently" for p in node.params):
        raise _outside_transactions("this REINDEX")


@rule("ClusterStmt")
def cluster(node: Any, _around: Surroundings) -> None:
    """CLUSTER without a table."""
    if not node.HasField("relation"):
        raise _outside_transactions("CLUSTER")


def _refuse_read_write(read_only: bool | None, around: Surroundings) -> None:  # noqa: FBT001 - as parsed
    if read_only is False and not around.write:
        raise Refused("READ WRITE in a read-only session", rule="read-only", hint=READ_ONLY)


def _truth(args: Any) -> bool | None:
    """What a boolean setting is set to; False also for what is not plainly true."""
    constant = args[0].a_const if args else None
    if constant is None:
        return None
    word = constant.sval.sval.lower() or str(constant.ival.ival)
    return word in ("on", "true", "yes", "1")


def _last_name(names: Any) -> str:
    return str(names[-1].string.sval) if names else ""


def _constant(wrapped: Any) -> str | None:
    """A plain string constant, also behind a cast; None for anything computed."""
    if wrapped.HasField("type_cast"):
        return _constant(wrapped.type_cast.arg)
    if wrapped.HasField("named_arg_expr"):
        return None
    constant = wrapped.a_const
    return str(constant.sval.sval) if wrapped.HasField("a_const") and constant.HasField("sval") else None


def _strings(node: Any) -> list[str]:
    return [item.def_elem.arg.string.sval for item in node.args if item.def_elem.arg.HasField("string")]
