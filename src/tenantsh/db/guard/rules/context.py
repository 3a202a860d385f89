"""What would leave the context, or the session's mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.db.guard.control import modes_of
from tenantsh.db.guard.rules.nodes import constant, last_name, truth
from tenantsh.db.guard.rules.registry import rule
from tenantsh.db.guard.surroundings import LEXING
from tenantsh.model.errors import NeedsReason, Refused

if TYPE_CHECKING:
    from tenantsh.db.guard.surroundings import Surroundings

OTHER_SESSION = r"another organization is another session: \org NAME opens it"
READ_ONLY = "this session is read only; a session that may write is opened with --write"

_RESET, _RESET_ALL = 5, 6  # libpg_query's VAR_RESET, VAR_RESET_ALL
_DISCARD_ALL = 1
_READ_ONLY = frozenset({"transaction_read_only", "default_transaction_read_only"})


@rule("VariableSetStmt")
def set_statement(node: Any, around: Surroundings) -> None:
    """SET and RESET of role, authorization, context and of what decides how text is read."""
    if node.kind == _RESET_ALL:
        raise Refused(
            "RESET ALL would reset the context too",
            rule="leaves-context",
            hint="reset settings by name: RESET statement_timeout",
        )
    if around.keeps(node.name):
        raise _leaves(node.name, f"setting {node.name}")
    if node.name in ("TRANSACTION", "SESSION CHARACTERISTICS"):
        _refuse_read_write(modes_of(node.args).read_only, around)
    elif node.name.lower() in _READ_ONLY:
        _refuse_read_write(truth(node.args), around)
    elif node.kind != _RESET:
        _ask_where_trusted(node.name, around)


@rule("TransactionStmt")
def read_write_transaction(node: Any, around: Surroundings) -> None:
    """BEGIN READ WRITE in a session that is read only; two-phase commit, which outlives the scope."""
    _refuse_read_write(modes_of(node.options).read_only, around)
    if node.gid:
        raise Refused(
            "two-phase commit is not for this shell",
            rule="two-phase",
            why="a prepared transaction outlives the session that verified it",
            hint="it is for a plain session (--unscoped), as the database's owner",
        )


@rule("ExplainStmt")
def explained_making(node: Any, around: Surroundings) -> None:
    """EXPLAIN ANALYZE of what makes a table: the server makes it, in a transaction that is read only too."""
    if around.write or all(option.def_elem.defname != "analyze" for option in node.options):
        return
    select = node.query.select_stmt
    while select.HasField("larg"):
        select = select.larg
    if node.query.HasField("create_table_as_stmt") or select.HasField("into_clause"):
        raise Refused(
            "EXPLAIN ANALYZE makes the table", rule="read-only", why=READ_ONLY, hint="explain its query alone"
        )


@rule("FuncCall")
def set_config_call(node: Any, around: Surroundings) -> None:
    """set_config() of what SET may not touch; a name that is computed cannot be read, so it is refused."""
    if last_name(node.funcname) != "set_config":
        return
    name = constant(node.args[0]) if node.args else None
    if name is None:
        raise Refused(
            "set_config() with a computed name",
            rule="leaves-context",
            why="the guard cannot tell which setting it would change",
            hint="write the setting's name as a plain string",
        )
    if around.keeps(name):
        raise _leaves(name, f"set_config('{name}', …)")
    if name.lower() in _READ_ONLY and not around.write:
        raise Refused(f"set_config('{name}', …) in a read-only session", rule="read-only", hint=READ_ONLY)
    if around.pooled and (name.lower() == "search_path" or not _is_local(node)):
        raise Refused(
            f"set_config('{name}', …) would reach other clients of the pooler",
            rule="pooled",
            why="the pooler gives the server connection to other clients between transactions",
            hint="its third argument, true, has it end with the transaction; or SET LOCAL",
        )
    _ask_where_trusted(name, around)


@rule("DiscardStmt")
def discard(node: Any, around: Surroundings) -> None:
    """DISCARD ALL resets role and context; behind a pooler every DISCARD is somebody else's loss."""
    if node.target == _DISCARD_ALL:
        raise Refused(
            "DISCARD ALL would reset the context too",
            rule="leaves-context",
            hint="DISCARD PLANS, SEQUENCES or TEMP",
        )
    if around.pooled:
        raise Refused(
            "DISCARD would reach other clients of the pooler",
            rule="pooled",
            why="what it throws away may be theirs",
            hint="connect to the server directly",
        )


@rule("AlterRoleSetStmt", "AlterDatabaseSetStmt")
def setting_for_later(node: Any, around: Surroundings) -> None:
    """ALTER ROLE … SET changes the sessions that come after this one."""
    name = node.setstmt.name
    if around.keeps(name) or name.lower() in ("search_path", "") or node.setstmt.kind == _RESET_ALL:
        raise Refused(
            f"a lasting setting of {name or 'everything'}",
            rule="leaves-context",
            why="it would change who later sessions are",
            hint="a DBA does this in a plain session (--unscoped)",
        )
    raise NeedsReason(f"a lasting setting of {name}", rule="lasting-setting", why="later sessions would begin with it")


@rule("UpdateStmt")
def settings_by_update(node: Any, around: Surroundings) -> None:
    """UPDATE pg_settings is SET by another door."""
    if node.relation.relname == "pg_settings":
        raise Refused("UPDATE pg_settings is SET by another door", rule="leaves-context", hint="use SET, by name")


def _is_local(set_config: Any) -> bool:
    """Whether it is plainly for the transaction alone."""
    return len(set_config.args) > 2 and bool(set_config.args[2].a_const.boolval.boolval)


def _ask_where_trusted(setting: str, around: Surroundings) -> None:
    """Settings with a dot are an application's own; a policy may ask for one that its convention does not name."""
    trusting = around.trusting(setting) if "." in setting else ()
    if trusting:
        raise NeedsReason(
            f"setting {setting}",
            rule="policy-setting",
            why=f"{', '.join(trusting)} asks for it: it may decide whose rows are seen",
            hint="a convention can name it: among its settings, or among those that are never set",
        )


def _leaves(setting: str, what: str) -> Refused:
    if setting.lower() in LEXING:
        return Refused(
            f"{what} would change how statements are read",
            rule="lexing-setting",
            why="the guard has to read what the server reads: UTF-8, with standard strings",
        )
    return Refused(f"{what} would leave this organization", rule="leaves-context", hint=OTHER_SESSION)


def _refuse_read_write(read_only: bool | None, around: Surroundings) -> None:  # noqa: FBT001 - as parsed
    if read_only is False and not around.write:
        raise Refused("READ WRITE in a read-only session", rule="read-only", hint=READ_ONLY)
