"""From a person's options to a shell around a verified session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.opening import open_session
from tenantsh.shell.connecting import Options, resolve, wanted
from tenantsh.shell.shell import Shell, Warn

if TYPE_CHECKING:
    from tenantsh.db.connect import AskPassword
    from tenantsh.render.options import Options as Display
    from tenantsh.shell.connecting import Progress


def open_shell(
    options: Options,
    *,
    warn: Warn,
    display: Display,
    ask_password: AskPassword | None = None,
    progress: Progress | None = None,
) -> Shell:
    """Connect and verify; without `progress`, `warn` hears how the demo comes along.

    Raises ConnectError and its kinds, UsageError.
    """
    want = wanted(options)  # first: nothing is started for somebody who names no organization
    place = resolve(options, ask_password=ask_password, progress=progress or warn)
    return Shell(place, want, open_session(place, want), warn=warn, options=display)
