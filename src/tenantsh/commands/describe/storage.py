"""Where a relation's rows are and how they are kept: index details, foreign server, tablespace, options."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tenantsh.commands.describe.family import RELATED
from tenantsh.commands.describe.section import Remark, Section
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.commands.describe.relation import Look


class IndexDetails(NamedTuple):
    """What one index is for and how it is kept."""

    relation: int
    is_primary: bool
    is_unique: bool
    nulls_not_distinct: bool
    method: str
    table: str
    predicate: str | None
    clustered: bool
    valid: bool
    deferrable: bool
    initially_deferred: bool
    replica_identity: bool

    @property
    def purpose(self) -> str:
        """What the index guarantees, with the comma and blank after it."""
        if self.is_primary:
            return "primary key, "
        if self.is_unique:
            return f"unique{' nulls not distinct' if self.nulls_not_distinct else ''}, "
        return ""

    @property
    def states(self) -> str:
        """What is special about it, each behind a comma."""
        said = {
            "clustered": self.clustered,
            "invalid": not self.valid,
            "deferrable": self.deferrable,
            "initially deferred": self.initially_deferred,
            "replica identity": self.replica_identity,
        }
        return "".join(f", {words}" for words, true in said.items() if true)


class ForeignServer(NamedTuple):
    """Where a foreign table's rows come from."""

    relation: int
    server: str
    options: str


def _index(look: Look, rows: Sequence[IndexDetails]) -> Iterable[str]:
    for row in rows:
        predicate = f", predicate ({row.predicate})" if row.predicate else ""
        table = f'for table "{look.relation.schema}.{row.table}"'  # an index is in its table's schema
        yield f"{row.purpose}{row.method}, {table}{predicate}{row.states}"


def _server(_: Look, rows: Sequence[ForeignServer]) -> Iterable[str]:
    for row in rows:
        yield f"Server: {row.server}"
        if row.options:
            yield f"FDW options: ({row.options})"


def _replica_identity(look: Look) -> Iterable[str]:
    identity = look.relation.replica_identity
    usual = "n" if look.relation.schema == "pg_catalog" else "d"
    if look.verbose and look.at("rm") and identity not in ("i", usual):
        nothing = (
            "NOTHING" if look.major < 18 else "???"
        )  # psql 18 compares with the wrong constant; so do we, to the byte
        yield f"Replica Identity: {'FULL' if identity == 'f' else nothing}"


def _tablespace(look: Look) -> Iterable[str]:
    if look.at("rmpIti") and look.relation.tablespace:
        yield f'Tablespace: "{look.relation.tablespace}"'


def _access_method(look: Look) -> Iterable[str]:
    if look.verbose and look.at(RELATED) and look.relation.access_method and "HIDE_TABLEAM" not in look.hides:
        yield f"Access method: {look.relation.access_method}"


def _options(look: Look) -> Iterable[str]:
    if look.verbose and look.relation.options:
        yield f"Options: {look.relation.options}"


INDEX = Section(Query("describe/index", IndexDetails), lambda look: look.at("iI"), _index, "Index")
FOREIGN_SERVER = Section(
    Query("describe/foreign_server", ForeignServer), lambda look: look.at("f"), _server, "Foreign server"
)
REPLICA_IDENTITY = Remark(_replica_identity)
TABLESPACE = Remark(_tablespace)
ACCESS_METHOD = Remark(_access_method)
OPTIONS = Remark(_options)
