"""Where a person's files are, by the XDG rules; nothing is made until it is written."""

from __future__ import annotations

import os
from pathlib import Path


def config_file() -> Path:
    """`config.toml`; TENANTSH_CONFIG names another one."""
    given = os.environ.get("TENANTSH_CONFIG")
    return Path(given) if given else _base("XDG_CONFIG_HOME", ".config") / "config.toml"


def state_folder() -> Path:
    """Where histories and evidence logs are kept."""
    return _base("XDG_STATE_HOME", ".local/state")


def _base(variable: str, fallback: str) -> Path:
    given = os.environ.get(variable)
    root = Path(given) if given and Path(given).is_absolute() else Path.home() / fallback
    return root / "tenantsh"
