"""Where a session's organization is: the directory is asked again while it is open, and a move is noticed."""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING

from tenantsh.db.guard.control import Kind, bare, bare_savepoint
from tenantsh.model.errors import OrganizationMoved, TenantshError
from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.cells.directory import Directory
    from tenantsh.model.tenant import Tenant


class Whereabouts:
    """One session's: what was found when it was opened, and what the directory has said since.

    Once it has said otherwise that stays so: a session is in one cluster for life, as it is one organization's.
    """

    def __init__(self, directory: Directory, cluster: str, org: str) -> None:
        self.cluster = cluster
        self.moved = False
        """Whether the directory has said otherwise."""
        self._directory = directory
        self._org = org
        self._to: str | None = None
        self._trouble: str | None = None
        self._told: str | None = None
        self._over = threading.Event()

    def begin(self) -> None:
        """Ask again in the background from now on; it ends with the session, or once nobody holds this any more."""
        if self._directory.check > 0:
            asks = (weakref.ref(self), self._over, min(self._directory.check, threading.TIMEOUT_MAX))
            threading.Thread(target=_watch, args=asks, name="tenantsh-cells", daemon=True).start()

    def close(self) -> None:
        """Ask no more."""
        self._over.set()

    def look(self, *, quietly: bool = False) -> None:
        """Ask now. A directory that cannot be asked is no reason to think that anything has moved: it is told once."""
        try:
            found = self._directory.whose(self._org, quietly=quietly)
        except TenantshError as error:
            self._trouble = error.what
            return
        except Exception as error:  # noqa: BLE001 - a thread's error would be nobody's
            self._trouble = f"{type(error).__name__}: {error}"
            return
        self._trouble = self._told = None
        if found is None or found.cluster != self.cluster:
            self._to = None if found is None else found.cluster
            self.moved = True
            self.close()

    def told(self, sql: str, *, may_commit: bool) -> Iterator[str]:
        """What is to be told before a text is sent: that the directory cannot be asked, once as long as it cannot.

        And where a transaction commits that is open, and has not failed.
        """
        trouble = self._trouble
        if trouble is not None and self._told is None:
            self._told = trouble
            yield f"note: {trouble}; this session goes on in {visible(self.cluster)}"
        if self.moved and may_commit and _commits(sql):
            there = "another place" if self._to is None else visible(self._to)
            yield f"note: this commits in {visible(self.cluster)}, and the organization has moved to {there} meanwhile"

    def refuses(self, sql: str, *, in_transaction: bool) -> bool:
        """Whether a text is not to be sent: all but what ends an open transaction, once it has moved."""
        return self.moved and not (in_transaction and may_end(sql))

    def refusal(self, tenant: Tenant, *, in_transaction: bool = False) -> OrganizationMoved:
        """What to say instead of sending anything."""
        there = f"is in {visible(self._to)} now" if self._to is not None else "is in none of its clusters any more"
        opens = rf"\org {visible(tenant.org)} opens it there; in Python, tenantsh.connect does"
        return OrganizationMoved(
            f'organization {tenant} has moved: the directory "{self._directory.name}" says that it {there}',
            why=f"this session is in {visible(self.cluster)}, where its rows may be old by now: nothing was sent",
            hint=f"ROLLBACK, then {opens}" if in_transaction else opens,
        )


def _commits(sql: str) -> bool:
    control = bare(sql)
    return control is not None and control.kind is Kind.COMMIT


def may_end(sql: str) -> bool:
    """Whether a text only ends a transaction, or minds its savepoints: that reads nothing and writes nothing new.

    >>> may_end("rollback"), may_end("COMMIT;"), may_end("commit and chain"), may_end("select 1")
    (True, True, False, False)
    """
    control = bare(sql)
    ends = control is not None and control.kind in (Kind.COMMIT, Kind.ROLLBACK)
    return ends or bare_savepoint(sql) is not None


def _watch(whose: weakref.ref[Whereabouts], over: threading.Event, seconds: float) -> None:
    while not over.wait(seconds):
        found = whose()
        if found is None:
            return
        found.look(quietly=True)
        del found
