"""What only the person's own session has: temporary relations, those of an open transaction, names like a cursor's.

A second session cannot ask for them, and the person's own is not asked behind her back: her statements say enough.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.lang.brackets import split
from tenantsh.lang.lexemes import Sort, lex
from tenantsh.shell.completion.given import GIVING, NOTHING, Given, after
from tenantsh.shell.completion.made import Made, as_catalog, first_schema, made

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.model.catalog import Catalog


class Unshared:
    """What one session has made and no other one sees, told by its statements."""

    def __init__(self) -> None:
        self._made: dict[str, Made] = {}
        self._new: set[str] = set()
        """Those of the transaction that is open."""
        self.given = NOTHING
        """The savepoints, cursors, prepared statements and channels."""

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

    def named(self, text: str, name: str = "") -> None:
        """Take note of the names that a statement has given or taken, which has succeeded.

        With a `name` it has not been run but was prepared under it; without a text, what was prepared is forgotten.
        """
        if name:
            self.given = self.given.with_prepared(name) if text else self.given.without_prepared(name)
            return
        first = text.split(None, 1)
        if first and first[0].lower().rstrip(";") in GIVING:
            for statement in split([one for one in lex(text) if one.sort is not Sort.COMMENT], ";"):
                self.given = after(self.given, statement)

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


def with_unshared(catalog: Catalog, made: Iterable[Made], given: Given = NOTHING) -> Catalog:
    """A catalog with what the person's own session has besides."""
    new = [one for one in made if one.temporary or catalog.relation(one.name, one.schema) is None]
    things = given.things()
    if not new and not things:
        return catalog
    return catalog.plus(replace(as_catalog(new, first_schema(catalog)), things=things))
