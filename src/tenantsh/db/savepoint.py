"""A person's transaction as it is at some moment, to come back to when what follows goes wrong: a notebook's cell."""

from __future__ import annotations

from contextlib import suppress
from enum import Enum
from itertools import count
from typing import TYPE_CHECKING

from tenantsh.db.guard.control import Control, Kind
from tenantsh.db.scope import identifier
from tenantsh.db.steps import Step
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from tenantsh.db.lasting import Lasting

_numbers = count(1)


class Undone(Enum):
    """What going back did to the open transaction."""

    NOTHING = "there is none, it is lost, or it cannot be as it was: its own savepoints were changed"
    ENDED = "it had been begun since, and was rolled back"
    BACK = "it is as it was"


class Savepoint:
    """Set where a transaction of the person's is open and sound; otherwise it remembers that none was.

    A transaction in which nothing has run yet gets none, since SET TRANSACTION would come too late then.
    """

    def __init__(self, lasting: Lasting) -> None:
        self._lasting = lasting
        self._name = identifier(f"tenantsh {next(_numbers)}")
        self._failed = lasting.failed
        self._set = False
        self._runner = lasting.runner
        runner = self._runner
        self._modes = runner.modes if runner is not None and runner.in_transaction else None
        self._fresh = runner is not None and runner.fresh
        if runner is not None and self._modes is not None and not self._failed and not self._fresh:
            lasting.do(lambda: runner.run([Step(f"SAVEPOINT {self._name}".encode())]))
            self._set = True
        self._number = runner.clock.transactions if runner is not None else 0
        self._savepoints = lasting.savepoints

    def leave(self) -> None:
        """All went well: the savepoint is let go, unless the person's own would go with it."""
        runner = self._runner
        if not self._set or runner is None or not self._same or self._lasting.failed or self._touched:
            return
        self._lasting.do(lambda: runner.run([Step(f"RELEASE SAVEPOINT {self._name}".encode())]))

    def back(self) -> Undone:
        """Undo what was done since in a transaction that is still open. Raises what losing the connection raises."""
        lasting, runner = self._lasting, self._lasting.runner
        if runner is None or not runner.link.wire.alive or lasting.transaction_lost or not lasting.in_transaction:
            return Undone.NOTHING
        if self._modes is not None and self._same and not self._fresh:
            return self._rolled_back()
        lasting.do(lambda: runner.control(Control(Kind.ROLLBACK)))
        if self._modes is None or not self._fresh:
            return Undone.ENDED
        modes = self._modes  # SET TRANSACTION has begun it again, so it need not be the same
        lasting.do(lambda: runner.begin(modes))
        return Undone.BACK

    def _rolled_back(self) -> Undone:
        runner = self._lasting.runner
        if not self._set or runner is None or (self._touched and not self._lasting.failed):
            return Undone.NOTHING
        steps = [Step(f"{what} SAVEPOINT {self._name}".encode()) for what in ("ROLLBACK TO", "RELEASE")]
        with suppress(StatementError):  # the person has released it, with one of her own
            self._lasting.do(lambda: runner.run(steps))
            return Undone.BACK
        return Undone.NOTHING

    @property
    def _same(self) -> bool:
        """Whether the transaction is still the one that it was set in."""
        runner = self._lasting.runner
        if runner is None or runner is not self._runner:
            return False
        return runner.in_transaction and runner.clock.transactions == self._number

    @property
    def _touched(self) -> bool:
        """Whether the person has used savepoints of her own since."""
        return self._lasting.savepoints != self._savepoints
