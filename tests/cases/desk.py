"""The support desk's database, and how a case is recorded on it and replayed: through the doors that people use."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from tests.cases.changes import STATEMENTS

from tenantsh.model.case import Verdict

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tests.cases.changes import Change
    from tests.pgcluster import Cluster

_TEMPLATE = "desk_template"
NAME = "desk"
"""The database that cases are recorded on, and that is made anew for each change."""

_CONFIG = """
[profiles.here]
conninfo = "{here}"
[profiles.there]
conninfo = "{there}"
"""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay has said."""

    status: int
    stdout: str
    stderr: str
    statements: Sequence[Mapping[str, Any]] = ()
    overall: str | None = None

    def verdict(self, at: int) -> str | None:
        """Of the statement at this place of the case."""
        return str(self.statements[at]["verdict"]) if at < len(self.statements) else None

    @property
    def words(self) -> str:
        """All that it says of what differs, and what it says beside."""
        told = [{name: each.get(name) for name in ("differences", "rows", "notes")} for each in self.statements]
        return json.dumps(told, ensure_ascii=False) + self.stdout * (not self.statements) + self.stderr


@dataclass(slots=True)
class Desk:
    """A folder of a person's, and the database on one cluster."""

    cluster: Cluster
    folder: Path
    run: Callable[..., subprocess.CompletedProcess[str]]
    """Runs tenantsh: arguments, environment, folder."""
    _environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cluster.once(_TEMPLATE, lambda: _make(self.cluster))
        config = self.folder / "config.toml"
        self._environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "TENANTSH_CONFIG": str(config),
            "XDG_STATE_HOME": str(self.folder / "state"), "LC_ALL": "C.UTF-8",
        }  # fmt: skip
        self.go_to(self.cluster)

    def go_to(self, there: Cluster, *, login: str = "support", database: str = NAME) -> None:
        """Where the profile `there`, that cases are replayed against, leads from now on."""
        text = _CONFIG.format(here=self.cluster.dsn(NAME, "support"), there=there.dsn(database, login))
        (self.folder / "config.toml").write_text(text, encoding="utf-8")

    def anew(self) -> None:
        """Make the database as it was when the case was recorded."""
        self.cluster.drop(NAME)
        self.cluster.create(NAME, _TEMPLATE)

    def record(self, file: Path, statements: Mapping[str, str] = STATEMENTS, profile: str = "here") -> str:
        """Record a case with these statements as Ann of Acme Labs; what tenantsh said."""
        script = self.folder / "script.sql"
        lines = ['\\case new "Tickets are missing" --ticket SUP-1', *(f"{sql};" for sql in statements.values())]
        script.write_text("\n".join([*lines, f"\\case save {file}", "\\case close", ""]), encoding="utf-8")
        done = self.tenantsh("--profile", profile, "--org", "42", "--user", "ann@acme.test", "-X", "-f", str(script))
        assert file.exists(), done.stdout + done.stderr
        return done.stdout + done.stderr

    def replay(self, file: Path) -> Replayed:
        """Replay it where the profile `there` leads."""
        done = self.tenantsh("case", "replay", str(file), "--against", "there", "--json")
        try:
            told = json.loads(done.stdout)
        except ValueError:
            return Replayed(done.returncode, done.stdout, done.stderr)
        return Replayed(done.returncode, done.stdout, done.stderr, told.get("statements", ()), told.get("verdict"))

    def tenantsh(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run it."""
        return self.run(arguments, self._environment, folder=self.folder)

    def do(self, sqls: Sequence[str]) -> None:
        """Run statements as the superuser."""
        terms = "WITH INHERIT FALSE, SET TRUE" if self.cluster.major >= 16 else ""
        with psycopg.connect(self.cluster.dsn(NAME), autocommit=True) as connection:
            for sql in sqls:
                connection.execute(sql.replace(":db", NAME).replace(":terms", terms).encode())


@contextmanager
def changed(desk: Desk, change: Change, there: Cluster | None = None) -> Iterator[None]:
    """Make the database anew and change it, lead the profile there, and put back what is not the database's alone."""
    desk.anew()
    desk.go_to(there or desk.cluster, login=change.login or "support")
    try:
        desk.do(change.sql)
        if there:
            desk.cluster.catch_up()
        yield
    finally:
        desk.do(change.undo)


def wrong(change: Change, told: Replayed, statements: Sequence[str]) -> list[str]:
    """What a replay has said otherwise than it should, in sentences."""
    if not change.opens:
        found = [] if told.overall in (None, change.everywhere) and told.status else [f"overall {told.overall}"]
    else:
        found = [
            f"{name}: {told.verdict(at)} instead of {wanted}"
            for at, name in enumerate(statements)
            if told.verdict(at) != (wanted := change.verdicts.get(name, change.everywhere))
        ]
        found += _overall(change, told)
    found += [f'"{word}" is not named' for word in change.words if word.lower() not in told.words.lower()]
    return found + [line for line in told.stderr.splitlines() if "Traceback" in line]


def _overall(change: Change, told: Replayed) -> list[str]:
    wanted = {*change.verdicts.values(), change.everywhere} - {Verdict.REPRODUCES} or {Verdict.REPRODUCES}
    found = [] if told.overall in wanted else [f"overall {told.overall} instead of {', '.join(sorted(wanted))}"]
    status = 0 if wanted == {Verdict.REPRODUCES} else 1
    return found + ([] if told.status == status else [f"exit status {told.status} instead of {status}"])


def _make(cluster: Cluster) -> None:
    from tenantsh.platform.apply import apply

    provider = "locale_provider libc" if cluster.major >= 15 else ""
    cluster.run(f"create database {_TEMPLATE} template template0 lc_collate 'C' lc_ctype 'C' {provider}")
    dsn = cluster.dsn(_TEMPLATE)
    apply(dsn)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(Path(__file__).with_name("desk.sql").read_bytes())
