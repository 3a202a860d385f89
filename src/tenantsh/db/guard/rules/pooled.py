"""What would stay on a server connection that a pooler gives to another client next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tenantsh.db.guard.rules.nodes import CURSOR_OPT_HOLD, last_name, strings
from tenantsh.db.guard.rules.registry import rule
from tenantsh.db.guard.surroundings import on_a_shared_connection
from tenantsh.model.errors import Refused

if TYPE_CHECKING:
    from tenantsh.db.guard.surroundings import Surroundings


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


@rule("FuncCall")
def session_lock_on_a_shared_connection(node: Any, around: Surroundings) -> None:
    """Session advisory locks behind a pooler stay with the server connection."""
    name = last_name(node.funcname)
    if around.pooled and re.fullmatch(r"pg_(try_)?advisory_(un)?lock(_shared|_all)?", name):
        raise Refused(
            f"{name}() locks for the server connection, which others get next",
            rule="pooled",
            why="the pooler shares it between transactions",
            hint="use pg_advisory_xact_lock() between BEGIN and COMMIT",
        )


@rule("PrepareStmt", "ExecuteStmt", "DeallocateStmt", "ListenStmt", "LoadStmt")
def state_on_a_shared_connection(node: Any, around: Surroundings) -> None:
    """Behind a pooler a prepared statement or LISTEN is met, or missed, by another client."""
    if around.pooled:
        raise on_a_shared_connection(type(node).__name__.removesuffix("Stmt").upper())


@rule("DeclareCursorStmt")
def held_cursor_on_a_shared_connection(node: Any, around: Surroundings) -> None:
    """A WITH HOLD cursor outlives its transaction."""
    if around.pooled and node.options & CURSOR_OPT_HOLD:
        raise Refused("a WITH HOLD cursor stays on the pooled connection", rule="pooled", hint="use it inside BEGIN")


@rule("RangeVar")
def temporary_table_on_a_shared_connection(node: Any, around: Surroundings) -> None:
    """A temporary table would be there for another client."""
    if around.pooled and (node.relpersistence == "t" or _is_temporary(node.schemaname)):
        raise _temporary("table")


@rule("VariableSetStmt")
def temporary_schema_as_the_place_for_new_objects(node: Any, around: Surroundings) -> None:
    """With pg_temp first in the search path everything that is created is temporary."""
    if around.pooled and node.name.lower() == "search_path" and any(map(_is_temporary, _texts(node.args))):
        raise _temporary("schema in the search path")


@rule("CreateFunctionStmt", "CreateEnumStmt", "CreateDomainStmt", "CreateRangeStmt", "DefineStmt")
def temporary_object_on_a_shared_connection(node: Any, around: Surroundings) -> None:
    """Functions and types are temporary by their schema."""
    names = {
        "CreateFunctionStmt": "funcname",
        "CreateEnumStmt": "type_name",
        "CreateRangeStmt": "type_name",
        "CreateDomainStmt": "domainname",
    }
    qualified = getattr(node, names.get(type(node).__name__, "defnames"))
    if around.pooled and qualified and _is_temporary(qualified[0].string.sval):
        raise _temporary("function or type")


_LASTING = re.compile(
    r"advisory_lock|\b(set(?!\s+local)|reset|temp|temporary|pg_temp|listen|prepare|load)\b", re.IGNORECASE
)


@rule("DoStmt")
def block_on_a_shared_connection(node: Any, around: Surroundings) -> None:
    """A DO block is a program that the grammar does not look into."""
    found = around.pooled and _LASTING.search(" ".join(strings(node)))
    if found:
        raise Refused(
            f'a DO block that mentions "{found[0]}", behind a pooler',
            rule="pooled",
            why="it may leave something behind for the next client of the connection",
            hint="run its statements one by one, or connect directly",
        )


def _is_temporary(schema: str) -> bool:
    return schema == "pg_temp" or schema.startswith("pg_temp_")


def _texts(args: Any) -> list[str]:
    """What a SET is given; one text may hold several names."""
    return [name.strip(' "') for arg in args for name in arg.a_const.sval.sval.split(",")]


def _temporary(what: str) -> Refused:
    return Refused(f"a temporary {what} stays on the pooled connection", rule="pooled", hint="connect directly")
