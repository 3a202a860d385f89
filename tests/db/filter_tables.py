"""The same random documents in tables that differ in what serves a filter, and what a filter finds in each of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from psycopg import sql
from tests.db import small as schema
from tests.lang.filters.reference import documents
from tests.lang.filters.reference.answer import MISSING

import tenantsh
from tenantsh.db.jsonb.table import find
from tenantsh.lang.filters import compile as compiled
from tenantsh.lang.filters import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.db.small import Small
    from tests.lang.filters.reference.terms import Json

    from tenantsh.db.session import Session
    from tenantsh.lang.filters.indexes import Indexes
    from tenantsh.lang.filters.tree import Filter

_PATHS = (
    *(("tier",), ("seats",), ("archived",), ("items",), ("owner", "email"), ("a.b",), ("it's",), ("%s",), ("",)),
    *(("a",), ("a", "b")),
)
"""What has an index of its own in `extracted` and `generated`, as text."""

_TABLES = ("plain", "ops", "hashed", "extracted", "generated", "shared")
_NULL_SHARE = 0.04


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables of one set of documents, and the session that reads them."""

    session: Session
    documents: tuple[Json, ...]
    """By id; those of a NULL column are `MISSING`."""
    indexes: dict[str, Indexes]
    """By the table's name."""

    def found(self, text: str, names: Sequence[str] | None = None) -> dict[str, set[int]]:
        """The ids that a filter finds in each table, in one statement of the session's."""
        tree, parts, values = parse(text), [], list[str]()
        for name in names or tuple(self.indexes):
            condition = compiled(tree, "data", self.indexes[name])
            parts.append(f"select '{name}', id from {name} where {condition.formatted}")
            values += [parameter.text for parameter in condition.parameters]
        rows = self.session.run(" union all ".join(parts), values).rows
        answer: dict[str, set[int]] = {name: set() for name in names or self.indexes}
        for name, number in rows:
            assert number not in answer[str(name)]
            answer[str(name)].add(int(str(number)))
        return answer

    def literally(self, text: str, name: str) -> set[int]:
        """The same with the values in the statement, for one table."""
        condition = compiled(parse(text), "data", self.indexes[name])
        return {int(str(row[0])) for row in self.session.run(f"select id from {name} where {condition.literal}").rows}

    def composed(self, text: str, name: str) -> set[int]:
        """What `tenantsh.jsonb` finds, in a statement that has a parameter of its own."""
        query = sql.SQL("select id from {} where {} and id >= %s").format(sql.Identifier(name), tenantsh.jsonb(text))
        return {int(str(row[0])) for row in self.session.run(query.as_string(), [0]).rows}

    def served(self, tree: Filter, name: str) -> bool:
        """Whether the server goes through an index of the documents' for this filter."""
        condition = compiled(tree, "data", self.indexes[name])
        (plan,) = self.session.run(f"explain (format json) select id from {name} where {condition.literal}").rows[0]
        return any("Index Name" in node for node in _nodes(plan if isinstance(plan, list) else json.loads(str(plan))))


def make(small: Small, session: Session, seed: int, size: int) -> Tables:
    """Fill the tables with the documents of a seed."""
    rng = Random(seed)
    found = [None if rng.random() < _NULL_SHARE else documents.text(one) for one in documents.several(seed, size)]
    small.admin(_FILL.format(values=_values(found)))
    return Tables(session, tuple(MISSING if text is None else parsed(text) for text in found), _indexes(session))


def parsed(text: str) -> Json:
    """A document as the server has it: numbers exact."""
    read: Json = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return read


def create(small: Small) -> None:
    """Make the database and its tables, with no rows."""
    schema.make(small.pg, small.dbname)
    small.admin(_CREATE)
    texts = [(_extraction(path), "text") for path in _PATHS]
    casts = [(f"({_extraction((name,))})::{kind}", kind) for name, kind in documents.TYPED.items()]
    for number, (extraction, kind) in enumerate(texts + casts):
        small.admin(f"create index extracted_{number} on extracted (({extraction}))")
        small.admin(f"alter table generated add column g{number} {kind} generated always as ({extraction}) stored")
        small.admin(f"create index generated_{number} on generated (g{number})")
    # so that an index is taken wherever there is one that could be
    small.admin(f"alter database {small.dbname} set enable_seqscan = off")
    small.admin(f"alter database {small.dbname} set jit = off")


def _values(found: Sequence[str | None]) -> str:
    return ", ".join(f"({at}, {sql.Literal(text).as_string()})" for at, text in enumerate(found))


def _extraction(path: tuple[str, ...]) -> str:
    literals = [sql.Literal(name).as_string() for name in path]
    return "".join(["data", *(f" -> {name}" for name in literals[:-1]), f" ->> {literals[-1]}"])


def _indexes(session: Session) -> dict[str, Indexes]:
    """What tenantsh finds to serve each table's documents."""
    found = {name: find(session, ["public", name])[0].column("data").indexes for name in _TABLES}
    assert [len(found["extracted"].extracted), len(found["generated"].extracted)] == 2 * [len(_PATHS) + 3]
    assert [len(each.gins) for each in found.values()] == [0, 1, 1, 0, 1, 0]
    return found


def _nodes(plan: object) -> Iterator[dict[str, object]]:
    if isinstance(plan, list):
        for each in plan:
            yield from _nodes(each)
    elif isinstance(plan, dict):
        yield plan
        for each in plan.values():
            yield from _nodes(each)


_CREATE = """
    create table plain (id int, data jsonb);
    create table ops (like plain);
    create table hashed (like plain);
    create table extracted (like plain);
    create table generated (like plain);
    create table shared (org_id bigint, id int, data jsonb);
    create index ops_data on ops using gin (data);
    create index hashed_data on hashed using gin (data jsonb_path_ops);
    create index generated_data on generated using gin (data);
    alter table shared enable row level security;
    create policy ours on shared using (org_id = (select current_org()));
    grant select on plain, ops, hashed, extracted, generated, shared to small_viewer;
"""

_FILL = """
    truncate plain, ops, hashed, extracted, generated, shared;
    insert into plain select id, data::jsonb from (values {values}) as given (id, data);
    insert into ops select * from plain;
    insert into hashed select * from plain;
    insert into extracted select * from plain;
    insert into generated (id, data) select * from plain;
    insert into shared select org, id, data from plain, (values (42), (43)) as orgs (org);
    analyze plain, ops, hashed, extracted, generated, shared;
"""
