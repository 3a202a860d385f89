"""The row, asked by what decides about it: its verdict, why, and whether the table agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.policies import Standing
from tenantsh.db.why import asked, deciding
from tenantsh.db.why.matter import called, itself, outcome, wordings
from tenantsh.db.why.outcome import Explanation, Line, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.policies import Table
    from tenantsh.db.why.asked import Wording
    from tenantsh.db.why.asking import Answer
    from tenantsh.db.why.deciding import Part, Said
    from tenantsh.db.why.matter import Matter
    from tenantsh.db.why.rows import Row


def of_row(about: Matter, row: Row) -> Explanation:
    """Why the row is seen or not."""
    lines = [*about.standing, *_facts(about, row)]
    conditions = wordings(about)
    if not conditions:
        return _verdict(about, row, [], lines, outcome(about.session.ask_apart([about.reality])[0]))
    if row.content is None:
        return Explanation(Outcome.UNKNOWN, "why cannot be told: the row is too large to be carried", tuple(lines))
    answer, carried, parts = _asked(about, conditions, row.content)
    lines += [line for part in parts for line in _lines(part)]
    if carried.sqlstate:
        why = f"the table says {outcome(answer)}; why cannot be told: the row cannot be carried, {carried.word}"
        return Explanation(Outcome.UNKNOWN, why, tuple(lines), (), outcome(answer))
    return _verdict(about, row, parts, lines, outcome(answer))


def _asked(about: Matter, conditions: Sequence[Wording], content: str) -> tuple[Answer, Answer, list[Part]]:
    """What the table says, whether the row can be carried, and what each condition says."""
    front = about.front
    reader = front.reader if front and not front.as_subject else None
    view = about.shown.relation.relation if front else None
    known = asked.doubts(about.session, about.table, conditions, view, reader)
    aliased = [(each, front.alias if front and each.of is None else None) for each in conditions]
    return asked.ask(about.session, about.table, aliased, content, about.reality, known)


def _facts(about: Matter, row: Row) -> Iterator[Line]:
    yield Line("the row", "exists", _place(about, row))
    if row.org is not None:
        yield Line("its organization", "another" if _anothers(about, row) else "this", row.org)
    if row.deleted:
        yield Line("soft delete", "marked", "deleted_at is set: applications may leave it out")


def _place(about: Matter, row: Row) -> str:
    citus = about.session.link.identity.citus is not None
    if row.lies_in is None or (citus and row.lies_in != about.table.relation.sql):
        return "on a worker of Citus"  # whose number for a shard is some other table's here, or nobody's
    return f"in {row.lies_in}"


def _anothers(about: Matter, row: Row) -> bool:
    return row.org is not None and row.org.casefold() != about.session.tenant.org.casefold()


def _possible(about: Matter, parts: Sequence[Part]) -> tuple[Outcome, ...]:
    if not about.table.relation.selects:
        return (Outcome.FAILS,)  # a view whose owner may not read the table
    if about.table.standing is Standing.NO_POLICY:
        return (Outcome.HIDDEN,)
    return deciding.outcomes(deciding.decide(parts, by_policy=about.table.standing is Standing.APPLIES))


def _verdict(about: Matter, row: Row, parts: Sequence[Part], lines: list[Line], real: Outcome) -> Explanation:
    possible = _possible(about, parts)
    agrees = real in possible
    predicted = " or ".join(possible)
    lines.append(itself(real, "as predicted" if agrees and len(possible) == 1 else f"predicted: {predicted}"))
    against = deciding.against(parts)
    if not agrees:
        return Explanation(Outcome.UNKNOWN, _differs(about, possible, real), tuple(lines), possible, real, against)
    doubt = deciding.unsure(parts)
    if len(possible) > 1 and doubt and not (real is Outcome.FAILS and deciding.failing(parts)):
        why = f"the table says {real}; why cannot be told: {doubt}"
        return Explanation(Outcome.UNKNOWN, why, tuple(lines), possible, real, against)
    why = {Outcome.SEEN: _permitted, Outcome.HIDDEN: _hidden, Outcome.FAILS: _failed}[real](about, parts)
    if _anothers(about, row) and real is not Outcome.FAILS:
        why = f"it is organization {row.org}'s; {why}"
    return Explanation(real, why, tuple(lines), possible, real, against if real is Outcome.HIDDEN else ())


def _permitted(about: Matter, parts: Sequence[Part]) -> str:
    if about.table.standing is not Standing.APPLIES:
        return f"row security hides nothing here, {_not_applying(about.table)}"
    names = [str(part.of) for part in parts if part.permissive and part.said.can.true]
    return f"permitted by {', '.join(names)}"


def _not_applying(table: Table) -> str:
    who, owner = table.subject.role, table.relation.owner
    return {
        Standing.OFF: f"as it is off on {table.relation.sql}",
        Standing.OWNER: f"as {who} has the privileges of the owner {owner}, and it is not forced",
        Standing.BYPASS: f"as {who} is above it",
        Standing.COPY: f"in a copy of what {owner} saw when it was refreshed",
    }[table.standing]


def _hidden(about: Matter, parts: Sequence[Part]) -> str:
    against = "; ".join(map(str, deciding.against(parts)))
    if about.table.standing is not Standing.NO_POLICY:
        return f"not permitted by {against}"
    nothing = f"no policy permits {about.table.subject.role} any row"
    if about.front is not None:
        nothing += f" of {about.table.relation.sql}"  # which is not what was named
    return f"not permitted by {against}; and {nothing}" if against else nothing


def _failed(about: Matter, parts: Sequence[Part]) -> str:
    failing = deciding.failing(parts)
    if not failing:
        return f"{about.table.subject.role}, who reads it for the view, may not read {about.table.relation.sql}"
    return f"reading it is an error, by {'; '.join(map(str, failing))}"


def _differs(about: Matter, possible: Sequence[Outcome], real: Outcome) -> str:
    said = f"conditions say {' or '.join(possible)}, and the table {real}"
    if real is Outcome.FAILS:
        return f"{said}: not because of this row; PostgreSQL asks them of others, too"
    if about.session.in_transaction:
        return f"{said}: the open transaction may have changed it"
    return f"{said}: it may have changed meanwhile"


def _lines(part: Part) -> Iterator[Line]:
    yield Line(called(part), _word(part.said), part.said.condition.sql)
    yield from _inner(part.said, 1)


def _inner(said: Said, depth: int) -> Iterator[Line]:
    if not said.parts and said.unsure:
        yield Line("", "", said.unsure, depth)
    for part in said.parts:
        yield Line(part.condition.sql, _word(part), "", depth)
        yield from _inner(part, depth + 1)


def _word(said: Said) -> str:
    can = said.can
    return "cannot be told" if can.true and can.false else said.answer.word
