"""Built-in functions that run a text as SQL: the text is read like a statement where it stands there as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.db.guard.rules.nodes import constant, last_name
from tenantsh.db.guard.rules.registry import rule
from tenantsh.model.errors import NeedsReason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.guard.surroundings import Surroundings

_QUERIES = {
    "query_to_xml": (0,),
    "query_to_xmlschema": (0,),
    "query_to_xml_and_xmlschema": (0,),
    "ts_stat": (0,),
    "ts_rewrite": (1,),
    "crosstab": (0, 1),
    "crosstab2": (0,),
    "crosstab3": (0,),
    "crosstab4": (0,),
}
"""Which arguments are queries."""

_PIECES = frozenset(
    {"cursor_to_xml", "cursor_to_xmlschema", "connectby", "xpath_table"}
    | {
        f"{of}_to_{what}"
        for of in ("database", "schema", "table")
        for what in ("xml", "xmlschema", "xml_and_xmlschema")
    }
)
"""Those that make a query of several texts, or of what a text names: a view, it may be, that is no plain one."""


@rule("FuncCall")
def text_that_is_run(node: Any, around: Surroundings) -> None:
    """A function that runs a text: asked about, unless the text is a constant, and a query that may run by itself."""
    name = last_name(node.funcname).lower()
    if name == "ts_rewrite" and len(node.args) != 2:  # that of three arguments has no text
        return
    if name in _QUERIES and _harmless([node.args[at] for at in _QUERIES[name] if at < len(node.args)], around):
        return
    if name in _QUERIES or name in _PIECES or name.startswith("dblink"):
        raise NeedsReason(
            f"{name}(), which runs a text as SQL",
            rule="runs-text",
            why="the guard cannot read what it would run",
            hint="write the query as a string constant, or by itself",
        )


@rule("FuncCall")
def large_objects(node: Any, _around: Surroundings) -> None:
    """Large objects know no row-level security: whoever may read one reads everybody's."""
    name = last_name(node.funcname).lower()
    if name.startswith("lo_") or name in ("loread", "lowrite"):
        raise NeedsReason(f"{name}()", rule="large-objects", why="large objects know no row-level security")


def _harmless(texts: Sequence[Any], around: Surroundings) -> bool:
    return bool(texts) and all(_is_query(constant(text), around) for text in texts)


def _is_query(text: str | None, around: Surroundings) -> bool:
    from tenantsh.db.guard import grammar  # which loads the rules

    statements = grammar.parse(text) if text is not None else None
    if not statements or len(statements) > 1 or type(statements[0].tree).__name__ != "SelectStmt":
        return False
    return not grammar.apply_rules(statements[0].tree, around)
