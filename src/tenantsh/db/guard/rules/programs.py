"""What runs code that the grammar does not look into, or makes some that runs later."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tenantsh.db.guard.rules.nodes import strings
from tenantsh.db.guard.rules.registry import rule
from tenantsh.model.errors import NeedsReason, Refused

if TYPE_CHECKING:
    from tenantsh.db.guard.surroundings import Surroundings

_LEAVES = re.compile(
    r"""set_config | row_security | session_authorization | session\s+authorization | \breset\b
      | \bset\s+(session\s+|local\s+)?(role|"?app)\b | discard | u&""",
    re.IGNORECASE | re.VERBOSE,
)


@rule("DoStmt")
def do_block(node: Any, around: Surroundings) -> None:
    """A DO block is a program that is not read: refused where it names what leaves the context, else asked about."""
    body = " ".join(strings(node))
    found = _LEAVES.search(body)
    named = found[0] if found else next((name for name in around.context if name in body.lower()), None)
    if named:
        raise Refused(
            f'a DO block that mentions "{named.strip()}"',
            rule="leaves-context",
            why="what a block does cannot be read from outside, and this one could change the context",
            hint="run its statements one by one",
        )
    raise NeedsReason(
        "a DO block",
        rule="do-block",
        why="what a block does cannot be read from outside",
        hint="send its statements one by one",
    )


@rule("CallStmt")
def call(node: Any, _around: Surroundings) -> None:
    """A procedure is a program too."""
    name = node.funccall.funcname[-1].string.sval
    raise NeedsReason(f"CALL {name}()", rule="call", why="what a procedure does cannot be read from outside")


_MAKES = {
    "CreateFunctionStmt": "a function or procedure",
    "AlterFunctionStmt": "ALTER of a function",
    "CreateTrigStmt": "a trigger",
    "CreateEventTrigStmt": "an event trigger",
    "RuleStmt": "a rule",
    "CreateCastStmt": "a cast",
    "CreatePLangStmt": "a language",
    "CreateExtensionStmt": "an extension",
    "CreateTransformStmt": "a transform",
    "CreateConversionStmt": "a conversion",
    "CreateOpClassStmt": "an operator class",
    "DefineStmt": "an operator, aggregate or type",
}


@rule(*_MAKES)
def created_code(node: Any, _around: Surroundings) -> None:
    """Code that is made now runs later, in statements that do not show it."""
    raise NeedsReason(
        f"{_MAKES[type(node).__name__]}, made from here",
        rule="creates-code",
        why="it runs later, in statements whose text does not show what it does",
        hint="the database's owner makes such things, in a plain session (--unscoped)",
    )
