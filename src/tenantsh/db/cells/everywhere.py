"""One look-up question, asked in every cluster."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from tenantsh.db.cells.asking import PasswordWantedError
from tenantsh.db.cells.side_by_side import side_by_side
from tenantsh.db.connect import named_in
from tenantsh.db.opening import find_organizations
from tenantsh.model.errors import ConnectError, ConnectionLost, DirectorySilent, TenantshError, UnknownOrganization
from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tenantsh.db.cells.directory import Found
    from tenantsh.db.lookup import Organization
    from tenantsh.db.opening import Place

Value = TypeVar("Value")

_TOLD = 5
"""Organizations that are named in a note at most."""


@dataclass(frozen=True, slots=True)
class Seen(Generic[Value]):
    """What each cluster said."""

    answers: Mapping[str, list[Value]]
    errors: Mapping[str, TenantshError] = field(default_factory=dict)
    """What kept a cluster from answering."""

    @property
    def told(self) -> tuple[str, ...]:
        """Who has not answered, and why, a line each."""
        errors = ((visible(name), " ".join(error.what.split())) for name, error in self.errors.items())
        return tuple(f"{name} could not be asked: {words}" for name, words in errors)

    def whole(self, what: str) -> Mapping[str, list[Value]]:
        """The answers, where all are there. Raises ConnectError."""
        if self.errors:
            raise ConnectError(
                f"{what} cannot be known: {self.told[0]}",
                why="what a cluster does not say would be missing, and nobody would see it",
                hint="organizations can be named by their ids",
            )
        return self.answers


@dataclass(frozen=True, slots=True)
class InCluster:
    """An organization as a login may look it up, and where it is."""

    org: str
    name: str | None
    detail: str | None
    cluster: str


def everywhere(place: Place, ask: Callable[[Place], list[Value]]) -> Seen[Value]:
    """Ask all clusters at the same time, as far as they answer. Raises the first error where none does.

    One that wants a password to be typed, or whose service nothing is known of, is asked after that, in this thread.
    Raises KeyboardInterrupt.
    """
    from tenantsh.db.cells.placing import at, of  # which asks here, in turn

    clusters = of(place).targets
    quietly = replace(place, cells=of(place).spelled().quiet())
    # to look a service up the environment is changed, which no other thread may do
    plain = [cluster for cluster, target in of(quietly).targets.items() if "service" not in named_in(target.conninfo)]
    found = dict(zip(plain, side_by_side([partial(ask, at(quietly, cluster)) for cluster in plain]), strict=True))
    answers: dict[str, list[Value]] = {}
    errors: dict[str, TenantshError] = {}
    for cluster in clusters:
        said = found.get(cluster)
        if said is None or isinstance(said, PasswordWantedError):
            said = _answer(partial(ask, at(place, cluster)))
        if isinstance(said, (ConnectError, ConnectionLost)):
            errors[cluster] = said
        elif isinstance(said, Exception):
            raise said
        else:
            answers[cluster] = said
    if not answers:
        raise next(iter(errors.values()))
    return Seen(answers, errors)


def _answer(question: Callable[[], list[Value]]) -> list[Value] | Exception:
    try:
        return question()
    except (ConnectError, ConnectionLost) as error:
        return error


def organizations(place: Place, pattern: str) -> tuple[list[InCluster], tuple[str, ...]]:
    r"""Those that match in any cluster, the exact ones first, and what is to be told of who could not be asked.

    Nothing is opened by a list: without its directory it has what the clusters say.
    """
    seen = everywhere(place, lambda there: find_organizations(there, pattern))
    listed = [
        InCluster(one.org, one.name, one.detail, cluster) for cluster, found in seen.answers.items() for one in found
    ]
    kept, told = listed, seen.told
    try:
        kept = once_each(place, listed, lambda one: (one.org, one.cluster))
    except (DirectorySilent, UnknownOrganization) as error:
        told = (*told, f"{error.what}; it is not known which cluster counts for {_several(listed)}")
    return sorted(kept, key=lambda one: pattern not in (one.org, one.name)), told


def _several(listed: Sequence[InCluster]) -> str:
    """The organizations that several clusters have, in words."""
    of_org: dict[str, list[str]] = {}
    for one in listed:
        of_org.setdefault(one.org, []).append(visible(one.cluster))
    several = [f"{visible(org)} (in {' and '.join(there)})" for org, there in of_org.items() if len(there) > 1]
    more = f" and {len(several) - _TOLD} more" if len(several) > _TOLD else ""
    return f"{', '.join(several[:_TOLD])}{more}"


def in_all_clusters(place: Place) -> list[Organization]:
    """Those of all clusters that answer, each once, in the background: nobody is asked for a password."""
    from tenantsh.db.cells.placing import of

    quietly = replace(place, cells=of(place).quiet())
    seen = everywhere(quietly, lambda there: find_organizations(there, ""))
    return list({one.org: one for found in seen.answers.values() for one in found}.values())


def once_each(place: Place, listed: Iterable[Value], key: Callable[[Value], tuple[str, str]]) -> list[Value]:
    """Each organization once: of those that several clusters have, the one where the directory has it.

    `key` says an entry's organization and cluster. Where the directory does not know, all of them stay.
    """
    from tenantsh.db.cells.placing import of

    of_org: dict[str, list[Value]] = {}
    for one in listed:
        of_org.setdefault(key(one)[0], []).append(one)
    several = [org for org, same in of_org.items() if len(same) > 1]
    said = of(place).all(several) if several else {}
    return [one for org, same in of_org.items() for one in _there(same, said.get(org), key)]


def _there(same: Sequence[Value], said: Found | None, key: Callable[[Value], tuple[str, str]]) -> Sequence[Value]:
    there = [one for one in same if said is not None and key(one)[1] == said.cluster]
    return there or same
