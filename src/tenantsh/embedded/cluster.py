"""The demo's database cluster: initialise it, start it, stop it. Whoever calls holds the place's lock."""

from __future__ import annotations

import os
import shlex
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.embedded import account as accounts
from tenantsh.embedded import config, postmaster, sockets
from tenantsh.model.errors import ConnectError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tenantsh.embedded.account import Account
    from tenantsh.embedded.locate import Binaries
    from tenantsh.embedded.places import Place
    from tenantsh.embedded.postmaster import Claim

PATIENCE = 10.0
"""Seconds that a start is tried again after a crash, and that a stop may take before it is forced."""

_RECOVERY = 60
"""Seconds that a server may take until it accepts connections; after a crash it first replays its log."""

_LOG_LIMIT = 1 << 20
"""Bytes; a longer log is put aside at the next start, where it replaces the one put aside before."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A data directory, the programs that serve it, and the account that they run as."""

    place: Place
    binaries: Binaries
    account: Account | None

    @property
    def initialised(self) -> bool:
        """Whether the data directory is there; it comes complete, by one rename."""
        return (self.place.data / "PG_VERSION").exists()

    def initialise(self) -> None:
        """Make an empty cluster: UTF-8, and text sorted the same on every machine.

        Raises ConnectError with what initdb said.
        """
        import shutil

        self._make_server_folder()
        # named after us: an initdb that outlived its killed tenantsh may still be writing in its own
        draft = self.place.server / f"draft.{os.getpid()}"
        said = ""
        for locale in locales(self.binaries.major):
            shutil.rmtree(draft, ignore_errors=True)
            done = accounts.run([self.binaries.program("initdb"), *_initdb(draft), *locale], self.account)
            if done.returncode == 0:
                draft.rename(self.place.data)
                return
            said = done.stderr or done.stdout
        raise ConnectError(
            "the demo's database cluster could not be initialised",
            why=_end_of(said),
            hint=f"is there room, and permission to write, in {self.place.server}?",
        )

    def start(self) -> Claim:
        """Start the server and wait until it accepts connections; one that already does is left alone.

        After a crash it is tried for a while: the dead server's children may still be at work in the data.
        Raises ConnectError with the end of the server's log.
        """
        if claimed := answering(self.place):
            return claimed
        patience = PATIENCE if postmaster.claim(self.place.data) else 0
        self._configure()
        began = time.monotonic()
        while (claimed := answering(self.place)) is None:
            if postmaster.living(self.place.data):  # left by a killed tenantsh, or on its way down
                problem, limit = f"it has not accepted connections for {_RECOVERY} s", float(_RECOVERY)
            else:
                problem, limit = self._launch(), patience
            if problem and time.monotonic() - began >= limit:
                raise ConnectError("the demo's server did not start", why=problem, hint=f"its log: {self.place.log}")
            time.sleep(0.05)
        return claimed

    def _make_server_folder(self) -> None:
        if not accounts.may_enter(self.account, self.place.folder):
            name = self.account.name if self.account else "this user"
            raise ConnectError(
                f"the demo's server cannot reach its folder {self.place.folder}",
                why=f"it runs as {name}, whom a folder above does not let in, and opening that is not up to tenantsh",
                hint="set TENANTSH_DEMO_DIR to a folder that every user can enter",
            )
        self.place.server.mkdir(mode=0o700, exist_ok=True)
        accounts.give(self.place.server, self.account)

    def _configure(self) -> None:
        folder = sockets.folder(self.place, self.account)
        sockets.clear(folder, config.PORT)
        for path, text in (
            (self.place.access, config.ACCESS),
            (self.place.config, config.config(folder, self.place.access)),
        ):
            path.write_text(text, encoding="utf-8")
            path.chmod(0o644)  # whatever the umask: the account reads it, in a folder that only it can look for it in

    def _launch(self) -> str:
        """Try once to start the server; empty when it runs, else why not."""
        self._put_long_log_aside()
        postmaster.shield(self.place.data)
        # pg_ctl makes a shell command of what it is given, and a path may hold anything: so the data directory goes
        # by the environment, the log by a bare name, and our own options quoted
        options = shlex.join(["-D", str(self.place.data), "-c", f"config_file={self.place.config}"])
        done = accounts.run(
            [
                self.binaries.program("pg_ctl"),
                *("start", "--wait", f"--timeout={_RECOVERY}", "--silent", "-l", self.place.log.name, "-o", options),
            ],
            self.account,
            env={"PGDATA": str(self.place.data)},
            cwd=self.place.server,
        )
        return "" if done.returncode == 0 else _end_of(self._logged() or done.stderr)

    def _put_long_log_aside(self) -> None:
        log = self.place.log
        if log.exists() and log.stat().st_size > _LOG_LIMIT:
            log.replace(log.with_name("log.old"))

    def _logged(self) -> str:
        return self.place.log.read_text(encoding="utf-8", errors="replace") if self.place.log.exists() else ""


def answering(place: Place) -> Claim | None:
    """What the server of a place says of itself if it accepts connections now."""
    claimed = postmaster.claim(place.data)
    return claimed if claimed and postmaster.answers(claimed) else None


def stop(place: Place) -> bool:
    """Stop the server of a place, whatever programs it was started with; whether there was one.

    Sessions are ended, transactions rolled back. Raises ConnectError if it will not go even by force.
    """
    pid = postmaster.living(place.data)
    if pid is None:
        return False
    claimed = postmaster.claim(place.data)
    for how in (signal.SIGINT, signal.SIGQUIT):  # PostgreSQL's fast and immediate shutdown
        os.kill(pid, how)
        if _comes_true(lambda: postmaster.living(place.data) != pid):
            break
    else:
        raise ConnectError("the demo's server does not stop", why=f"process {pid} ignores its signals")
    if claimed:
        sockets.forget(place, claimed.sockets)
    return True


def _comes_true(question: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not question():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _initdb(data: Path) -> list[str]:
    return [
        *("-D", str(data), "--username", config.SUPERUSER, "--auth", "trust"),
        *("--encoding", "UTF8", "--no-sync"),
    ]


def locales(major: int) -> list[list[str]]:
    """Locales to try, best first: C.UTF-8 knows every letter's case, and not every machine has it."""
    if major >= 17:  # PostgreSQL's own, the same on every machine
        return [["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]]
    return [["--locale=C.UTF-8"], ["--locale=C"]]


def _end_of(text: str) -> str:
    """The last lines of a program's output or a log, in one."""
    return " ".join(line.strip() for line in text.splitlines()[-3:] if line.strip())
