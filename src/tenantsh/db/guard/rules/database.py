"""What this database has itself, and its catalog tells of: functions, operators and views that switch or run texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.db.guard.rules.nodes import last_name
from tenantsh.db.guard.rules.registry import rule
from tenantsh.model.errors import NeedsReason

if TYPE_CHECKING:
    from tenantsh.db.guard.surroundings import Surroundings
    from tenantsh.db.guard.switches import Switch


@rule("FuncCall")
def function_of_the_database(node: Any, around: Surroundings) -> None:
    """A function whose text says that it sets the context, runs a text, or calls one that does."""
    _ask(around.switches.functions.get(last_name(node.funcname).lower()), "{}()")


@rule("A_Expr")
def operator_of_the_database(node: Any, around: Surroundings) -> None:
    """An operator with such a function behind it."""
    _ask(around.switches.operators.get(last_name(node.name)), "the operator {}")


@rule("SubLink")
def operator_of_a_subquery(node: Any, around: Surroundings) -> None:
    """`x OPERATOR ANY (SELECT …)`."""
    _ask(around.switches.operators.get(last_name(node.oper_name)), "the operator {}")


@rule("SortBy")
def operator_of_an_order(node: Any, around: Surroundings) -> None:
    """`ORDER BY x USING OPERATOR`."""
    _ask(around.switches.operators.get(last_name(node.use_op)), "the operator {}")


@rule("RangeVar")
def view_of_the_database(node: Any, around: Surroundings) -> None:
    """A view that calls such a function."""
    _ask(around.switches.relations.get(node.relname.lower()), "the view {}")


@rule("ColumnRef", "A_Indirection")
def function_written_as_a_column(node: Any, around: Surroundings) -> None:
    """`row.function` is another way to write `function(row)`. Column names are met only where there is such a one."""
    names = node.fields if type(node).__name__ == "ColumnRef" else node.indirection
    for name in names:
        _ask(around.switches.attributes.get(name.string.sval.lower()), "{}()")


def _ask(found: Switch | None, shown: str) -> None:
    if found is None:
        return
    raise NeedsReason(
        f"{shown.format(found.name)}, which {'may change the context' if found.switches else 'runs a text as SQL'}",
        rule=found.rule,
        why=f"{found.how}: what it reads before the context is verified cannot be told",
    )
