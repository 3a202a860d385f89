"""From options, profile and demo to a session: the one way in, for the command line, Python and notebooks."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.connect import AskPassword, Target, merge_conninfo
from tenantsh.db.guard.allowing import allowable
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.lang.durations import seconds_of
from tenantsh.model.errors import UsageError
from tenantsh.shell.config import load
from tenantsh.shell.evidence.keeping import keeping_of
from tenantsh.shell.evidence.reasons import check_said
from tenantsh.shell.evidence.recorder import kept

if TYPE_CHECKING:
    from tenantsh.db.session import Session
    from tenantsh.shell.config import Config, Profile
    from tenantsh.shell.demo import Demo

Progress = Callable[[str], None]

DEMO_LOGIN = "engineer"


@dataclass(frozen=True, slots=True)
class Options:
    """What a person says of where to go and whose data to see; None leaves it to the profile."""

    conninfo: str = ""
    org: str | None = None
    user: str | None = None
    role: str | None = None
    write: bool | None = None
    profile: str | None = None
    convention: str | None = None
    demo: bool = False
    reason: str | None = None
    i_know: bool = False
    unscoped: bool = False
    """Whether a plain connection was asked for, with no organization around it."""
    allow: tuple[str, ...] = ()
    """Rules of the guard that the session lets through, besides the profile's."""
    admin: str | None = None
    r"""A profile whose login may see every row, for `\why`."""
    replica: bool | None = None
    """Whether a standby is to be read from, where one is near enough."""
    max_lag: str | float | None = None
    """How far behind that may be: `500ms`, `10s`, `2min`, or seconds."""
    owner: bool = False
    """Whether the demo's owner is meant where no login is named, and not an engineer."""


def resolve(options: Options, *, ask_password: AskPassword | None = None, progress: Progress = lambda _: None) -> Place:
    """Where these options lead: starts the demo's server when it is asked for."""
    config = load()
    profile = config.profile(options.profile)
    convention = config.convention(options.convention or profile.convention)
    max_lag = near_enough(options, profile)
    retention = config.retention(convention.name, profile)
    conninfo = merge_conninfo(profile.conninfo, options.conninfo)
    if options.demo:
        demo = _demo(options.conninfo, progress)
        conninfo = merge_conninfo(demo.conninfo(None if options.owner else DEMO_LOGIN), options.conninfo)
        retention = retention._replace(storage=retention.storage or demo.storage)
    admin = _admin(config, options.admin or profile.admin, ask_password)
    if admin is None and options.demo:
        admin = Target(demo.conninfo())
    allowed = allowable((*profile.allow, *options.allow))
    keeping = keeping_of(profile, options.profile or ("demo" if options.demo else "default"))
    place = Place(
        Target.asking(conninfo, ask_password, max_lag),
        convention,
        options.i_know,
        retention,
        allowed,
        keeping=keeping,
        masking=config.masking,
        known=config.conventions,
    )
    place = dataclasses.replace(place, admin=admin)
    if profile.cells is None or options.demo:
        return place
    from tenantsh.shell.cells import in_cells  # few platforms have several clusters

    return in_cells(place, config, profile, options, ask_password)


def _admin(config: Config, name: str | None, ask_password: AskPassword | None) -> Target | None:
    """Where the profile leads whose login may see every row."""
    return None if name is None else Target.asking(config.profile(name).conninfo, ask_password)


def _demo(conninfo: str, progress: Progress) -> Demo:
    """The demo, whose database and login may be named, and nothing else. Raises UsageError for a server."""
    from tenantsh.db.connect import named_in
    from tenantsh.shell.demo import demo

    elsewhere = _SERVER & named_in(conninfo).keys()
    if elsewhere:
        raise UsageError(
            f"--demo is a server of its own, and a {min(elsewhere)} was named too",
            hint="leave one of them out",
        )
    return demo(progress)


_SERVER = frozenset({"host", "hostaddr", "port", "service"})


def wanted(options: Options) -> Wanted:
    """Whose data these options ask for. Raises UsageError when no organization is named."""
    profile = load().profile(options.profile)
    # an empty one was said, by `--org "$ORG"` without an ORG: it does not mean the profile's
    org = profile.org if options.org is None else options.org
    if not org:
        raise UsageError(
            "whose data? no organization was named",
            why="a session is one organization's",
            hint="--org 42, or --org Acme; the demo has both: tenantsh --demo --org 42",
        )
    for text in (org, options.user or ""):
        if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            raise UsageError(f"{text!a} is not UTF-8", hint="organizations and people are named in UTF-8")
    near_enough(options, profile)  # refuses what does not go together, before anything is started
    # a standby that was asked for counts more than the profile's word on writing
    write = (profile.write and not options.replica) if options.write is None else options.write
    # a person who was named has her own role, whatever the profile says of others
    role = options.role or (None if options.user else profile.role)
    return Wanted(org.strip(), options.user or profile.user, role, write, options.reason)


def near_enough(options: Options, profile: Profile) -> float | None:
    """How many seconds a standby may be behind that is preferred; None where none is. Raises UsageError."""
    if options.write and options.replica:
        raise UsageError(
            "--write and --replica do not go together",
            why="a standby cannot write, and what was written is not there at once",
            hint="leave one of them out",
        )
    # what is said now counts more than the profile: --write leaves its standby out
    wanted = (profile.replica and not options.write) if options.replica is None else options.replica
    said = profile.max_lag if options.max_lag is None else options.max_lag
    if not wanted:
        if options.max_lag is not None:
            raise UsageError("--max-lag is for a standby, and none was asked for", hint="--replica asks for one")
        return None
    return MAX_LAG if said is None else _seconds(said)


MAX_LAG = 30.0
"""How many seconds a standby may be behind where nothing else is said."""


def _seconds(said: str | float) -> float:
    try:
        found = -1.0 if isinstance(said, bool) else seconds_of(said) if isinstance(said, str) else float(said)
    except (TypeError, ValueError):
        found = -1.0
    if not 0 <= found < float("inf"):
        raise UsageError(f"--max-lag: {said!r} is no time", hint="seconds, or with a unit: 500ms, 10s, 2min")
    return found


def of_profile(options: Options) -> str | None:
    """The organization that the profile names, if it names one."""
    return load().profile(options.profile).org


def connect(
    conninfo: str = "",
    *,
    org: str | int | None = None,
    user: str | None = None,
    role: str | None = None,
    write: bool | None = None,
    profile: str | None = None,
    demo: bool = False,
    reason: str | None = None,
    convention: str | None = None,
    i_know: bool = False,
    allow: Iterable[str] = (),
    admin: str | None = None,
    replica: bool | None = None,
    max_lag: str | float | None = None,
) -> Session:
    """Open a session on one organization, verified.

    `conninfo` is libpq's (a URI or key=value pairs); libpq's environment, service and password files count too.
    `write` is False where neither it nor the profile says otherwise.
    `allow` names rules of the guard that this session lets through without a person's reason: `["do-block"]`.
    `admin` names a profile of the configuration whose login may see every row, for `Session.why` and for nothing else.
    `replica` reads from a standby of the connection string that is no further behind than `max_lag` (30 seconds; a
    number of them, or "500ms", "2min"), and from the primary where none is: a notice says so.
    `org` is an id or a name; `user` an email or id, whose role in the organization decides the database role.

    Raises ConnectError and its kinds (UnknownOrganization, UnknownPerson, UnsafeLogin), ConfigError, UsageError.

    >>> with connect(demo=True, org=42) as session:  # doctest: +SKIP
    ...     session.run("select count(*) from resources").rows
    """
    options = Options(
        conninfo,
        None if org is None else str(org),
        user,
        role,
        write,
        profile,
        convention,
        demo,
        reason,
        i_know,
        allow=(allow,) if isinstance(allow, str) else tuple(allow),
        admin=admin,
        replica=replica,
        max_lag=max_lag,
    )
    want = wanted(options)  # first: nothing is started for somebody who names no organization
    place = resolve(options)
    check_said(want.reason, place.keeping)
    return kept(open_session(place, want), place.keeping)


def elsewhere(want: Wanted, org: str, reason: str | None = None) -> Wanted:
    """The same wish for another organization; the person goes along, with the role that she has there.

    The reason does not: it was said for one organization's data.
    """
    return dataclasses.replace(want, org=org, reason=reason)
