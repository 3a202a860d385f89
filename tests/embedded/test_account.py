"""As root: the server is somebody else's process, and nothing outside the demo's own folders changes."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import sys
from pathlib import Path

import psycopg
import pytest
from tests.embedded.processes import SOURCE, postmaster_of
from tests.need import needs_root, unavailable

from tenantsh import embedded
from tenantsh.embedded import account as accounts
from tenantsh.embedded import locate, places, relocate
from tenantsh.embedded.account import Account
from tenantsh.model.errors import ConnectError

_PLAIN_USER = """
import os, sys
from tenantsh import embedded
said = []
first = embedded.ensure_running(said.append)
second = embedded.ensure_running(said.append)
print(first.fresh, second.fresh, len(said), first.host)
print(embedded.stop(), embedded.reset(), embedded.status()[0].running)
"""


def _account() -> Account:
    account = accounts.for_server()
    assert account
    return account


def _watched(paths: list[Path]) -> dict[Path, tuple[int, int, int]]:
    """Mode and owner of every path and of every folder above it."""
    every = {above for path in paths for above in (path, *path.parents)}
    return {path: (found.st_mode, found.st_uid, found.st_gid) for path in every for found in [path.stat()]}


def _process(pid: int, field: str) -> list[str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(line.split()[1:] for line in lines if line.startswith(f"{field}:"))


@needs_root
def test_the_server_has_nothing_of_roots(demo: Path) -> None:
    pid = postmaster_of(embedded.ensure_running())
    account = _account()
    assert _process(pid, "Uid") == [str(account.uid)] * 4
    assert _process(pid, "Gid") == [str(account.gid)] * 4
    assert _process(pid, "Groups") == []
    assert _process(pid, "CapEff") == ["0" * 16]


@needs_root
def test_no_user_is_added_and_no_folder_above_is_opened(demo: Path) -> None:
    watched = [demo, locate.find().bin, Path.home(), Path(sys.prefix), Path.cwd(), Path("/var/lib"), Path("/tmp")]
    before = _watched(watched), Path("/etc/passwd").read_bytes(), Path("/etc/group").read_bytes()
    embedded.ensure_running()
    embedded.stop()
    embedded.reset()
    assert (_watched(watched), Path("/etc/passwd").read_bytes(), Path("/etc/group").read_bytes()) == before


@needs_root
def test_programs_that_the_account_cannot_reach_are_copied_once(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = locate.find()
    closed = demo / "closed"
    closed.mkdir()
    for part in found.parts:
        if (found.root / part).is_dir():
            shutil.copytree(found.root / part, closed / part, symlinks=True)
    closed.chmod(0o700)
    monkeypatch.setenv("TENANTSH_PG_BIN", str(closed / found.bin.relative_to(found.root)))
    server = embedded.ensure_running()
    with psycopg.connect(server.dsn()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    embedded.stop()
    (copy,) = (demo / "programs").iterdir()
    made = copy.stat().st_ctime_ns
    embedded.ensure_running()
    assert copy.stat().st_ctime_ns == made
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@needs_root
def test_a_folder_that_the_account_cannot_reach_is_refused_and_left_closed(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = demo / "closed"
    closed.mkdir()
    closed.chmod(0o700)
    monkeypatch.setenv("TENANTSH_DEMO_DIR", str(closed / "in"))
    with pytest.raises(ConnectError) as refused:
        embedded.ensure_running()
    assert "TENANTSH_DEMO_DIR" in str(refused.value)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@needs_root
def test_root_keeps_its_demo_where_the_account_can_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TENANTSH_DEMO_DIR", raising=False)
    folder = places.of(18).folder
    assert not folder.is_relative_to(Path.home())
    existing = next(path for path in folder.parents if path.exists())
    assert accounts.may_enter(_account(), existing)


@needs_root
def test_who_called_sudo_owns_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = pwd.getpwnam("nobody")
    monkeypatch.setenv("SUDO_UID", str(nobody.pw_uid))
    assert _account() == Account("nobody", nobody.pw_uid, nobody.pw_gid)


@needs_root
@pytest.mark.parametrize("uid", ["0", "", "-1", "4294967294", "x"])
def test_a_sudo_uid_that_nobody_has_is_passed_over(monkeypatch: pytest.MonkeyPatch, uid: str) -> None:
    monkeypatch.setenv("SUDO_UID", uid)
    assert _account().uid not in (0, 4294967294)


@needs_root
def test_data_that_is_there_keeps_its_owner(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = pwd.getpwnam("nobody")
    monkeypatch.setenv("SUDO_UID", str(nobody.pw_uid))
    embedded.ensure_running()
    embedded.stop()
    monkeypatch.delenv("SUDO_UID")
    pid = postmaster_of(embedded.ensure_running())
    assert _process(pid, "Uid")[0] == str(nobody.pw_uid)


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_folder_that_others_may_write_in_is_not_trusted(demo: Path, mode: int) -> None:
    planted = demo / f"demo-{locate.find().major}"
    planted.mkdir()
    planted.chmod(mode)
    with pytest.raises(ConnectError, match="not used"):
        embedded.ensure_running()


def test_a_link_in_the_folders_place_is_not_followed(demo: Path) -> None:
    (demo / "elsewhere").mkdir()
    (demo / f"demo-{locate.find().major}").symlink_to(demo / "elsewhere")
    with pytest.raises(ConnectError, match="not used"):
        embedded.ensure_running()


@needs_root
@pytest.mark.parametrize("name", ["nobody", "postgres"])
def test_a_plain_user_has_a_server_under_her_own_home(demo: Path, name: str) -> None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        unavailable(f"no user {name} here")
    user = Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    demo.chmod(0o755)  # Python lists the folders that it imports from
    home = demo / "home"
    home.mkdir(mode=0o700)
    accounts.give(home, user)
    shutil.copytree(SOURCE / "tenantsh", demo / "tenantsh", ignore=shutil.ignore_patterns("__pycache__"))
    programs = relocate.reachable(locate.find(), user, demo / "programs")
    environment = {"HOME": str(home), "PYTHONPATH": str(demo), "TENANTSH_PG_BIN": str(programs.bin)}
    done = accounts.run([_interpreter(user), "-c", _PLAIN_USER], user, env=environment)
    assert done.returncode == 0, done.stderr
    started, stopped = done.stdout.splitlines()
    assert started.split()[:3] == ["True", "False", "2"]
    assert Path(started.split()[3]).is_relative_to(home / ".local" / "share" / "tenantsh")
    assert stopped == "True True False"


def _interpreter(user: Account) -> str:
    """A Python that the user can run: ours may be under /root."""
    asks = "import sys; sys.exit(sys.version_info < (3, 11))"
    for program in (os.path.realpath(sys.executable), "/usr/bin/python3", "/usr/local/bin/python3"):
        try:
            if accounts.run([program, "-c", asks], user).returncode == 0:
                return program
        except OSError:
            continue
    return unavailable(f"no Python 3.11 or newer that {user.name} can run")
