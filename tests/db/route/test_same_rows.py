"""Random statements and the same with the organization in them: under row security they have just the same rows."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.route.reading import read
from tenantsh.db.route.writing import write
from tenantsh.model.convention import Convention
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_DATABASE = "routing"
_SQL = Path(__file__).with_name("routing.sql").read_text(encoding="utf-8")
_STATEMENTS = 120
"""Of each seed; `TENANTSH_ROUTE_SEEDS=1-50` tries more."""
_TOO_LONG = "57014"
_CONVENTION = Convention(
    name="routing", role="routing_viewer", settings={"app.current_org_id": "{org}"}, tenant_column="o"
)


def _seeds() -> range:
    first, _, last = os.environ.get("TENANTSH_ROUTE_SEEDS", "1").partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.fixture
def session(pg: Cluster) -> Iterator[Session]:
    def make() -> None:
        pg.create(_DATABASE)
        pg.run(_SQL, _DATABASE)

    pg.once(_DATABASE, make)
    place = Place(Target(as_user(pg.dsn(_DATABASE), "routing_login")), _CONVENTION)
    with closing(open_session(place, Wanted("7", write=True))) as opened:
        opened.run("set statement_timeout = '1s'")
        yield opened


@pytest.mark.parametrize("seed", _seeds())
def test_a_written_statement_does_just_the_same(session: Session, seed: int) -> None:
    chance = _Chance(seed)
    changed = 0
    for _ in range(_STATEMENTS):
        text = chance.statement()
        instead = _written(text)
        if instead is None:
            continue
        before = _rows(session, text)
        if before == _TOO_LONG:  # a product of too many tables
            continue
        changed += 1
        assert before == _rows(session, instead), f"{text}\nis not\n{instead}"
    assert changed > _STATEMENTS * 0.5


def _written(text: str) -> str | None:
    found = read(text)
    assert found is not None, text
    return write(text, {at: f"{s.qualifier}.o = '7'" for at, s in enumerate(found.spots) if s.obstacle is None})


def _rows(session: Session, text: str) -> Counter[tuple[object, ...]] | str:
    """What a statement gives; it is rolled back."""
    session.run("begin")
    try:
        return Counter(session.run(text).rows)
    except StatementError as error:
        return error.sqlstate
    finally:
        session.run("rollback")


class _Chance(Random):
    """Statements by lot, of whatever can stand around a table."""

    def statement(self) -> str:
        match self.randrange(8):
            case 0:
                return f"update t set a = a + 1 where {self.condition(['t'])} returning *"
            case 1:
                return f"delete from t x using u where {self.condition(['x', 'u'])} returning x.*"
            case 2:
                return f"with w as ({self.select(1)}) ({self.select(0)}) union all select * from w"
            case _:
                return self.select(2)

    def select(self, depth: int) -> str:
        self.names = 0
        items, names = self.sources(depth)
        chosen = f"{self.choice(names)}.o, {self.choice(names)}.i, {self.choice(names)}.a"
        where = f" where {self.condition(names, depth)}" if self.random() < 0.7 else ""
        match self.randrange(5):
            case 0:
                name = self.choice(names)
                return f"select {name}.o, {name}.i, count(*) from {items}{where} group by 1, 2 having count(*) > 0"
            case 1 if depth:
                return f"(select {chosen} from {items}{where}) union ({self.select(depth - 1)})"
            case 2:
                return f"select distinct {chosen} from {items}{where} -- all\n order by 1, 2, 3"
        return f"select {chosen} from {items}{where}"

    def sources(self, depth: int) -> tuple[str, list[str]]:
        first, names = self.source(depth)
        for _ in range(self.choice((0, 0, 1, 1, 2))):
            second, others = self.source(depth)
            on = f"on {self.condition([names[-1], others[0]])}"
            kind = self.choice(("join", "left join", "right join", "left join", "join"))
            match self.randrange(6):
                case 0:
                    first = f"{first}, {second}"
                case 1:
                    first = f"{first} cross join {second}"
                case 2:
                    third, more = self.source(depth)
                    inner = f"({second} {self.choice(('join', 'left join'))} {third} on {others[0]}.i = {more[0]}.i)"
                    first, others = f"{first} {kind} {inner} {on}", [*others, *more]
                case _:
                    first = f"{first} {kind} {second} {on}"
            if "," in first and "join" in first.rpartition(",")[0]:  # a comma binds less than JOIN
                names = others
            else:
                names += others
        return first, names

    def source(self, depth: int) -> tuple[str, list[str]]:
        self.names += 1
        name = f"{self.choice('xyz')}{self.names}_{depth}"
        if depth and self.random() < 0.25:
            before = self.names
            query = self.select(depth - 1)
            self.names = before
            return f"(select q.o, q.i, q.o::int as a, 'a' as b from ({query}) as q (o, i, n)) as {name}", [name]
        return f"{self.choice('tuv')} {self.choice(('', 'as '))}{name}", [name]

    def condition(self, names: list[str], depth: int = 0) -> str:
        name, other = self.choice(names), self.choice(names)
        leaf = self.choice(
            (
                f"{name}.a > {self.randrange(4)}",
                f"{name}.i = {other}.i",
                f"{name}.b in ('a', 'b')",
                f"{name}.i is null",
                f"{name}.a between 1 and 2",
                f"{name}.o = {self.choice((7, 8))}",
                f"not {name}.a = 1",
            )
        )
        if depth and self.random() < 0.3:
            inner = self.choice("tuv")
            leaf = f"{self.choice(('', 'not '))}exists (select from {inner} as e where e.i = {name}.i or e.a = 3)"
        if self.random() < 0.4:
            both = f"{leaf} {self.choice(('and', 'or'))} {self.condition(names)}"
            return self.choice((both, f"({both})"))
        return leaf
