"""From a profile to what is kept of its sessions, and where."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.model.errors import ConfigError
from tenantsh.model.evidence import Keeping
from tenantsh.shell.evidence.reasons import seconds_in
from tenantsh.shell.paths import state_folder

if TYPE_CHECKING:
    from tenantsh.shell.config import Profile

_ODD = re.compile(r"[^\w.-]")


def keeping_of(profile: Profile, name: str) -> Keeping:
    """What a profile wants kept; `name` is the profile's, or `default`, or `demo`. Raises ConfigError."""
    ttl = profile.reason_ttl
    return Keeping(
        path=None if profile.log is False else str(_file(profile.log, name)),
        required=bool(profile.log),
        literals=profile.log_literals,
        least_reason=profile.reason_min or (1 if ttl is not None else 0),
        reason_seconds=None if ttl is None else seconds_in(ttl),
        case_key=None if profile.case_key is None else str(_whole(profile.case_key, "case_key", name)),
    )


def _file(said: object, name: str) -> Path:
    """The log's file: what the profile says, or one in the state folder."""
    if not isinstance(said, str):
        return state_folder() / "evidence" / f"{_ODD.sub('_', name)}.jsonl"
    return _whole(said, "log", name)


def _whole(said: str, key: str, name: str) -> Path:
    path = Path(said).expanduser()
    if not path.is_absolute():
        raise ConfigError(
            f'"{key}" in profile "{name}" is a relative path: {said}',
            why="it would be another file wherever this is started",
            hint="say the whole path",
        )
    return path
