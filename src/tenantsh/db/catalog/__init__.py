"""What is in a database for a session's role, as a frozen `Catalog`: whole with `load`, or in steps, names first.

Nothing here may run while a person waits for a key: it is for a session of its own, in the background. A catalog is
what was true when it was asked for; what is gone since is only ever offered in vain.
Everything raises what `fetch_all` of a session raises. In a transaction that has failed nothing can be asked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.db.catalog import attributes, functions, keys, relations, things
from tenantsh.db.catalog.place import PLACE, path, schemas
from tenantsh.model.catalog import Catalog, Organization, Relation
from tenantsh.model.errors import StatementError
from tenantsh.model.named import Names

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from tenantsh.db.asking import Asking
    from tenantsh.db.catalog.attributes import Columns, Comments
    from tenantsh.db.catalog.place import Place
    from tenantsh.db.query import Request

_GONE = ("XX000", "42704", "42P01", "42883")
"""Errors of questions about something that another session drops at that moment: "cache lookup failed"."""
_DENIED = "42501"
_TRIES = 6


def load(session: Asking) -> Catalog:
    """Everything that the session's role may use, its organization, and the keys of that one's JSONB columns.

    Its indexes are made, so that no key waits for them. Other organizations are looked up by the login, whom a session
    does not know.
    """
    catalog = rest(session, columns(session, names(session)))
    tenant = getattr(session, "tenant", None)  # a plain session has none
    organizations = (Organization(tenant.org, tenant.name or ""),) if tenant is not None else ()
    return warm(replace(catalog, keys=keys.sample(session, catalog), organizations=organizations))


def names(session: Asking) -> Catalog:
    """The relations that the role may use, and the schemas: one round trip.

    Those of which it may only use single columns come with the columns, and indexes with the rest.
    """
    (place,), groups = _asked(session, PLACE.ask(), relations.GROUPS.ask())
    return Catalog(
        version=session.server_version,
        database=place.database,
        search_path=path(place),
        schemas=schemas(place),
        relations=Names.packed(relations.packed(groups, _by_oid(place)), Relation, at=2),
    )


def columns(session: Asking, catalog: Catalog, of: Iterable[int] | None = None) -> Catalog:
    """The catalog with its columns, foreign keys and comments on relations, or with those of some relations.

    One round trip, and another one where a column's type is a table's row. A relation that has none to be used, be it
    that it is gone, has none afterwards: it is not asked for again.
    """
    return _some_columns(session, catalog, list(of)) if of is not None else _all_columns(session, catalog)


def rest(session: Asking, catalog: Catalog) -> Catalog:
    """The catalog with its indexes, functions, types, settings, and everything else that has a name: one round trip.

    What a server does not let the role ask for is left out.
    """
    indexes, called, types, settings, alone, in_schemas, belonging, casts, zones, here = _allowed(
        session,
        relations.INDEXES.ask(),
        functions.FUNCTIONS.ask(),
        functions.TYPES.ask(),
        things.SETTINGS.ask(),
        things.ALONE.ask(),
        things.IN_SCHEMAS.ask(),
        things.BELONGING.ask(),
        things.CASTS.ask(),
        things.ZONES.ask(),
        things.HERE.ask(),
    )
    return replace(
        catalog,
        relations=Names(relations.with_indexes(catalog.relations, indexes)),
        functions=Names(map(functions.function, called)),
        types=Names(map(functions.type_, types)),
        settings=things.settings(settings, getattr(session, "tenant", None)),
        things=things.things([*alone, *in_schemas], belonging, casts, zones, here, catalog.by_oid),
    )


def warm(catalog: Catalog) -> Catalog:
    """The catalog with everything made that is else made when it is first asked for: before a person types."""
    for found in (catalog.relations, catalog.functions, catalog.types, catalog.settings):
        found.warm()
    for things_ in catalog.things.values():
        things_.warm()
    _ = catalog.shelves, catalog.schema_names, catalog.by_oid, catalog.types_by_oid, catalog.keys_to, catalog.children
    _ = catalog.owned, catalog.own_types
    catalog.own_functions.warm()
    catalog.column_names.warm()
    return catalog


def _all_columns(session: Asking, catalog: Catalog) -> Catalog:
    asked = (attributes.COLUMNS, attributes.TYPES, attributes.COMMENTS, attributes.REFERENCES)
    (place,), partly, rows, types, comments, references = _asked(
        session, PLACE.ask(), relations.COLUMN_GROUPS.ask(), *(query.ask(relations=None) for query in asked)
    )
    if untold := attributes.untold(rows, types):
        types += _asked(session, attributes.TYPES.ask(relations=untold))[0]
    every = {relation.oid: relation for relation in catalog.relations}
    every |= {packed[0]: Relation(*packed) for packed in relations.packed(partly, _by_oid(place), every)}
    _describe(every, comments)
    rows = [row for row in rows if row.relation in every]
    found = attributes.unpacked(rows, types, comments).after({}, every)
    return replace(
        catalog,
        relations=Names(every.values()),
        columns=found,
        foreign_keys=attributes.foreign_keys(references, found, _partial(rows)),
    )


def _some_columns(session: Asking, catalog: Catalog, of: list[int]) -> Catalog:
    asked = (attributes.COLUMNS, attributes.TYPES, attributes.COMMENTS, attributes.REFERENCES)
    rows, types, comments, references = _asked(session, *(query.ask(relations=of) for query in asked))
    found = attributes.unpacked(rows, types, comments).after(catalog.columns, of)
    new = attributes.foreign_keys(references, found, _partial(rows))
    return replace(catalog, columns=found, foreign_keys=tuple(dict.fromkeys([*catalog.foreign_keys, *new])))


def _partial(rows: Iterable[Columns]) -> set[int]:
    """Relations of which the role may use some columns only."""
    return {row.relation for row in rows if not row.reads}


def _describe(every: dict[int, Relation], comments: Iterable[Comments]) -> None:
    """Give the relations their comments."""
    for found in comments:
        of = every.get(found.relation)
        if of is not None and None in found.names:
            every[of.oid] = replace(of, comment=found.comments[found.names.index(None)])


def _by_oid(place: Place) -> dict[int, str]:
    """The names of schemas."""
    return dict(zip(place.oids, place.schemas, strict=True))


def _allowed(session: Asking, *requests: Request) -> list[list[Any]]:
    """The answers; none to what may not be asked, where a server keeps its own tables from people."""
    try:
        return _asked(session, *requests)
    except StatementError as error:
        if error.sqlstate != _DENIED or session.failed:
            raise
        return [[]] if len(requests) == 1 else [_allowed(session, request)[0] for request in requests]


def _asked(session: Asking, *requests: Request) -> list[list[Any]]:
    """The answers; asked again where the database was changed while it was looked at."""
    for _ in range(_TRIES - 1):
        try:
            return session.fetch_all(*requests)
        except StatementError as error:
            if error.sqlstate not in _GONE or session.failed:
                raise
    return session.fetch_all(*requests)
