"""One session's catalog, learnt in a thread of its own by a second session of the same tenant.

Nobody waits for it: whoever completes takes the newest snapshot, and says what it would have liked to know.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from tenantsh.model.catalog import Catalog, Organization
from tenantsh.model.errors import StatementError, TenantshError, UnknownOrganization
from tenantsh.shell.knowing.due import Due
from tenantsh.shell.knowing.renewing import still, with_old

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from tenantsh.db.asking import Asking
    from tenantsh.db.beside import Beside
    from tenantsh.shell.completion.given import Given
    from tenantsh.shell.completion.made import Made

IDLE_SECONDS = 300.0
"""After so long without a wish the connection is given back."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0
"""Seconds until a server that could not be reached is tried again: each time twice as long."""
_OTHER_SECONDS = 10.0
"""How long the session of an organization that was left may take to end before this one is opened beside it."""


class Learner:
    """Keeps the catalog of one session; another session has a learner of its own, so nothing of theirs can mix."""

    def __init__(
        self,
        way: Beside,
        news: Callable[[], None],
        loading: Callable[[], AbstractContextManager[object]],
        before: Learner | None,
    ) -> None:
        """`news` is called in the learner's thread, and a catalog is loaded there within `loading`.

        `before` is the learner that this one takes the place of.
        """
        self.catalog = Catalog()
        """The newest snapshot."""
        self.trouble = ""
        """Why nothing new can be learnt; empty where it can."""
        self.lag: float | None = None
        """Seconds that a standby was behind when it was asked last; None where it is none."""
        self.standby: bool | None = None
        """Whether it was a standby then; None where it was not asked."""
        self.looked_at = monotonic()
        """When the catalog was compared with the server's last."""
        self.loaded = False
        """Whether all stages have been loaded once."""
        self._way = way
        self._news = news
        self._loading = loading
        self._before = before
        self._session: Asking | None = None
        self._followed: list[str] = []
        self._shared = Catalog()
        self._unshared: tuple[tuple[Made, ...], Given] | None = None
        self._mark: str | None = None
        self._turn = threading.Condition()
        self._due = Due(load=True)
        self._over = False
        self._busy = False
        self._not_before = self._rested = 0.0
        self._pause = _FIRST_PAUSE
        self._thread = threading.Thread(target=self._work, name="tenantsh completion", daemon=True)
        self._thread.start()

    # -- for the person's thread: nothing here waits -------------------------------------------------------------

    def load(self) -> None:
        """Something has changed."""
        self._want(load=True)

    def look(self) -> None:
        """Something may have changed."""
        self.looked_at = monotonic()
        self._want(look=True)

    def measure(self) -> None:
        """Find out how far the server is behind."""
        self._want(lag=True)

    def learn_organizations(self) -> None:
        """Find out which organizations there are."""
        self._want(organizations=True)

    def typed(self, text: str, cursor: int) -> None:
        """Find out what completing this would need to know."""
        self._want(typed=(text, cursor))

    def show(self, made: tuple[Made, ...], given: Given) -> None:
        """Add what only the person's own session has."""
        self._unshared = made, given
        self._want(show=True)

    def follow(self, text: str) -> None:
        """Do as the person's session did, which moved where names are looked for."""
        with self._turn:
            self._due.follow.append(text)
            self._due.load = True
            self._turn.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is due, so long at most; whether that was so. For an edge where nobody types meanwhile."""
        with self._turn:
            return self._turn.wait_for(lambda: not (self._due or self._busy) or bool(self.trouble), seconds)

    def close(self) -> None:
        """Nothing more is wanted: the thread ends when it can, and nobody waits for it."""
        with self._turn:
            self._over = True
            self._turn.notify_all()

    def join(self, seconds: float) -> None:
        """Wait until the thread has ended, so long at most."""
        self._thread.join(seconds)

    def _want(self, **what: object) -> None:
        with self._turn:
            for name, value in what.items():
                setattr(self._due, name, value)
            self._turn.notify_all()

    # -- the thread ----------------------------------------------------------------------------------------------

    def _work(self) -> None:
        if self._before is not None:
            self._before.join(_OTHER_SECONDS)
            self._before = None
        while (due := self._next()) is not None:
            try:
                self._do(due)
                self._pause = _FIRST_PAUSE
                self._say("")
            except TenantshError as error:
                self._failed(due, error.what)
            except Exception as error:  # noqa: BLE001 - a thread of ours must not write tracebacks into a terminal
                self._failed(due, f"{type(error).__name__}: {error}")
        self._hang_up()

    def _next(self) -> Due | None:
        """What is to be done, once it may be; nothing, where it has been idle; None at the end."""
        with self._turn:
            self._busy = False
            self._turn.notify_all()
            while not self._over:
                wait = (self._not_before if self._due.presses else self._rested) - monotonic()
                if self._due and wait <= 0:
                    due, self._due = self._due, Due()
                    self._busy = True
                    return due
                idle = IDLE_SECONDS if self._session is not None else None
                if not self._turn.wait(wait if self._due else idle) and not self._due:
                    return Due()
            return None

    def _do(self, due: Due) -> None:
        if not due:
            self._hang_up()
            return
        if due.show:
            self._publish(self._shared)
        if not due.asks:
            return
        session = self._session = self._session or self._opened()
        self._go_along(session, due.follow)
        if due.lag:
            self._measure(session)
        if due.load or (due.look and self._changed(session)):
            with self._loading():
                self._load(session)
        if due.typed is not None:
            self._sample(session, *due.typed)
        if due.organizations:
            self._find_organizations()

    def _opened(self) -> Asking:
        session = self._way.open()
        self._session = session
        done, self._followed = self._followed, []
        self._go_along(session, done)
        return session

    def _go_along(self, session: Asking, statements: list[str]) -> None:
        from tenantsh.db.ask import Ask
        from tenantsh.shell.copying import Copying

        for text in statements:
            for answer in session.send(Ask(text), Copying(lambda: None, lambda _: None)):
                if isinstance(answer, StatementError):
                    break
            else:
                self._followed.append(text)

    def _load(self, session: Asking) -> None:
        from tenantsh.db.catalog import columns, names, rest
        from tenantsh.db.catalog.looks import fingerprint
        from tenantsh.shell.knowing.ready import make_ready

        started, known = monotonic(), self._shared
        # before the rest, so that what changes meanwhile is seen by the next look; names are there first the first time
        self._mark = fingerprint(session) if self.loaded else None
        found = names(session)
        self._publish(with_old(found, known))
        if not self.loaded:
            make_ready()
        found = columns(session, found)
        self._publish(with_old(found, known, columns=True))
        found = rest(session, found)
        whole = replace(found, keys=still(known, found), organizations=known.organizations)
        self._publish(whole, whole=True)
        ended = self.looked_at = monotonic()
        self._rested = ended + (ended - started)  # a script of a thousand CREATEs loads no thousand catalogs

    def _changed(self, session: Asking) -> bool:
        from tenantsh.db.catalog.looks import fingerprint

        return fingerprint(session) != self._mark

    def _sample(self, session: Asking, text: str, cursor: int) -> None:
        """Learn the keys of the JSONB columns that completing this text is about."""
        from tenantsh.commands.registry import REGISTRY
        from tenantsh.db.catalog.keys import sample
        from tenantsh.shell.completion.resolve.jsonb import unsampled
        from tenantsh.shell.completion.suggest import suggest

        wish = suggest(text, cursor, REGISTRY)
        known = self._shared
        missing = unsampled(wish, known) if wish is not None else ()
        if missing:
            found = sample(session, known, missing)
            self._publish(replace(known, keys={**known.keys, **found}))

    def _find_organizations(self) -> None:
        from tenantsh.db.cells.everywhere import in_all_clusters
        from tenantsh.db.opening import find_organizations

        place = self._way.login
        if place.convention.find_organizations is not None:
            try:
                found = find_organizations(place, "") if place.cells is None else in_all_clusters(place)
            except UnknownOrganization:  # a sealed login sees none of them
                return
            known = tuple(Organization(one.org, one.name or "") for one in found)
            self._publish(replace(self._shared, organizations=known))

    def _measure(self, session: Asking) -> None:
        from tenantsh.db.standing import standing

        try:
            found = standing(session)
            self.standby, self.lag = found.standby, found.seconds
        except StatementError:  # servers that only look like PostgreSQL have no such function
            self.standby = self.lag = None
        self._tell()

    def _publish(self, catalog: Catalog, *, whole: bool = False) -> None:
        """Show a catalog from now on; `whole` says that it has all stages."""
        from tenantsh.db.catalog import warm
        from tenantsh.shell.knowing.unshared import with_unshared

        if not self._over:
            self._shared = catalog
            self.catalog = warm(with_unshared(catalog, *self._unshared) if self._unshared else catalog)
            self.loaded = self.loaded or whole  # before the news of it: whoever hears them looks at once
            self._tell()

    def _failed(self, due: Due, why: str) -> None:
        self._hang_up()
        with self._turn:
            self._due.again(due)
            self._not_before = self._rested = monotonic() + self._pause
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        self._say(why)

    def _say(self, trouble: str) -> None:
        if self.trouble != trouble:
            self.trouble = trouble
            self._tell()

    def _tell(self) -> None:
        with suppress(Exception):  # whoever hears it may be gone, and a thread must not write into a terminal
            self._news()

    def _hang_up(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()
