"""The directory of some clusters: where each organization is, as it is said now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.db.cells import asking
from tenantsh.db.opening import sendable
from tenantsh.model.errors import ConfigError, DirectorySilent, UnknownOrganization
from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tenantsh.db.cells.asking import Entry
    from tenantsh.db.connect import Target
    from tenantsh.model.cells import Cells


@dataclass(frozen=True, slots=True)
class Found:
    """Where an organization is."""

    cluster: str
    org: str | None = None
    """Its id, where the directory said one."""


@dataclass(frozen=True, slots=True, eq=False)
class Directory:
    """Asks where organizations are; how to get to each cluster stays as it was said at the start."""

    name: str
    targets: Mapping[str, Target]
    """How to get to each cluster."""
    renewed: Callable[[], Cells]
    """How the directory is asked, as the configuration has it now: a table in it may have changed."""
    asked_at: Target | None = None
    """Where a query is asked; it is explicit to the last option, so that any thread may ask."""
    admins: Mapping[str, Target | None] | None = None
    r"""A login of each cluster that may see every row, for `\why`."""
    check: float = 0.0
    """How often an open session asks again, in seconds; 0 is at reconnects only."""

    def whose(self, org: str, *, default: bool = True, quietly: bool = False) -> Found | None:
        """Where an organization is, by its id or its name; None where the directory does not know it.

        `default`: then it is in the default cluster, where there is one. `quietly`: nobody is asked for a password.
        Raises DirectorySilent where it could not be asked, UnknownOrganization where a name means several.
        """
        return self.all([org], default=default, quietly=quietly)[org]

    def all(self, orgs: Sequence[str], *, default: bool = True, quietly: bool = False) -> dict[str, Found | None]:
        """The same for many, by what was asked for."""
        try:
            cells = self.renewed()
            asked = [org for org in dict.fromkeys(orgs) if sendable(org)]
            answers = asking.answers(cells, self.asked_at, asked, quietly=quietly)
        except (ConfigError, asking.UnansweredError) as error:
            raise self._unusable(f"could not be asked: {error.what}") from error
        otherwise = Found(cells.default) if default and cells.default is not None else None
        said = dict(zip(asked, answers, strict=True))
        return {org: self._found(org, said.get(org, ())) or otherwise for org in orgs}

    def elsewhere(self, database: str | None, user: str | None) -> Directory:
        r"""The same clusters, in another database of each, or as another login (`\c`)."""
        there = {name: target.elsewhere(database=database, user=user) for name, target in self.targets.items()}
        return replace(self, targets=there)

    def spelled(self) -> Directory:
        """The same clusters, each said to the last option, for a thread that may change nobody's environment."""
        return replace(self, targets={name: asking.spelled_out(target) for name, target in self.targets.items()})

    def quiet(self) -> Directory:
        """The same, once `spelled`, as it can be asked now without asking anybody for a password."""
        return replace(self, targets={name: asking.quiet(target) for name, target in self.targets.items()})

    def _found(self, org: str, said: Sequence[Entry]) -> Found | None:
        found = dict.fromkeys(Found(one.cluster, one.org) for one in said if one.cluster)
        if len(found) > 1:
            raise self._several(org, list(found))
        for one in found:
            if one.cluster not in self.targets:
                raise self._unusable(
                    f'says that "{visible(org)}" is in "{visible(one.cluster)}", '
                    f"which is none of its clusters ({', '.join(map(visible, self.targets))})"
                )
            return one
        return None

    def _several(self, org: str, found: Sequence[Found]) -> UnknownOrganization:
        """What to say of several answers: one organization in two places, or several of one name."""
        if len({one.org or org for one in found}) == 1:
            return UnknownOrganization(
                f'the directory "{self.name}" says that "{visible(org)}" is in '
                f"{' and in '.join(visible(one.cluster) for one in found)}",
                why="each organization is in one cluster, and no session is opened on a guess",
                hint=f"one of them may be a copy: [cells.{self.name}] in the configuration says how it is asked",
            )
        ids = ", ".join(f"{visible(one.org or org)} in {visible(one.cluster)}" for one in found)
        return UnknownOrganization(
            f'the directory "{self.name}" has "{visible(org)}" {len(found)} times', hint=f"use the id: {ids}"
        )

    def _unusable(self, words: str) -> DirectorySilent:
        return DirectorySilent(
            f'the directory "{self.name}" {words}',
            why="it says in which cluster an organization is, and no session is opened on a guess",
            hint=f"[cells.{self.name}] in the configuration says how it is asked",
        )
