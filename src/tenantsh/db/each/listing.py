"""The organizations that a login may list, with what the convention says of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tenantsh.db.each.inquiry import Wanted
from tenantsh.db.opening import as_login
from tenantsh.db.query import Query, Told
from tenantsh.model.errors import UnknownOrganization, UsageError
from tenantsh.model.tenant import called, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tenantsh.db.opening import Place


@dataclass(frozen=True, slots=True)
class Listed(Told):
    """An organization of the list."""

    org: str
    name: str | None
    facts: dict[str, Any]
    """All columns of its row."""

    @property
    def wanted(self) -> Wanted:
        """The same, to be asked."""
        return Wanted(self.org, self.name)


def listing(place: Place) -> list[Listed]:
    """All organizations that this login may list, as the convention orders them.

    Raises UsageError where the convention has no list, ConnectError, Unseen for a sealed login.
    """
    convention = place.convention
    if convention.list_organizations is None and convention.find_organizations is None:
        raise UsageError(
            f'the convention "{convention.name}" has no list of organizations',
            why="only those that are named by their ids can be asked",
            hint="give list_organizations (SQL) in the convention's configuration",
        )
    return _listed(place) if place.cells is None else _of_clusters(place)


def _listed(place: Place) -> list[Listed]:
    convention = place.convention
    sql = convention.list_organizations or convention.find_organizations
    wrapped = f"select l.org, l.name, pg_catalog.to_jsonb(l) as facts from ({sql}) as l"
    asked = Query("list_organizations", Listed, sql=wrapped).ask(pattern="")
    found: list[Listed] = as_login(place, asked, Listed)
    return found


def _of_clusters(place: Place) -> list[Listed]:
    """Those of all clusters, each once, and the cluster among what is said of it. Raises ConnectError."""
    from tenantsh.db.cells.everywhere import everywhere, once_each  # few platforms have several clusters

    found = everywhere(place, _listed).whole("the list of organizations")
    listed = [
        replace(one, facts={**one.facts, "cluster": cluster}) for cluster, those in found.items() for one in those
    ]
    kept = once_each(place, listed, lambda one: (one.org, one.facts["cluster"]))
    return list({one.org: one for one in kept}.values())


def among(listed: Sequence[Listed], column: str, value: str, *, negated: bool) -> list[Listed]:
    """Those whose column reads so, or does not. Raises UsageError for a column that the list has not."""
    known = list(dict.fromkeys(name for one in listed[:1] for name in one.facts))
    if listed and column not in known:
        raise UsageError(f'organizations are not listed by "{column}"', hint=f"they are by {', '.join(known)}")
    return [one for one in listed if (_as_text(one.facts.get(column)) == value) is not negated]


def by_name(listed: Iterable[Listed]) -> dict[str, list[Listed]]:
    """Those of each name, in small letters: a file may have very many names."""
    found: dict[str, list[Listed]] = {}
    for one in listed:
        found.setdefault((one.name or "").casefold(), []).append(one)
    return found


def one_of(called_so: Mapping[str, Sequence[Listed]], name: str) -> Listed:
    """The one that is called so, in any letters. Raises UnknownOrganization for none, and for several."""
    found = called_so.get(name.casefold(), ())
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(one.org for one in found[:10])
        raise UnknownOrganization(f'{len(found)} organizations are called "{visible(name)}"', hint=f"use the id: {ids}")
    raise UnknownOrganization(
        f'no organization "{visible(name)}"', why="this login lists none", hint=_near(called_so, name)
    )


def _near(called_so: Mapping[str, Sequence[Listed]], name: str) -> str | None:
    from difflib import get_close_matches  # only when someone mistyped

    near = [called_so[one][0] for one in get_close_matches(name.casefold(), called_so, n=3, cutoff=0.6)]
    return f"did you mean {' or '.join(called(one.name, one.org) for one in near)}?" if near else None


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
