"""PostgreSQL's grammar (postgast: libpg_query) and the running of the rules over what it read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import postgast
from google.protobuf.message import DecodeError, Message
from postgast import pg_query_pb2 as nodes

from tenantsh.db.guard.rules import RULES
from tenantsh.model.errors import NeedsReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tenantsh.db.guard.surroundings import Surroundings

_ADD: dict[Any, Callable[[list[Any], Any], object]] = {}
"""How a field's value goes to the nodes inside a node, by the field's descriptor: learned as fields are met."""

_WORDS = frozenset({"string", "column_ref", "a_const"})
"""Half of a tree; no rule is for them, and the grammar puts nothing into them that has one."""


class TooDeep(Exception):
    """A statement has more in each other than protobuf lets a tree have: a hundred levels."""


def is_single(text: str) -> bool:
    """Whether a text is one statement; False where this grammar cannot read it. A tenth of what `parse` takes."""
    try:
        return len(postgast.split(text)) == 1
    except (postgast.PgQueryError, UnicodeEncodeError):
        return False


@dataclass(frozen=True, slots=True)
class Parsed:
    """A statement of a text."""

    tree: Any
    starts: int
    """In bytes of the text's UTF-8."""
    length: int
    """In bytes; 0 means the rest of the text."""


def parse(text: str) -> list[Parsed] | None:
    """The statements of a text as parse trees; None where this grammar cannot read it. Raises TooDeep."""
    try:
        tree = postgast.parse(text)
    except (postgast.PgQueryError, UnicodeEncodeError):  # the latter: bytes of a file that are no text
        return None
    except (DecodeError, RecursionError) as error:
        raise TooDeep from error
    return [Parsed(postgast.unwrap_node(raw.stmt), raw.stmt_location, raw.stmt_len) for raw in tree.stmts]


def apply_rules(statement: Any, around: Surroundings) -> list[NeedsReason]:
    """Show every part of a statement to the rules for its kind: what needs a reason; raises the first refusal."""
    needs: list[NeedsReason] = []
    for node in parts(statement, names=bool(around.switches.attributes)):
        for rule in RULES.get(type(node).__name__, ()):
            try:
                rule(node, around)
            except NeedsReason as need:
                needs.append(need)
    return needs


def parts(statement: Any, *, names: bool = False) -> Iterator[Any]:
    """A parse tree's nodes, outer before inner and left before right, but not `names` and constants.

    What `postgast.walk` gives, in half of its time: it asks every message anew what its fields are, and people wait
    for this at every statement.
    """
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        if type(node) is nodes.Node:
            held = node.WhichOneof("node")
            if held is None or (held in _WORDS and not (names and held == "column_ref")):  # None: a list's empty place
                continue
            node = getattr(node, held)
        yield node
        inner: list[Any] = []
        for field, value in node.ListFields():
            add = _ADD.get(field) or _learn(field, value)
            add(inner, value)
        inner.reverse()
        waiting += inner


def _learn(field: Any, value: Any) -> Callable[[list[Any], Any], object]:
    if field.message_type is None:
        _ADD[field] = _leave
    else:
        _ADD[field] = list.append if isinstance(value, Message) else list.extend
    return _ADD[field]


def _leave(_inner: list[Any], _value: Any) -> None:
    """Text, numbers and flags are no nodes."""


def transaction_kind(statement: Any) -> str:
    """What a TransactionStmt does: `BEGIN`, `START`, `COMMIT`, `ROLLBACK`, `SAVEPOINT` and so on."""
    name: str = nodes.TransactionStmtKind.Name(statement.kind)
    return name.removeprefix("TRANS_STMT_")
