"""What a look finds, exchange by exchange; what cannot be known costs no more than itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tenantsh.db.answers import TypeNames
from tenantsh.db.apart import fetch_apart
from tenantsh.db.looks import rows
from tenantsh.db.looks.asking import CHUNK_ROWS
from tenantsh.db.looks.digesting import Digest
from tenantsh.db.looks.own import inner_tables, own_settings, values
from tenantsh.db.looks.planned import acts, called, place, planned, unsure
from tenantsh.db.looks.prints import prints, reached
from tenantsh.db.looks.settings import TOLD, WRITTEN, settable, told
from tenantsh.db.looks.timely import ACTS, ASKS, MOMENTARY, RUNS_TEXT, WORDS
from tenantsh.db.looks.trip import Trip
from tenantsh.db.masking.masking import nothing_masked
from tenantsh.db.params import question, rows_of
from tenantsh.db.plans.explaining import bounds, plan_in
from tenantsh.db.plans.nodes import everything
from tenantsh.db.scope import NO_JIT, OUR_PATH, PERSONS_PATH
from tenantsh.db.steps import Step
from tenantsh.db.timeline import SYSTEM
from tenantsh.db.typename import TYPE_NAME
from tenantsh.model.case import Failure
from tenantsh.model.errors import RowsTooLarge, StatementError, TenantshError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from psycopg.pq.abc import PGresult

    from tenantsh.db.lasting import Lasting
    from tenantsh.db.looks.asking import Asked, Visit
    from tenantsh.db.looks.digesting import Secret
    from tenantsh.db.looks.reading import Read
    from tenantsh.db.plans.nodes import Node
    from tenantsh.db.query import Request
    from tenantsh.model.case import Answer, Planned, Print

_EXPLAIN = "EXPLAIN (FORMAT JSON, VERBOSE, COSTS OFF) "
_DECLARE = 'DECLARE "a look" NO SCROLL CURSOR FOR '
_OWN_PATH = Step(b"SELECT pg_catalog.set_config('search_path', 'pg_catalog', true)")
"""Names are told with their schemas then, whatever a person searches."""
_OF_THE_MOMENT = ("08", "40", "53", "57", "58")
"""Classes of errors that say nothing of a statement: it met another one, or a server without room."""
_MOST_RELATIONS = 100
_OWN = ("explain", "declare", "fetch")
"""The steps whose errors are the statement's."""


@dataclass(slots=True)
class Found:
    """What was found so far."""

    settings: dict[str, str] = field(default_factory=dict)
    standing: dict[str, Any] = field(default_factory=dict)
    planned: Planned | None = None
    prints: tuple[Print, ...] = ()
    answer: Answer | None = None
    failure: Failure | None = None
    untold: list[str] = field(default_factory=list)


class Finding:
    """Asks for one look."""

    def __init__(self, lasting: Lasting, visit: Visit, asked: Asked, seen: Read, secret: Secret) -> None:
        self.found = Found()
        self._lasting = lasting
        self._visit = visit
        self._asked = asked
        self._seen = seen
        self._connection = lasting.link.wire.connection
        self._pins = [pins] if (pins := settable(asked.pinned)) else []
        self._top: Node | None = None
        self._named: list[int] = []
        self._own: list[str] = []
        self._inner: list[tuple[str, str]] = []
        self._functions: list[rows.Function] = []
        masked = lasting.masking.of(asked.sql, kept=True) if seen.query else nothing_masked
        self._digest = Digest(secret, asked.rows, asked.most_bytes, masked)
        # what is too large closes the connection: not where a transaction of hers would go with it
        self._most_bytes = 0 if lasting.in_transaction else asked.most_bytes
        self._may = (False, False)  # read the cluster's identifier, and how far the log is

    def first(self) -> None:
        """Ask who, where, and for the plan. Raises what `Visit.ask` raises, but for StatementError."""
        within = self._lasting.in_transaction
        while True:
            trip = self._about()
            error = self._go(trip)
            if error is None or not self._unpinned(trip.failed, error):
                break
        self.found.settings = told(trip.rows("settings", rows.SETTINGS), within=within)
        for stands in trip.rows("standing", rows.STANDING):
            self.found.standing = {name: getattr(stands, name) for name in ("recovering", "lag", "snapshot", "now")}
            self._may = (stands.may_identify, stands.may_locate)
        self._named = [each.oid for each in trip.rows("named", rows.NAMED)]
        if (text := trip.text("explain")) is not None and self._seen.planned:
            self._read_plan(text)
        if error is not None:
            self._blame(trip.failed, error)
        elif not self._seen.readable:
            self.found.untold.append("this grammar does not read it: a look does not run it again")

    def second(self) -> None:
        """Ask for the catalog, and for the rows. Raises what `Visit.ask` raises, but for StatementError."""
        names = set(self._seen.called) | (called(self._top) if self._top is not None else set())
        runs = self._runs(names)
        trip = self._deep(sorted(names), runs=runs)
        error = self._go(trip, last=True)
        self.found.standing |= {"system": trip.text("system"), "lsn": trip.text("located")}
        functions = self._functions = trip.rows("functions", rows.FUNCTIONS)
        things = trip.rows("things", rows.THINGS)
        self.found.prints = prints(things, functions, frozenset(names))
        bodies = _met(things, functions, names)
        texts = [*(each.told for each in things), *bodies]
        self._own = own_settings(texts, dict(self._lasting.link.tenant.settings))
        self._inner = inner_tables(bodies)
        volatile = {each.name for each in trip.rows("volatile", rows.VOLATILE)}
        if self._seen.query:
            self.found.untold += [*self._timely(names, volatile), *_bodies(functions, names)]
            self.found.untold += unsure(self._top) if self._top is not None else ()
        if error is not None:
            self._blame(trip.failed, error)
        elif runs:
            self.found.answer = self._answered()

    def third(self) -> None:
        """Ask for what no plan shows: settings that policies and functions read, and tables that are in functions."""
        if not self._own and not self._inner:
            return
        schemas, names = [schema for schema, _ in self._inner], [name for _, name in self._inner]
        trip = Trip(self._connection)
        trip.add("jit", Step(NO_JIT))
        trip.add("bounds", self._question(bounds(self._asked.seconds)))
        trip.add("path", _OWN_PATH)
        trip.add("inner", self._question(rows.THINGS.ask(oids=[], schemas=schemas, names=names)))
        trip.add("own", self._question(rows.SETTINGS.ask(names=self._own)))  # the role may not be let to read one
        self._go(trip, last=True)
        self.found.settings |= values(trip.rows("own", rows.SETTINGS), self._own)
        known = {each.relation for each in self.found.prints}
        found = prints(trip.rows("inner", rows.THINGS), self._functions, frozenset())
        self.found.prints += tuple(each for each in found if each.relation not in known)

    # -- what is sent ----------------------------------------------------------------------------------------------

    def _about(self) -> Trip:
        trip = Trip(self._connection)
        trip.add("settings", self._question(rows.SETTINGS.ask(names=list(TOLD))))
        trip.add("jit", Step(NO_JIT))
        trip.add("bounds", self._question(bounds(self._asked.seconds)))
        trip.add("path", Step(OUR_PATH))
        trip.add("standing", self._question(rows.STANDING.ask()))
        trip.add("back", Step(PERSONS_PATH))
        self._pin(trip)
        schemas, names = (list(each) for each in zip(*self._seen.named, strict=True)) if self._seen.named else ([], [])
        trip.add("named", self._question(rows.NAMED.ask(schemas=schemas, names=names)))
        if self._seen.planned:
            explain = self._asked.step(self._connection, _EXPLAIN)  # a constant that is planned may have a gigabyte
            trip.add("explain", explain._replace(most_bytes=self._most_bytes))
        elif not self._seen.readable:
            trip.add("explain", self._asked.step(self._connection).only_parsed())
        return trip

    def _deep(self, names: Sequence[str], *, runs: bool) -> Trip:
        scanned = self._scanned()
        trip = Trip(self._connection)
        trip.add("jit", Step(NO_JIT))
        trip.add("bounds", self._question(bounds(self._asked.seconds)))
        trip.add("path", _OWN_PATH)
        if self._may[0]:
            trip.add("system", self._question(SYSTEM.ask()))
        if self._may[1]:
            trip.add("located", self._question(rows.LOCATED.ask()))
        schemas, relations = [schema for schema, _ in scanned], [name for _, name in scanned]
        trip.add("things", self._question(rows.THINGS.ask(oids=self._named, schemas=schemas, names=relations)))
        trip.add("functions", self._question(rows.FUNCTIONS.ask(names=list(names), words=WORDS)))
        trip.add("volatile", self._question(rows.VOLATILE.ask(names=list(names))))
        if runs:
            self._run(trip)
        return trip

    def _scanned(self) -> list[tuple[str, str]]:
        """What the plan reads; of very many partitions some, for their tables have fingerprints anyway."""
        nodes = everything(self._top) if self._top is not None else ()
        return sorted({place(node) for node in nodes if "Relation Name" in node})[:_MOST_RELATIONS]

    def _run(self, trip: Trip) -> None:
        unique = self._question(rows.UNIQUE.ask(relations=self._named))
        trip.add("unique", unique._replace(sink=self._know))
        path = {"search_path": self.found.settings.get("search_path", "")}
        trip.add("back", self._pinning(path))
        self._pin(trip)
        for at, step in enumerate(WRITTEN):
            trip.add(f"written {at}", step)
        trip.add("declare", self._asked.step(self._connection, _DECLARE))
        fetch = Step(f'FETCH {self._asked.rows + 1} FROM "a look"'.encode(), whole=self._asked.sql)
        trip.add("fetch", fetch._replace(sink=self._digest.take, rows=CHUNK_ROWS, most_bytes=self._most_bytes))

    def _pin(self, trip: Trip) -> None:
        for at, group in enumerate(self._pins):
            trip.add(f"pin {at}", self._pinning(group))

    def _pinning(self, values: dict[str, str]) -> Step:
        return self._question(rows.PINNED.ask(names=list(values), values=list(values.values())))

    def _question(self, request: Request) -> Step:
        return question(self._connection, request, self._lasting.link.major)

    # -- what came -------------------------------------------------------------------------------------------------

    def _go(self, trip: Trip, *, last: bool = False) -> StatementError | None:
        try:
            trip.go(self._visit, last=last)
        except StatementError as error:
            return error
        except RowsTooLarge:
            if not self._digest.cut:  # the connection is closed
                raise
            self.found.untold.append(f"its rows have more than {_mib(self._asked.most_bytes)}: a look takes no more")
        return None

    def _read_plan(self, text: str) -> None:
        if len(text) > self._asked.most_bytes:
            self.found.untold.append(f"its plan has more than {_mib(self._asked.most_bytes)}")
            return
        self._top = plan_in(text)["Plan"]
        self.found.planned = planned(self._top)

    def _unpinned(self, failed: str, error: StatementError) -> bool:
        """Whether it was a setting that cannot be what it was: without it, it is tried again."""
        if not failed.startswith("pin "):
            return False
        group = self._pins.pop(int(failed.removeprefix("pin ")))
        if len(group) > 1:
            self._pins += [{name: value} for name, value in group.items()]
        else:
            name, value = next(iter(group.items()))
            self.found.untold.append(f"{name} cannot be {value} here: {_message(error)}")
        return True

    def _blame(self, failed: str, error: StatementError) -> None:
        error = self._lasting.masking.error(error, kept=True)
        if failed not in _OWN:
            self.found.untold.append(f"the catalog could not be asked: {_message(error)}")
        elif error.sqlstate == "57014":
            self.found.untold.append(f"it takes longer than {self._asked.seconds:g} s")
        elif error.sqlstate == "55P03":
            self.found.untold.append("another session holds a lock that it waits for")
        elif error.sqlstate == "25006":
            self.found.untold.append("it writes, and a look only reads")
        elif error.sqlstate.startswith(_OF_THE_MOMENT):
            self.found.untold.append(_message(error))
        else:
            self.found.failure = Failure(error.sqlstate, _message(error))

    def _know(self, result: PGresult) -> None:
        """The unique indexes, before the first row comes: they are answered right before it."""
        self._digest.unique = [*self._digest.unique, *rows_of(self._connection, result, rows.Unique)]

    def _runs(self, names: set[str]) -> bool:
        """Whether the statement is run once more; where not, says why."""
        if not self._seen.query or self._top is None or self.found.failure is not None:
            return False
        found = acts(self._top)
        doing = sorted(name for name in names if ACTS.fullmatch(name))
        texts = sorted(name for name in names if RUNS_TEXT.fullmatch(name))
        if texts:
            found = f"it calls {texts[0]}(), which runs a text as SQL: a look does not run it again"
        elif doing:
            found = f"it calls {doing[0]}(), which does more than tell: a look does not run it again"
        if found is not None:
            self.found.untold.append(found)
        return found is None

    def _timely(self, names: set[str], volatile: set[str]) -> Iterator[str]:
        asks = sorted(names & ASKS)
        if asks:
            yield f"it asks for the time: {asks[0]}"
        now = sorted(name for name in names if MOMENTARY.fullmatch(name))
        if now:
            yield f"it tells of the moment: {now[0]}()"
        rest = sorted(name for name in volatile - ASKS if not ACTS.fullmatch(name))
        if rest:
            yield f"{rest[0]}() may give something else each time"

    def _answered(self) -> Answer | None:
        described = self._digest.description
        if described is None:
            return None
        names = TypeNames(self._connection, self._type)
        columns = tuple(
            ((described.fname(at) or b"").decode("utf-8", "replace"), names(described.ftype(at), -1))
            for at in range(described.nfields)
        )
        limit = self._seen.limit
        if limit is not None and self._digest.rows >= limit > 0:
            self.found.untold.append("it has LIMIT without ORDER BY: which rows come is not said")
        return self._digest.answer(columns, ordered=self._seen.ordered)

    def _type(self, oid: int, modifier: int) -> str:
        try:
            return str(fetch_apart(self._lasting, [TYPE_NAME.ask(oid=oid, modifier=modifier)])[0][0].name)
        except TenantshError:
            return f"type {oid}"


def _met(things: Sequence[rows.Thing], functions: Sequence[rows.Function], names: set[str]) -> list[str]:
    """The functions that a statement meets: those that it, or a policy, calls."""
    bodies = {each.oid: each for each in functions}
    calls = [oid for thing in things for oid in thing.calls]
    calls += [each.oid for each in functions if each.name in names]
    return [bodies[oid].told for oid in reached(calls, bodies)]


def _bodies(functions: Sequence[rows.Function], names: set[str]) -> Iterator[str]:
    """What functions that somebody has made ask for, where their answer may be another one each time."""
    bodies = {each.oid: each for each in functions}
    for oid in reached([each.oid for each in functions if each.name in names], bodies):
        body = bodies[oid]
        if body.words:
            yield f"{body.spelled} asks for {body.words[0]}"
        elif body.opaque and body.volatile:
            yield f"{body.spelled} is volatile, and its body cannot be read here"


def _mib(size: int) -> str:
    return f"{size >> 20} MiB"


def _message(error: StatementError) -> str:
    return error.fields.get("message_primary", error.what.partition("\n")[0])
