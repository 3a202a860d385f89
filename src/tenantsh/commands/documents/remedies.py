"""What would let an index serve a filter, as statements for just this table, each with its cost. Printed, never run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.lang.filters.condition import Condition
from tenantsh.lang.filters.settling import required
from tenantsh.lang.filters.tree import Compare, OneOf, Operator
from tenantsh.lang.quote import quote_literal, spell_identifier
from tenantsh.model.paths import seen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from tenantsh.db.jsonb.table import JsonColumn, JsonTable
    from tenantsh.lang.filters.condition import Conjunct
    from tenantsh.lang.filters.tree import Filter
    from tenantsh.model.catalog import Key

_FUNCTIONS = {
    "@>": "jsonb_contains(jsonb, jsonb)",
    "?": "jsonb_exists(jsonb, text)",
    "?|": "jsonb_exists_any(jsonb, text[])",
    "?&": "jsonb_exists_all(jsonb, text[])",
    "@?": "jsonb_path_exists_opr(jsonb, jsonpath)",
    "@@": "jsonb_path_match_opr(jsonb, jsonpath)",
}
"""The functions behind the operators that GIN looks up."""
_OPERATOR = re.compile(r"(?<=[ .])(@>|@\?|@@|\?[|&]?)(?=[ )])")
_LONGEST_NAME = 50


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way, and what it costs."""

    what: str
    briefly: str
    """What it costs, in so few words that both are one line."""
    cost: str
    """All of what it costs."""
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owned:
    """How rows are an organization's."""

    column: str | None = None
    """The table's column that says whose a row is."""
    type: str = "bigint"
    setting: str | None = None
    """The setting that policies read."""
    role: str | None = None
    """The role that reads them."""

    @property
    def condition(self) -> str:
        """That a row is the organization's, as SQL."""
        setting = f"pg_catalog.current_setting({quote_literal(self.setting or '')})"
        return f"{spell_identifier(self.column or '')} = {setting}::{self.type}"


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be helped."""

    table: JsonTable
    column: JsonColumn | None
    """The one that the filter is about; None for several."""
    condition: Condition
    asked: Filter
    owned: Owned
    keys: Sequence[Key] = ()
    """Those that documents have, as far as is known."""


def remedies(case: Case) -> Iterator[Remedy]:
    """What would help; nothing where no index could look up what is asked, or the rows are somewhere else."""
    table, column = case.table, case.column
    if table.kind not in "rpm" or column is None:
        return
    found = _looked_up(case.condition) if column.base == "jsonb" else None
    gin = _gin(table, column, found[0]) if found else ()
    if not table.secured:
        if gin:
            cost = "takes disk, about a third of the table, and slows writes"
            yield Remedy("a GIN index", cost, cost, gin)
        return
    yield from _generated(case, column)
    if found:
        if case.owned.column and case.owned.setting:
            yield _function(table, found[0], case.owned, gin)
        if found[1] is not None:
            yield _leakproof(found[1], gin)


def _looked_up(condition: Condition) -> tuple[Conjunct, str | None] | None:
    """The first thing that GIN could look up, and its operator; None for one of several with OR between them."""
    for conjunct in condition.conjuncts:
        sql = "".join(piece for piece in conjunct.pieces if isinstance(piece, str))
        operator = _OPERATOR.search(sql)
        if operator and {"jsonb_ops", "jsonb_path_ops"} & conjunct.served_by:
            return conjunct, None if " OR " in sql else operator[1]
    return None


def _generated(case: Case, column: JsonColumn) -> Iterator[Remedy]:
    """A column of the text that the filter compares: `=` of text is leakproof, and so an index on it serves."""
    table, owned = case.table, case.owned
    paths = [path for term in required(case.asked) if (path := _text_at(term)) is not None]
    path = next((path for path in paths if not case.keys or seen(case.keys, path) is not None), None)
    if path is None or table.kind == "m":
        return
    name = _fresh("_".join((column.name, *path)), table.types)
    steps = "".join(f" -> {quote_literal(key).strip()}" for key in path[:-1])
    reached = f"{spell_identifier(column.name)}{steps} ->> {quote_literal(path[-1]).strip()}"
    keys = ", ".join([*([spell_identifier(owned.column)] if owned.column else []), name])
    concurrently = "" if table.kind == "p" else " CONCURRENTLY"
    yield Remedy(
        "a generated column with an index",
        "locks and rewrites the table, takes disk",
        "rewrites the table under a lock that keeps everybody out, and takes disk for the column and the index",
        (
            f"ALTER TABLE {table.full}\n  ADD COLUMN {name} text GENERATED ALWAYS AS ({reached}) STORED;",
            f"CREATE INDEX{concurrently} ON {table.full} ({keys});",
        ),
    )


def _text_at(term: Filter) -> tuple[str, ...] | None:
    """The path of a text that a term asks for exactly."""
    if not isinstance(term, Compare | OneOf) or any(key.elements for key in term.path):
        return None
    if isinstance(term, Compare) and term.operator is not Operator.EQUAL:
        return None
    values = (term.value,) if isinstance(term, Compare) else term.values
    if not all(value.json.startswith('"') for value in values):
        return None
    return tuple(key.name for key in term.path)


def _fresh(name: str, taken: Collection[str]) -> str:
    """A name for a column that is not there yet."""
    plain = re.sub(r"\W+", "_", name)[:_LONGEST_NAME].strip("_") or "extracted"
    while plain in taken:
        plain += "_"
    return spell_identifier(plain)


def _gin(table: JsonTable, column: JsonColumn, conjunct: Conjunct) -> tuple[str, ...]:
    """The index that could look this up; nothing where there is one."""
    if column.indexes.opclasses & conjunct.served_by:
        return ()
    concurrently = "" if table.kind == "p" else " CONCURRENTLY"
    opclass = " jsonb_path_ops" if "jsonb_path_ops" in conjunct.served_by else ""
    return (f"CREATE INDEX{concurrently} ON {table.full} USING gin ({spell_identifier(column.name)}{opclass});",)


def _function(table: JsonTable, conjunct: Conjunct, owned: Owned, gin: tuple[str, ...]) -> Remedy:
    one = Condition((conjunct,))
    types = ", ".join(value.type for value in one.parameters)
    name = f"{spell_identifier(table.schema)}.{_fresh(f'find_{table.name}', ())}({types})"
    create = (
        f"CREATE FUNCTION {name} RETURNS SETOF {table.full}\n"
        "  LANGUAGE sql STABLE SECURITY DEFINER "
        f"SET search_path = pg_catalog, pg_temp AS $$\n"
        f"  SELECT * FROM {table.full}\n   WHERE {owned.condition} AND ({one.numbered}) $$;"
    )
    allowed = [f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC;"]
    if owned.role:
        allowed.append(f"GRANT EXECUTE ON FUNCTION {name} TO {spell_identifier(owned.role)};")
    return Remedy(
        "a SECURITY DEFINER function",
        "you answer for whose rows it gives",
        "its owner has to be above row security, and its own condition on the organization is then all there is: "
        "you answer for it",
        (*gin, create, *allowed),
    )


def _leakproof(operator: str, gin: tuple[str, ...]) -> Remedy:
    return Remedy(
        "LEAKPROOF",
        "a superuser's security decision for the whole database",
        "only a superuser can say so, and for the whole database: its errors and its time could then tell of rows that "
        "policies hide; a security decision, and dumps do not keep it",
        (*gin, f"ALTER FUNCTION pg_catalog.{_FUNCTIONS[operator]} LEAKPROOF;"),
    )
