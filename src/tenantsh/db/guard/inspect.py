"""Reading a statement: what the session must know of it, or the reason why it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.guard.control import Control, Kind, bare, modes_of
from tenantsh.db.guard.look import plainly_harmless
from tenantsh.model.errors import Refused

if TYPE_CHECKING:
    from tenantsh.db.guard.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Reading:
    """What the guard learned of a statement that it lets through."""

    control: Control | None = None
    copies: str | None = None
    """`out` or `in` for a COPY over the connection."""
    readable: bool = True
    """False where this grammar cannot parse it; then only the server may say that it is an error."""


PLAIN = Reading()
UNREADABLE = Reading(readable=False)


def inspect(text: str, around: Surroundings) -> Reading:
    """Read one statement. Raises Refused with the rule, the reason and what to do."""
    if plainly_harmless(text):
        return PLAIN
    control = bare(text)
    if control is not None:
        return Reading(control)
    from tenantsh.db.guard import grammar  # loads libpg_query: about 150 ms, once

    try:
        statements = grammar.parse(text)
        if statements is None:
            return UNREADABLE
        _refuse_several(statements)
        if not statements:
            return PLAIN
        grammar.apply_rules(statements[0], around)
        return _reading(statements[0])
    except RecursionError:
        raise Refused(
            "this statement is nested too deeply to be read", rule="unreadable", hint="split it into smaller ones"
        ) from None


def _refuse_several(statements: list[Any]) -> None:
    if len(statements) > 1:
        raise Refused(
            f"{len(statements)} statements in one",
            rule="several-statements",
            why="each statement is checked, and its context verified, by itself",
            hint="send them one by one",
        )


def _reading(statement: Any) -> Reading:
    name = type(statement).__name__
    if name == "TransactionStmt":
        return Reading(_control(statement))
    if name == "VariableSetStmt" and statement.name == "TRANSACTION":
        return Reading(Control(Kind.CHARACTERISTICS, modes_of(statement.args)[0]))
    if name == "CopyStmt" and not statement.filename and not statement.is_program:
        return Reading(copies="in" if statement.is_from else "out")
    return PLAIN


def _control(statement: Any) -> Control:
    from tenantsh.db.guard.grammar import transaction_kind

    kind = transaction_kind(statement)
    modes = modes_of(statement.options)[0]
    if kind in ("BEGIN", "START"):
        return Control(Kind.BEGIN, modes, tag="START TRANSACTION" if kind == "START" else "")
    if kind in ("COMMIT", "ROLLBACK"):
        return Control(Kind(kind), chain=statement.chain)
    return Control(Kind.INSIDE)
