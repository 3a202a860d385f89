r"""What a shell knows of its database for completion: the newest catalog of the session of this moment, and no other.

A key press only takes what is there. News come from a second session in the background: after DDL, `\c` and `\org`,
after errors that tell of names nobody knew, and when some time has passed.
"""

from __future__ import annotations

import re
import threading
from contextlib import nullcontext
from time import monotonic
from typing import TYPE_CHECKING

from tenantsh.db.session import Session
from tenantsh.model.catalog import Catalog
from tenantsh.model.errors import ConnectError, StatementError
from tenantsh.model.result import Result
from tenantsh.shell.knowing.learning import Learner
from tenantsh.shell.knowing.signs import changes, doubts, moves
from tenantsh.shell.knowing.unshared import Unshared

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from tenantsh.db.asking import Asking
    from tenantsh.model.result import Outcome
    from tenantsh.shell.connected import Connected

STALE_SECONDS = 120.0
"""After so long a key press has the catalog compared with the server's."""
_DOUBTED_SECONDS = 5.0
"""How often errors can have it compared."""
_LAG_SECONDS = 10.0

_JSON = re.compile(r"""->|#>|@>|\?|jsonb?_|\[\s*'|\\""")
"""Text that may be about a JSON document."""
_ORGANIZATIONS = re.compile(r"\\(?:orgs?|each|compare)\b")
_NOTHING = Catalog()


class Knowing:
    """The catalog of one shell's session."""

    def __init__(self, shell: Connected) -> None:
        self.on_news: Callable[[], None] = _nothing
        """Called in another thread when there is more to complete from, or `state` or `lag` may have changed."""
        self.loading: Callable[[], AbstractContextManager[object]] = nullcontext
        """What a catalog is loaded within, in that thread: some 100,000 objects are made at once."""
        self._shell = shell
        self._turn = threading.RLock()  # folders are completed in a thread of their own
        self._of: Asking | None = None
        self._process = 0
        """The server's for that session: another one after a reconnect."""
        self._learner: Learner | None = None
        self._before: Learner | None = None
        self._trouble = ""
        self._changed = False
        self._unshared = Unshared()
        self._closed = False
        self._lag_asked = 0.0

    @property
    def catalog(self) -> Catalog:
        """The newest snapshot of the session of this moment; asks nobody, and is empty until something is known."""
        learner = self._present()
        if learner is None:
            return _NOTHING
        if learner.loaded and monotonic() - learner.looked_at > STALE_SECONDS:
            learner.look()
        return learner.catalog

    @property
    def wanted(self) -> bool:
        """Whether the person wants completion at all."""
        return self._shell.variables.get("COMPLETION") != "off"

    @property
    def state(self) -> str:
        """What there is to complete from: `loading`, `ready (12,345 names)`, `off`, `not available: why`."""
        if not self.wanted:
            return "off"
        learner = self._present()
        if learner is None:
            return f"not available: {self._trouble}" if self._trouble else ""
        if learner.loaded:
            return f"ready ({len(learner.catalog.relations):,} names)"
        return f"not available: {learner.trouble}" if learner.trouble else "loading"

    @property
    def standby(self) -> bool:
        """Whether the server follows another one: as it reports by itself, or before 14 as it was found last."""
        learner = self._learner if self._of is self._shell.session else None
        return follows(self._shell.session) and (learner is None or learner.standby is not False)

    @property
    def lag(self) -> float | None:
        """Seconds that the server is behind the one that it follows, as it was found last; None where unknown."""
        learner = self._present()
        if learner is None or not follows(self._shell.session):
            return None
        if monotonic() - self._lag_asked > _LAG_SECONDS:
            self._lag_asked = monotonic()
            learner.measure()
        return learner.lag

    def typed(self, text: str, cursor: int) -> None:
        """Have what is missing to complete this text learnt; it is there for the next key."""
        learner = self._present()
        if learner is None:
            return
        if _ORGANIZATIONS.search(text) and not learner.catalog.organizations:
            learner.learn_organizations()
        if _JSON.search(text, max(0, cursor - 4096), cursor):
            learner.typed(text, cursor)

    def wait(self, seconds: float) -> bool:
        """Wait until what was asked for is known, so long at most; whether it is."""
        learner = self._present()
        return learner is not None and learner.wait(seconds)

    def heard(self, text: str, outcome: Outcome, name: str = "") -> None:
        """Take note of what came of a statement of the person's; `name` is what it was prepared under."""
        learner = self._learner
        if learner is None or self._of is not self._shell.session:
            return
        if isinstance(outcome, StatementError):
            if doubts(outcome.sqlstate) and monotonic() - learner.looked_at > _DOUBTED_SECONDS:
                learner.look()
        elif isinstance(outcome, Result):
            self._changed = self._changed or changes(text, outcome.status)
            self._note_unshared(learner, text, outcome.status, name)
            if moves(text, outcome.status):
                learner.follow(text)

    def _note_unshared(self, learner: Learner, text: str, tag: str, name: str) -> None:
        unshared = self._unshared
        before = unshared.made, unshared.given
        if changes(text, tag) or tag.startswith(("COMMIT", "ROLLBACK", "DISCARD")):
            unshared.heard(text, tag, learner.catalog, open_=self._shell.session.in_transaction)
        unshared.named(text, name)
        if (unshared.made, unshared.given) != before:
            learner.show(unshared.made, unshared.given)

    def settled(self) -> None:
        """A statement has ended: what it changed can be seen once no transaction of the person's is open."""
        if self._changed and self._learner is not None and not self._shell.session.in_transaction:
            self._changed = False
            self._learner.load()

    def follow(self) -> None:
        """Be about the session that the shell has now; of another one nothing is known any more."""
        self._present()

    def close(self) -> None:
        """Nothing is wanted any more. Waits for nobody."""
        with self._turn:
            self._closed = True
            self._forget()

    def _present(self) -> Learner | None:
        """The learner of the session of this moment; another one than before once it is connected anew."""
        with self._turn:
            session, process = self._shell.session, self._shell.session.endpoint.pid
            if self._of is not session or (process and process != self._process):
                self._forget()
                self._of, self._process = session, process
            if not self.wanted:
                self._forget()
            elif self._learner is None and not self._closed:
                self._begin(session)
            return self._learner

    def _begin(self, session: Asking) -> None:
        from tenantsh.db.beside import beside

        try:
            way = beside(self._shell.place, session)
        except ConnectError as error:
            self._trouble = error.what
            return
        self._trouble = ""
        self._learner = Learner(way, self._news, self.loading, self._before)
        self._before = None

    def _forget(self) -> None:
        self._changed = False
        self._unshared = Unshared()
        if self._learner is not None:
            self._learner.close()
            self._before, self._learner = self._learner, None

    def _news(self) -> None:
        self.on_news()


def follows(session: Asking) -> bool:
    """Whether the server follows another one, as far as it is known without asking."""
    if isinstance(session, Session):
        return session.link.standby
    return session.endpoint.reported("in_hot_standby") == "on"


def _nothing() -> None:
    pass
