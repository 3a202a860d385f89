"""Tables, views and whatever else is in pg_class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.shell.completion.resolve.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.catalog import Relation
    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Relations

KINDS = {
    "r": "table",
    "p": "partitioned table",
    "v": "view",
    "m": "materialized view",
    "f": "foreign table",
    "i": "index",
    "I": "partitioned index",
    "S": "sequence",
}


def relations(wanted: Relations, looking: Looking) -> Iterator[Found]:
    """Relations of the wanted kinds, and the schemas that may have some."""
    qualifier = looking.wish.qualifier
    if not qualifier:
        yield from _made(wanted, looking)
        yield from schemas(looking, wanted.fit)
    for relation, match in looking.matches(looking.catalog.relations):
        if relation.kind not in wanted.kinds or (wanted.writable and not relation.writable):
            continue
        if qualifier and relation.schema != qualifier[-1]:
            continue
        yield _found(relation, match, wanted, looking)


def _found(relation: Relation, match: int, wanted: Relations, looking: Looking) -> Found:
    spelled = looking.spelled
    bare = bool(looking.wish.qualifier) or looking.catalog.visible(relation.schema, relation.name)
    text = spelled(relation.name) if bare else f"{spelled(relation.schema)}.{spelled(relation.name)}"
    partition = bool(relation.parent) and relation.kind in "rpf"
    late = 3 if relation.system else 2 if partition else 0 if bare else 1
    detail = ", ".join(
        filter(None, [KINDS[relation.kind], "" if relation.row_security else "RLS off", relation.comment])
    )
    return Found(relation.name, text, KINDS[relation.kind], wanted.fit, match, detail, late=late)


def _made(wanted: Relations, looking: Looking) -> Iterator[Found]:
    for source in wanted.made:
        match = looking.match(source.alias)
        if match is not None:
            yield Found(source.alias, looking.spelled(source.alias), "CTE", wanted.fit, match, "WITH query")


def schemas(looking: Looking, fit: int) -> Iterator[Found]:
    """Schemas, behind what can be named without one."""
    for name in looking.catalog.schemas:
        match = looking.match(name)
        if match is not None:
            late = 3 if name.startswith("pg_") or name == "information_schema" else 2
            yield Found(name, looking.spelled(name), "schema", fit, match, "schema", after=".", late=late)
