"""From a person's options to a shell around a session: a verified one, or the plain one that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.opening import open_session
from tenantsh.model.errors import TenantshError, UsageError
from tenantsh.shell.connecting import Options, of_profile, resolve, wanted
from tenantsh.shell.evidence.reasons import check_said
from tenantsh.shell.shell import Shell

if TYPE_CHECKING:
    from tenantsh.db.connect import AskPassword
    from tenantsh.render.options import Options as Display
    from tenantsh.shell.connecting import Progress
    from tenantsh.shell.output import Output
    from tenantsh.shell.voice import Say


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
    if not terminal:  # there nobody can be asked later
        check_said(want.reason, place.keeping)
    session = open_session(place, want)
    try:
        return Shell(place, want, session, say=say, output=output, options=display)
    except TenantshError:
        session.close()
        raise


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

    _refuse_whose(options)
    if (left_out := of_profile(options)) is not None:
        say(f"note: this is a plain connection: the profile's organization {left_out} is left out")
    place = resolve(options, ask_password=ask_password, progress=progress)
    session = open_plain_session(place.target, terminal=terminal)
    return Shell(place, None, session, say=say, output=output, options=display)


def _refuse_whose(options: Options) -> None:
    """Raise UsageError for what only a tenant's session has, empty ones too: `--org "$ORG"` without an ORG."""
    named = {"--org": options.org, "--user": options.user, "--role": options.role, "--reason": options.reason}
    given = [flag for flag, value in named.items() if value is not None]
    given += ["--allow"] if options.allow else []
    given += ["--write"] if options.write is not None else []
    if given:
        raise UsageError(
            f"--unscoped is a plain connection, which has no {given[0]}",
            why="it does what its login may do, in every organization",
            hint="leave --unscoped out to see what an organization sees",
        )
