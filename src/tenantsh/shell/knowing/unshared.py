"""Relations that only the person's own session sees: temporary ones, and those of a transaction that is still open.

A second session cannot ask for them, and the person's own is not asked behind her back: her statements say enough.
"""

from __future__ import annotations

from collections import ChainMap
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from tenantsh.model.catalog import Relation
from tenantsh.model.named import Names
from tenantsh.shell.knowing.made import TEMPORARY, Made, made

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping

    from tenantsh.model.catalog import Catalog, Column


class Unshared:
    """What one session has made and no other one sees, told by its statements."""

    def __init__(self) -> None:
        self._made: dict[str, Made] = {}
        self._new: set[str] = set()
        """Those of the transaction that is open."""

    @property
    def made(self) -> tuple[Made, ...]:
        """What there is at this moment."""
        return tuple(self._made.values())

    def heard(self, text: str, tag: str, catalog: Catalog, *, open_: bool) -> None:
        """Take note of a statement that has succeeded; `open_` says whether a transaction is open behind it."""
        if tag in ("COMMIT", "ROLLBACK"):
            if not open_:
                self._ended(committed=tag == "COMMIT")
        elif tag in ("DISCARD ALL", "DISCARD TEMP"):
            self._keep(set())
        elif tag.startswith("DROP"):
            words = text.lower()
            self._keep({name for name in self._made if name.lower() not in words})
        else:
            self._make(made(text, catalog), open_=open_)

    def _ended(self, *, committed: bool) -> None:
        gone = {name for name in self._new if self._made[name].brief} if committed else self._new
        self._keep(self._made.keys() - gone)
        self._new = set()

    def _keep(self, names: Iterable[str]) -> None:
        kept = set(names)
        self._made = {name: one for name, one in self._made.items() if name in kept}
        self._new &= kept

    def _make(self, found: Made | None, *, open_: bool) -> None:
        if found is not None and (open_ or (found.temporary and not found.brief)):
            self._made[found.name] = found
            if open_:
                self._new.add(found.name)


def with_unshared(catalog: Catalog, own: Iterable[Made]) -> Catalog:
    """A catalog with what the person's own session has besides."""
    new = [one for one in own if one.temporary or catalog.relation(one.name, one.schema) is None]
    if not new:
        return catalog
    path = catalog.search_path
    first = next((schema for schema in path if schema != "pg_catalog"), "public")
    relations = [
        Relation(-at, one.schema or first, one.name, one.kind, writable=True) for at, one in enumerate(new, start=1)
    ]
    columns = {relation.oid: one.columns for relation, one in zip(relations, new, strict=True)}
    known = cast("MutableMapping[int, tuple[Column, ...]]", catalog.columns)
    return replace(
        catalog,
        search_path=(TEMPORARY, *path) if TEMPORARY not in path else path,
        relations=Names([*catalog.relations, *relations]),
        columns=ChainMap(columns, known),
    )
