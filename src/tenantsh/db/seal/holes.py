"""The ways past the seal: found in the catalog, each with its reason and what closes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tenantsh.db.query import Query
from tenantsh.model.finding import Finding, Level


@dataclass(frozen=True, slots=True)
class Hole:
    """One way past the seal."""

    check: str
    """What kind of way: a key of what `finding_of` knows."""
    object: str
    """What leads past it, as SQL names it."""
    about: str
    """What is behind it, or the kind of the object."""


HOLES = Query("seal/holes", Hole)
"""Asked with nothing in the search path: the server's own spelling of a policy is compared."""


class _Said(NamedTuple):
    what: str
    why: str
    fix: str


_WAYS = {
    "no-seal": _Said(
        "this login reaches the table, and no seal holds it",
        "its rows are those that the application's policies give, by settings that any statement can change",
        "tenantsh seal print prints its policy; if no organization's data is in it: "
        "INSERT INTO tenantsh.shared VALUES ('{object}', 'why');",
    ),
    "beside-the-table": _Said(
        "rows of a materialized view or a foreign table: row security has no part in them",
        "whatever is in it is shown to whoever may read it",
        "REVOKE ALL ON {object} FROM the roles of this login; "
        "or INSERT INTO tenantsh.shared VALUES ('{object}', 'why');",
    ),
    "view": _Said(
        "the view reads {about} as its owner, whom no seal holds there",
        "a view has its owner's rights, and an owner, a superuser and BYPASSRLS are above row security",
        "ALTER VIEW {object} SET (security_invoker = true);  -- 15 and later; before: REVOKE ALL ON {object}",
    ),
    "rule": _Said(
        "a rule of the table reads or writes {about} as the table's owner, whom no seal holds there",
        "what rules do is done with their table's owner's rights",
        "DROP RULE … ON {object}; or ALTER TABLE {about} FORCE ROW LEVEL SECURITY, unless the owner is above it",
    ),
    "function": _Said(
        "a SECURITY DEFINER function whose owner, {about}",
        "it runs with its owner's rights, and may show what this login may not see",
        "REVOKE EXECUTE ON FUNCTION {object} FROM PUBLIC and the roles of this login; or give it another owner",
    ),
    "truncate": _Said(
        "this login may empty the table, of all organizations",
        "TRUNCATE asks no policy",
        "REVOKE TRUNCATE ON {object} FROM the roles of this login;",
    ),
    "trigger": _Said(
        "this login may put triggers on the table",
        "they run in the sessions of others, whom the seal does not hold",
        "REVOKE TRIGGER ON {object} FROM the roles of this login;",
    ),
    "code": _Said(
        "this login may {about}, which sessions of others may run",
        "others may find it first in their search_path, and the seal does not hold them",
        "REVOKE CREATE ON SCHEMA {object} FROM PUBLIC and the roles of this login; or give the function another owner",
    ),
    "files": _Said(
        "this login may read or write files of the server",
        "the database's own files are among them",
        "REVOKE EXECUTE ON FUNCTION {object} FROM the roles of this login;",
    ),
    "owner": _Said(
        "this login may act as the owner of the object, or write to it",
        "whoever owns a sealed table or the seal itself can take the seal away",
        "REVOKE the owner's role, or the privilege on {object}, from the roles of this login;",
    ),
    "role": _Said(
        "this login may become a role with {about}",
        "such a role is above row security, reads files or makes itself other roles",
        "REVOKE {object} FROM the login, or take the attribute away",
    ),
    "broken": _Said(
        "the function is not as the seal installs it",
        "the policies ask it whose rows are to be seen",
        "tenantsh seal print | psql, as a superuser",
    ),
}


def finding_of(hole: Hole) -> Finding:
    """A way past the seal as a finding, with what closes it."""
    said = _WAYS[hole.check]
    about = {"object": hole.object, "about": hole.about}
    return Finding(
        Level.CRITICAL,
        f"seal-{hole.check}",
        hole.object,
        said.what.format(**about),
        said.why,
        said.fix.format(**about),
        sure=hole.check not in ("function", "trigger", "code"),
    )
