"""Which server of a connection string a session reads from that prefers a standby: near enough, or the primary."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.db.answers import statement_error
from tenantsh.db.connect import merge_conninfo, resolved
from tenantsh.db.params import question, rows_of
from tenantsh.db.scope import OUR_PATH
from tenantsh.db.standing import STANDING, Standing
from tenantsh.db.steps import Step, final
from tenantsh.db.wire import Wire
from tenantsh.model.errors import ConnectError, ConnectionLost
from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tenantsh.db.connect import Opened, Target

_ANY = ("", "any")


@dataclass(frozen=True, slots=True)
class _Server:
    """One of the servers that a connection string names."""

    host: str
    hostaddr: str
    port: str

    def __str__(self) -> str:
        return visible(f"{self.host or self.hostaddr or 'the local server'}:{self.port or 5432}")

    def alone(self, target: Target) -> Target:
        """The way to this server and to no other."""
        place = {"host": self.host, "hostaddr": self.hostaddr, "port": self.port}
        words = " ".join(f"{name}={_quoted(value)}" for name, value in place.items())
        return replace(target, conninfo=merge_conninfo(target.conninfo, words), max_lag=None)


def open_near(target: Target, open_one: Callable[[Target], Opened]) -> Opened:
    """Open the first server that is a standby no further behind than `max_lag`; else the primary, with a remark.

    What the connection string itself says of the server (`target_session_attrs`) is libpq's affair, and is left to it.
    Raises ConnectError where nothing fits and there is no primary either.
    """
    said = resolved(target)
    servers = list(_servers(said))
    if (wanted := said.get("target_session_attrs", "")) not in _ANY or not servers:
        opened = open_one(replace(target, max_lag=None))
        remark = f"target_session_attrs={wanted} says which server is meant: no standby was looked for beyond it"
        return replace(opened, target=target, remarks=(*opened.remarks, *([remark] if servers else ())))
    return _first(target, servers, open_one)


def _first(target: Target, servers: list[_Server], open_one: Callable[[Target], Opened]) -> Opened:
    assert target.max_lag is not None
    primary: Opened | None = None
    passed: list[str] = []
    failures: list[ConnectError] = []
    try:
        for server in servers:
            try:
                opened = open_one(server.alone(target))
            except ConnectError as error:
                failures.append(error)
                passed.append(f"{server} could not be used")
                continue
            unfit = _unfit(opened, target.max_lag)
            if unfit is None:
                _close(primary)
                return replace(opened, target=target)
            if unfit:
                passed.append(f"{server} {unfit}")
            if unfit or primary is not None:
                _close(opened)
            else:
                primary = opened
    except BaseException:
        _close(primary)
        raise
    if primary is None:
        raise _nowhere(target.max_lag, passed, failures, all_failed=len(failures) == len(servers))
    return replace(primary, target=target, remarks=(*primary.remarks, _remark(target.max_lag, passed)))


def _unfit(opened: Opened, most: float) -> str | None:
    """What is wrong with a server: empty for the primary, None where it is a standby that is near enough."""
    found = _standing(opened)
    if isinstance(found, str):
        return found
    if not found.standby:
        return ""
    if found.seconds is None:
        return "cannot tell how far behind it is"
    return None if found.seconds <= most else f"is {seconds(found.seconds)} behind"


def _standing(opened: Opened) -> Standing | str:
    """How a new connection's server stands, or why it does not say."""
    wire = Wire(opened.connection)
    asked = question(opened.connection, STANDING.ask(), opened.connection.info.server_version // 10000)
    try:
        answers = wire.exchange([Step(b"BEGIN READ ONLY"), Step(OUR_PATH), asked, Step(b"COMMIT")])
        if wire.interrupted:
            raise KeyboardInterrupt
    except ConnectionLost as lost:
        return f"closed the connection: {lost.what}"
    except BaseException:
        wire.close()
        raise
    failed = next((answer for answer in answers if answer.failed), None)
    if failed is None:
        return rows_of(opened.connection, final(answers[2]), Standing)[0]
    wire.exchange([Step(b"ROLLBACK")])
    return f"cannot tell how far behind it is ({statement_error(final(failed)).primary})"


def _close(opened: Opened | None) -> None:
    if opened is not None:
        opened.connection.close()


def _nowhere(most: float, passed: list[str], failures: list[ConnectError], *, all_failed: bool) -> ConnectError:
    if len(failures) == 1 and all_failed:
        return failures[0]
    words = "\n".join(dict.fromkeys(error.what for error in failures))
    if all_failed:
        return ConnectError(words, why="none of the servers could be used", hint=failures[0].hint)
    return ConnectError(
        f"no standby fits, and no primary was found{': ' if words else ''}{words}",
        why=f"{'; '.join(passed)}; a standby may be {seconds(most)} behind at most",
        hint="--max-lag allows more; the primary has to be among the hosts of the connection string, too",
    )


def _remark(most: float, passed: list[str]) -> str:
    why = "; ".join(passed) or "no standby is among the hosts of the connection string"
    return f"No standby fits ({seconds(most)} behind at most), so this is the primary: {why}."


def seconds(number: float) -> str:
    """So many seconds as one says them.

    >>> seconds(0.5), seconds(30.0), seconds(95.27)
    ('0.5 s', '30 s', '95 s')
    """
    return f"{number:.0f} s" if number >= 10 or number == int(number) else f"{number:.1f} s"


def _servers(said: dict[str, str]) -> Iterator[_Server]:
    """The servers that are named, in their order, or by lot where that is wanted; none where they do not add up."""
    hosts, addresses, ports = (said.get(name, "").split(",") for name in ("host", "hostaddr", "port"))
    count = max(len(hosts), len(addresses))
    lists = [_as_many(count, hosts), _as_many(count, addresses), ports * count if len(ports) == 1 else ports]
    if any(len(one) != count for one in lists):
        return  # libpq says what is wrong with it
    servers = [_Server(host, address, port) for host, address, port in zip(*lists, strict=True)]
    if said.get("load_balance_hosts") == "random":
        random.shuffle(servers)
    yield from servers


def _as_many(count: int, given: list[str]) -> list[str]:
    """Hosts or addresses; those that are not given at all are empty."""
    return [""] * count if given == [""] else given


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
