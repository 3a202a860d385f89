"""From a person's options to a shell around a session: a verified one, or the plain one that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.opening import open_session
from tenantsh.model.errors import UsageError
from tenantsh.shell.connecting import Options, resolve, wanted
from tenantsh.shell.shell import Say, Shell

if TYPE_CHECKING:
    from tenantsh.db.connect import AskPassword
    from tenantsh.render.options import Options as Display
    from tenantsh.shell.connecting import Progress
    from tenantsh.shell.output import Output


def open_shell(
    options: Options,
    *,
    say: Say,
    output: Output,
    display: Display,
    ask_password: AskPassword | None = None,
    progress: Progress | None = None,
    terminal: bool = False,
) -> Shell:
    """Connect and verify; without `progress`, `say` hears how the demo comes along.

    `terminal` says that a person types, and looks at what is shown. Raises ConnectError and its kinds, UsageError.
    """
    if options.unscoped:
        return _plain(options, say, output, display, ask_password, progress or say, terminal=terminal)
    want = wanted(options)  # first: nothing is started for somebody who names no organization
    place = resolve(options, ask_password=ask_password, progress=progress or say)
    return Shell(place, want, open_session(place, want), say=say, output=output, options=display)


def _plain(
    options: Options,
    say: Say,
    output: Output,
    display: Display,
    ask_password: AskPassword | None,
    progress: Progress,
    *,
    terminal: bool,
) -> Shell:
    from tenantsh.db.plain import open_plain_session

    if options.org or options.user or options.role:
        raise UsageError(
            "--unscoped is a plain connection: it has no organization, user or role",
            hint="leave --unscoped out to see what an organization sees",
        )
    place = resolve(options, ask_password=ask_password, progress=progress)
    session = open_plain_session(place.target, terminal=terminal)
    return Shell(place, None, session, say=say, output=output, options=display)
