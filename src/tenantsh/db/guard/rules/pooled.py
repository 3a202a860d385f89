"""What would stay on a server connection that a pooler gives to another client next, or be what another left there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tenantsh.db.guard.rules.nodes import CURSOR_OPT_HOLD, last_name, strings
from tenantsh.db.guard.rules.registry import rule
from tenantsh.db.guard.surroundings import on_a_shared_connection
from tenantsh.model.errors import Refused

if TYPE_CHECKING:
    from tenantsh.db.guard.surroundings import Surroundings

_SHARED = "the pooler gives the server connection to other clients between transactions"
_DIRECTLY = "connect to the server directly"


@rule("VariableSetStmt")
def set_for_a_shared_connection(node: Any, around: Surroundings) -> None:
    """Behind a pooler a session's setting stays on the server connection for whoever comes next."""
    if around.pooled and not node.is_local and node.name != "TRANSACTION":
        raise Refused(
            f"SET {node.name} would reach other clients of the pooler",
            rule="pooled",
            why=_SHARED,
            hint="use SET LOCAL between BEGIN and COMMIT",
        )


_FUNCTIONS = (
    (
        re.compile(r"pg_(try_)?advisory_(un)?lock(_shared|_all)?"),
        "locks for the server connection, which others get next",
        "use pg_advisory_xact_lock() between BEGIN and COMMIT",
    ),
    (
        re.compile("currval|lastval"),
        "may tell the number that another client of the pooler drew",
        "INSERT … RETURNING tells your own",
    ),
    (re.compile("setseed"), "would decide the random() of other clients of the pooler", _DIRECTLY),
    (
        re.compile("dblink_connect(_u)?|dblink_disconnect"),
        "is about connections that other clients of the pooler could use",
        "dblink() with a connection string ends its own",
    ),
)


@rule("FuncCall")
def function_of_a_session(node: Any, around: Surroundings) -> None:
    """Functions that leave something with the server connection, or tell what is there."""
    name = last_name(node.funcname).lower()
    for pattern, what, hint in _FUNCTIONS if around.pooled else ():
        if pattern.fullmatch(name):
            raise Refused(f"{name}() {what}", rule="pooled", why=_SHARED, hint=hint)


@rule("PrepareStmt", "ExecuteStmt", "DeallocateStmt", "ListenStmt", "UnlistenStmt", "LoadStmt")
def state_on_a_shared_connection(node: Any, around: Surroundings) -> None:
    """Behind a pooler a prepared statement or LISTEN is met, or missed, by another client."""
    if around.pooled:
        raise on_a_shared_connection(type(node).__name__.removesuffix("Stmt").upper())


@rule("DeclareCursorStmt")
def held_cursor_on_a_shared_connection(node: Any, around: Surroundings) -> None:
    """A WITH HOLD cursor outlives its transaction."""
    if around.pooled and node.options & CURSOR_OPT_HOLD:
        raise Refused(
            "a WITH HOLD cursor stays on the pooled connection",
            rule="pooled",
            why=_SHARED,
            hint="leave WITH HOLD out, and fetch between BEGIN and COMMIT",
        )


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


_NAMED = {
    "CreateFunctionStmt": "funcname",
    "CreateEnumStmt": "type_name",
    "CreateRangeStmt": "type_name",
    "CreateDomainStmt": "domainname",
    "DefineStmt": "defnames",
    "CreateStatsStmt": "defnames",
    "CreateConversionStmt": "conversion_name",
    "CreateOpClassStmt": "opclassname",
    "CreateOpFamilyStmt": "opfamilyname",
    "FuncCall": "funcname",
    "TypeName": "names",
}
"""Where kinds of nodes have the name of what they make or use."""


@rule(*_NAMED)
def temporary_object_on_a_shared_connection(node: Any, around: Surroundings) -> None:
    """Functions and types are temporary by their schema; to use one is to use another client's."""
    names: Any = getattr(node, _NAMED[type(node).__name__]) if around.pooled else ()
    if len(names) > 1 and _is_temporary(names[0].string.sval):
        raise _temporary("function or type")


_BEGINS = r"(?:^|[;']|\$\$|\*/|\b(?:begin|then|else|loop)\b|--[^\n]*\n)\s*"
_LASTING = re.compile(
    rf"""{_BEGINS}(set)\b (?! \s+ (?: local | constraints | transaction )\b )
      | \b( reset | temp | temporary | pg_temp\w* | (?:un)?listen | prepare | deallocate | discard | load | with\s+hold
        | advisory_(?:un)?lock\w* | currval | lastval | setseed | dblink_connect\w* )\b
      | ( advisory_(?:un)?lock )""",
    re.IGNORECASE | re.VERBOSE,
)


@rule("DoStmt")
def block_on_a_shared_connection(node: Any, around: Surroundings) -> None:
    """A DO block is a program that the grammar does not look into."""
    found = around.pooled and _LASTING.search(" ".join(strings(node)))
    if found:
        raise Refused(
            f'a DO block that mentions "{next(filter(None, found.groups()))}", behind a pooler',
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
    return Refused(
        f"a temporary {what} stays on the pooled connection",
        rule="pooled",
        why=_SHARED,
        hint=f"WITH … AS, or {_DIRECTLY}",
    )
