"""Completion offers no keys of documents that are masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db import catalog
from tenantsh.db.catalog import keys

if TYPE_CHECKING:
    from tests.db.small import Small

    from tenantsh.db.session import Session


def test_completion_knows_no_keys_of_a_marked_column(masked: Session, marked: Small) -> None:
    known = catalog.load(masked)
    people = next(relation.oid for relation in known.relations if relation.name == "people")
    assert known.keys.get((people, "profile"), ()) == ()
    assert keys.sample(masked, known, [(people, "profile")]) == {(people, "profile"): ()}
    assert "zz9" not in str(known.keys)
    marked.admin("comment on column people.profile is null")
    try:
        with marked.open() as session:
            assert "nick" in str(keys.sample(session, known, [(people, "profile")]))
    finally:
        marked.admin("comment on column people.profile is '[pii]'")
