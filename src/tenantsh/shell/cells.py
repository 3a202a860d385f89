"""From a profile with cells to a place whose server the organization decides."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.db.cells.asking import spelled_out
from tenantsh.db.cells.directory import Directory
from tenantsh.db.connect import AskedOnce, Target, merge_conninfo, named_in
from tenantsh.model.errors import ConfigError, UsageError
from tenantsh.model.tenant import visible
from tenantsh.shell.config import load
from tenantsh.shell.paths import config_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tenantsh.db.connect import AskPassword
    from tenantsh.db.environment import Environment
    from tenantsh.db.opening import Place
    from tenantsh.model.cells import Cells
    from tenantsh.shell.config import Config, Profile
    from tenantsh.shell.connecting import Options

_SERVER = frozenset({"host", "hostaddr", "port", "service"})
_SAYS_WHERE = _SERVER - {"port"}
_JUST_NOW = 10.0
"""A file that was written within so many seconds may have been read before that."""
_PLACING = frozenset({"PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE"})
"""What would lead to one server, whatever a cluster's or the directory's own connection string leaves out."""


def in_cells(
    place: Place, config: Config, profile: Profile, options: Options, ask_password: AskPassword | None
) -> Place:
    """The place, whose server the organization decides; as it is where a server is named and no organization.

    Raises UsageError where both decide, or none does; ConfigError.
    """
    assert profile.cells is not None
    cells = config.cell(profile.cells)
    named = _SERVER & named_in(options.conninfo).keys()
    if options.unscoped or options.owner:
        if not named:
            raise UsageError(
                f"this profile has several clusters ({', '.join(map(visible, cells.clusters))}): which is meant?",
                why="the organization decides it, and none is named here",
                hint="-h HOST, or another profile, names a server",
            )
        return place
    if named:
        raise UsageError(
            f"the organization decides the server here, and a {min(named)} was named too",
            why=f'the profile has cells = "{visible(cells.name)}"',
            hint="leave it out, or take another profile",
        )
    _refuse_server(profile, "this profile")
    # as it is now, and not as it may be once the directory is asked again
    asked_at = None if cells.conninfo is None else spelled_out(_asked_at(cells.conninfo, ask_password))
    directory = Directory(
        cells.name,
        _targets(place.target, cells, (profile.conninfo, options.conninfo), ask_password),
        renewed=_Renewed(config_file(), cells),
        asked_at=asked_at,
        admins=_admins(place.target, config, cells, options.admin or profile.admin, ask_password),
        check=cells.check,
    )
    return replace(place, cells=directory)


def _asked_at(conninfo: str, ask_password: AskPassword | None) -> Target:
    """Where the directory is; a server that its connection string names is not another one's by the environment."""
    target = Target.asking(conninfo, ask_password)
    if _SAYS_WHERE & named_in(conninfo).keys():
        return replace(target, environment=_unplaced(target.environment))
    return target


def _unplaced(environment: Environment) -> Environment:
    return tuple(pair for pair in environment if pair[0] not in _PLACING)


class _Renewed:
    """Cells as the configuration's file has them now; it is read again where it has changed."""

    def __init__(self, path: Path, cells: Cells) -> None:
        self._path = path
        self._cells = cells
        self._seen = self._state()
        if self._seen is None or time.time() - self._seen[0] / 1e9 < _JUST_NOW:
            self._seen = ()  # it may have changed since it was read

    def __call__(self) -> Cells:
        """Raises ConfigError where it cannot be read, or has no such cells any more."""
        state = self._state()
        if state is None or state != self._seen:
            self._cells, self._seen = load(self._path).cell(self._cells.name), state
        return self._cells

    def _state(self) -> tuple[int, ...] | None:
        try:
            found = self._path.stat()
        except OSError:  # reading it says why
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def _targets(
    like: Target, cells: Cells, over: tuple[str, ...], ask_password: AskPassword | None
) -> Mapping[str, Target]:
    """How to get to each cluster: its own connection string, and over it what is said of login and database."""
    found = {}
    environment = _unplaced(like.environment)
    for name, conninfo in cells.clusters.items():
        if not _SAYS_WHERE & named_in(conninfo).keys():
            raise ConfigError(
                f'the cluster "{visible(name)}" of cells "{visible(cells.name)}" names no server',
                hint="a connection string with host, hostaddr or service",
            )
        for said in over:
            conninfo = merge_conninfo(conninfo, said)  # noqa: PLW2901 - each over the one before
        ask = AskedOnce(_of(name, ask_password)) if ask_password else None
        found[name] = replace(like, conninfo=conninfo, ask_password=ask, environment=environment)
    return found


def _of(cluster: str, ask: AskPassword) -> AskPassword:
    return lambda question: ask(f"{visible(cluster)}: {question}")


def _admins(
    like: Target, config: Config, cells: Cells, name: str | None, ask_password: AskPassword | None
) -> Mapping[str, Target | None]:
    """The admin's way into each cluster. Raises ConfigError for a profile that leads to one of them only."""
    if name is None:
        return dict.fromkeys(cells.clusters)
    profile = config.profile(name)
    if profile.cells != cells.name:
        raise ConfigError(
            f'the admin\'s profile "{name}" has no cells = "{visible(cells.name)}"',
            why="it would look for rows in one cluster, whichever the organization is in",
        )
    _refuse_server(profile, f'profile "{name}"')
    return dict(_targets(replace(like, max_lag=None), cells, (profile.conninfo,), ask_password))


def _refuse_server(profile: Profile, whose: str) -> None:
    if named := _SERVER & named_in(profile.conninfo).keys():
        raise ConfigError(
            f"{whose} has cells, and its conninfo names a {min(named)}",
            why="the organization decides the server",
            hint="login, database and the like may stand there",
        )
