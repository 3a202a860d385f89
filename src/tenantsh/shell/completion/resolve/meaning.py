"""What sources and operands of a statement mean in a catalog: their columns, with their types."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.lang.lexemes import lex
from tenantsh.model.catalog import Column
from tenantsh.shell.completion.scope.defining import definitions
from tenantsh.shell.completion.scope.outputs import NAMELESS, names
from tenantsh.shell.completion.scope.tree import Group, tree
from tenantsh.shell.completion.wanted import Operand, Output, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.model.catalog import Catalog, Function, Type

_MOST = 1600
"""Columns that a row can have: CTEs that multiply one another's stars have no more."""


class Known(NamedTuple):
    """A column, and the relation and the column there that it comes from as it is; 0 and itself where from none."""

    column: Column
    relation: int
    origin: Column


class Meaning:
    """Looks sources up in a catalog, each once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._seen: dict[int, tuple[Known, ...]] = {}

    def columns(self, source: Source) -> tuple[Known, ...]:
        """A source's columns; empty where they are not known."""
        found = self._own(source)
        if source.renamed:
            found = tuple(_renamed(found, source.renamed))
        return tuple(known for known in found if known.column.name != NAMELESS)

    def _own(self, source: Source) -> tuple[Known, ...]:
        if source.outputs is not None:
            return self._made(source.outputs)
        if source.function:
            return tuple(_bare(column) for column in self._of_function(source))
        relation = self._catalog.relation(source.name, source.schema)
        if relation is None:
            return ()
        return tuple(Known(column, relation.oid, column) for column in self._catalog.columns_of(relation))

    def _made(self, outputs: tuple[Output, ...]) -> tuple[Known, ...]:
        """What outputs are; those of a CTE are the same ones wherever it is named."""
        found = self._seen.get(id(outputs))
        if found is None:
            found = tuple(known for output in outputs for known in self._output(output))[:_MOST]
            self._seen[id(outputs)] = found
        return found

    def _output(self, output: Output) -> Iterable[Known]:
        if not output.name:
            return self.columns(output.of) if output.of else ()
        for source in filter(None, (output.of, *output.among)):
            for known in self.columns(source):
                if known.column.name == output.column:
                    return (_as_output(known, output),)
        return (_bare(Column(output.name, output.type or self._result(output.call))),)

    def _result(self, call: str) -> str:
        """The type that a function gives, where all of its name give the same."""
        results = {function.result for function in self._catalog.functions.named(call)} if call else set()
        return results.pop() if len(results) == 1 else ""

    def _of_function(self, source: Source) -> Sequence[Column]:
        """The columns of a function's rows; one of the alias's name where its result is no row."""
        found = self._catalog.functions.named(source.name)
        function = next((one for one in found if source.schema in (None, one.schema)), None)
        if function is None:
            return ()
        if not function.columns:
            return (Column(source.alias, function.result.removeprefix("SETOF ")),)
        return self._row(function)

    def _row(self, function: Function) -> Sequence[Column]:
        """The columns that a function names, and their types where its result says them."""
        result = function.result.removeprefix("SETOF ")
        types = {output.name: output.type for output in _table(result)}
        types.update((column.name, column.type) for column in self.fields(result))
        return [Column(name, types.get(name, "")) for name in function.columns]

    def fields(self, type_name: str) -> Sequence[Column]:
        """The columns of a row type, a composite one or a table's; of an array what its elements have."""
        name = type_name.removesuffix("[]").removesuffix("%rowtype")
        kind = self._type_named(name)
        if kind is not None:
            return kind.fields
        schema, _, name = name.rpartition(".")
        relation = self._catalog.relation(name.strip('"'), schema.strip('"') or None)
        return self._catalog.columns_of(relation) if relation else ()

    def type_of(self, column: Column) -> Type | None:
        """A column's type, seen through domains; None where it is the name of no type of the catalog."""
        catalog = self._catalog
        found = catalog.types_by_oid.get(column.type_oid) or self._type_named(column.type)
        while found is not None and found.element:
            found = catalog.types_by_oid.get(found.element)
        return found

    def _type_named(self, text: str) -> Type | None:
        schema, _, name = text.rpartition(".")
        named = self._catalog.types.named(name.strip('"'))
        return next((kind for kind in named if schema.strip('"') in ("", kind.schema)), None)

    def operand(self, operand: Operand) -> Known | None:
        """The column that an operand names."""
        if not operand.name:
            return self._at(operand)
        source = source_named(operand.qualifier, operand.sources)
        if operand.qualifier and source is None:
            return self._field(operand)
        sources = [source] if source else [source for source in operand.sources if not source.qualified]
        for source in sources:
            for known in self.columns(source):
                if known.column.name == operand.name:
                    return known
        return None

    def _at(self, operand: Operand) -> Known | None:
        """The column at a position of the first source's, or only a type."""
        known = self.columns(operand.sources[0]) if operand.sources and operand.position >= 0 else ()
        if operand.position < len(known) and known:
            return known[operand.position]
        return _bare(Column("", operand.type)) if operand.type else None

    def _field(self, operand: Operand) -> Known | None:
        for column in self.composite(operand.qualifier, operand.sources):
            if column.name == operand.name:
                return _bare(column)
        return None

    def composite(self, qualifier: tuple[str, ...], sources: tuple[Source, ...]) -> Sequence[Column]:
        """The fields of the composite column that a qualifier names."""
        if not qualifier:
            return ()
        known = self.operand(Operand(qualifier[-1], qualifier[:-1], sources))
        return self.fields(known.column.type) if known else ()


def source_named(qualifier: tuple[str, ...], sources: tuple[Source, ...]) -> Source | None:
    """The source that a qualifier names: the first one, that of the innermost query."""
    return next((source for source in sources if qualifier and names(source, qualifier)), None)


def _bare(column: Column) -> Known:
    return Known(column, 0, column)


def _renamed(found: Sequence[Known], given: tuple[str, ...]) -> Iterable[Known]:
    for at, known in enumerate(found):
        yield known._replace(column=replace(known.column, name=given[at])) if at < len(given) else known
    for name in given[len(found) :]:
        yield _bare(Column(name, ""))


def _as_output(known: Known, output: Output) -> Known:
    """A column under the name that a query gives it; with a cast it is no longer the relation's own."""
    column = replace(known.column, name=output.name, required=False, generated=False)
    if not output.type:
        return known._replace(column=column)
    return _bare(replace(column, type=output.type, type_oid=0))


def _table(result: str) -> tuple[Output, ...]:
    """The columns of TABLE(…), as `pg_get_function_result` writes it."""
    groups = [item for item in tree(lex(result)) if isinstance(item, Group)] if result.startswith("TABLE(") else []
    return definitions(groups[0]) if groups else ()
