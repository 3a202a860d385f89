"""Reading a statement: what the session must know of it, or the reason why it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tenantsh.db.guard.control import Control, Kind, bare, bare_savepoint, modes_of
from tenantsh.db.guard.look import plainly_harmless
from tenantsh.lang.lead import is_single
from tenantsh.model.errors import Refused

if TYPE_CHECKING:
    from tenantsh.db.guard.grammar import Parsed
    from tenantsh.db.guard.surroundings import Surroundings
    from tenantsh.model.errors import NeedsReason


class Reading(NamedTuple):
    """What the guard learned of a statement that it lets through."""

    control: Control | None = None
    inside: str | None = None
    """The command's name where it means something between BEGIN and COMMIT only."""
    copies: str | None = None
    """`out` or `in` for a COPY over the connection."""
    readable: bool = True
    """False where this grammar cannot parse it; then only the server may say that it is an error."""
    allowed: tuple[str, ...] = ()
    """Rules that were let through, by the session or for a person's reason: `call`, `do-block: case 1234`."""


PLAIN = Reading()
"""What is read in a statement that needs no care."""
UNREADABLE = Reading(readable=False)


class Piece(NamedTuple):
    """One statement of a text, and what the guard learned of it."""

    text: str
    reading: Reading
    starts: int = 0
    """The characters of the text before it."""


def inspect(text: str, around: Surroundings) -> Reading:
    """Read one statement. Raises Refused with the rule, the reason and what to do; also of several."""
    pieces = inspect_each(text, around)
    _refuse_several(pieces)
    return pieces[0].reading


def inspect_each(text: str, around: Surroundings) -> list[Piece]:
    r"""Read the statements of a text (`\;` puts several into one); at least one. Raises Refused for any of them.

    What cannot be read, and what is one statement, comes back as it stands.
    """
    harmless = plainly_harmless(text, around)
    if harmless and is_single(text):
        return [Piece(text, PLAIN)]
    control = bare(text)
    if control is not None:
        return [Piece(text, Reading(control))]
    savepoint = bare_savepoint(text)
    if savepoint is not None:
        return [Piece(text, Reading(inside=savepoint))]
    from tenantsh.db.guard import grammar  # loads libpg_query: about 150 ms, once

    if harmless and grammar.is_single(text):  # its semicolons stand in texts, comments or names
        return [Piece(text, PLAIN)]
    try:
        statements = grammar.parse(text)
        if statements is None:
            return [Piece(text, UNREADABLE)]
        needs = [_needs(statement.tree, around) for statement in statements]
    except grammar.TooDeep:
        raise Refused(
            "this statement is nested too deeply to be read",
            rule="unreadable",
            why="about fifty operators or calls inside each other are the limit of the guard's grammar",
            hint="split it into smaller ones, or use parentheses to make it flatter",
        ) from None
    # what is refused is refused before anybody is asked
    readings = [
        _reading(one.tree)._replace(allowed=around.let_through(need)) if need else _reading(one.tree)
        for one, need in zip(statements, needs, strict=True)
    ]
    if len(statements) < 2:
        return [Piece(text, readings[0] if readings else PLAIN)]
    return _pieces(text, statements, readings)


def _needs(statement: Any, around: Surroundings) -> list[NeedsReason]:
    from tenantsh.db.guard import grammar

    needs = grammar.apply_rules(statement, around)
    if type(statement).__name__ == "ExplainStmt" and not any(
        o.def_elem.defname == "analyze" for o in statement.options
    ):
        return [need for need in needs if need.rule != "every-row"]  # it changes none
    return needs


def _pieces(text: str, statements: list[Parsed], readings: list[Reading]) -> list[Piece]:
    data = text.encode()
    pieces = []
    for one, reading in zip(statements, readings, strict=True):
        end = one.starts + one.length if one.length else len(data)
        starts = len(data[: one.starts].decode())
        pieces.append(Piece(data[one.starts : end].decode(), reading, starts))
    return pieces


def _refuse_several(pieces: list[Piece]) -> None:
    if len(pieces) > 1:
        raise Refused(
            f"{len(pieces)} statements in one",
            rule="several-statements",
            why="each statement is checked, and its context verified, by itself",
            hint="send them one by one",
        )


def _reading(statement: Any) -> Reading:
    match type(statement).__name__:
        case "TransactionStmt":
            return _transaction(statement)
        case "VariableSetStmt" if statement.name == "TRANSACTION":
            return Reading(Control(Kind.CHARACTERISTICS, modes_of(statement.args)))
        case "CopyStmt" if not statement.filename and not statement.is_program:
            return Reading(copies="in" if statement.is_from else "out")
    return Reading(inside=_inside(statement))


def _inside(statement: Any) -> str | None:
    from tenantsh.db.guard.rules.nodes import CURSOR_OPT_HOLD

    match type(statement).__name__:
        case "VariableSetStmt" if statement.is_local:
            return "SET LOCAL"
        case "ConstraintsSetStmt":
            return "SET CONSTRAINTS"
        case "LockStmt":
            return "LOCK TABLE"
        case "DeclareCursorStmt" if not statement.options & CURSOR_OPT_HOLD:
            return "DECLARE CURSOR"
    return None


def _transaction(statement: Any) -> Reading:
    from tenantsh.db.guard.grammar import transaction_kind

    kind = transaction_kind(statement)
    modes = modes_of(statement.options)
    match kind:
        case "BEGIN" | "START":
            return Reading(Control(Kind.BEGIN, modes, tag="START TRANSACTION" if kind == "START" else ""))
        case "COMMIT" | "ROLLBACK":
            return Reading(Control(Kind(kind), chain=statement.chain))
    return Reading(inside=_SAVEPOINTS[kind])


_SAVEPOINTS = {"SAVEPOINT": "SAVEPOINT", "RELEASE": "RELEASE SAVEPOINT", "ROLLBACK_TO": "ROLLBACK TO SAVEPOINT"}
