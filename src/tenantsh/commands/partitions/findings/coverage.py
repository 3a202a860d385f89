"""What no partition is for: holes, months that are about to begin, remainders of a hash; and steps that are odd."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import lcm
from typing import TYPE_CHECKING

from tenantsh.commands.partitions.family import Hole
from tenantsh.commands.partitions.figures import plural
from tenantsh.commands.partitions.findings.finding import about, lines, named, objects
from tenantsh.commands.partitions.making import Maker
from tenantsh.lang.bounds import Hash
from tenantsh.lang.quote import spell_identifier
from tenantsh.model.finding import Finding, Level
from tenantsh.model.periods import before

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.partitions.family import Family, Span
    from tenantsh.commands.partitions.findings.finding import Case
    from tenantsh.model.periods import Point, Step

_SHOWN = 6
"""So many periods are named."""
_MADE = 60
"""For so many the SQL is written."""
_ENDLESS = 10_000
"""More steps than these are not counted one by one."""
_LONGEST = 55
"""Bytes of a name that leave room for a suffix."""
_CLOSED = 12
"""Steps without a partition after which a table looks as if nobody wrote to it any more."""


def missing_now(case: Case) -> Iterator[Finding]:
    """Partitions for this moment and the time that comes next."""
    for family in case.families:
        now = family.axis.now(case.now) if family.axis is not None else None
        if not isinstance(now, datetime) or family.step is None or _endless(family):
            continue
        holes = [*(hole for hole in family.holes if before(now, hole.upper)), *_ahead(family, family.step, now)]
        horizon = now + _reach(family.step)
        periods = [
            period for hole in holes for period in hole.periods(family.step) if not before(horizon, period.lower)
        ]
        if periods:
            yield _missing(case, family, family.step, periods, now)


def gaps(case: Case) -> Iterator[Finding]:
    """Holes between partitions that lie behind."""
    for family in case.families:
        now = family.axis.now(case.now) if family.axis is not None else None
        timely = now is not None and family.step is not None
        holes = [hole for hole in family.holes if now is None or not timely or not before(now, hole.upper)]
        if not holes:
            continue
        step = family.step
        periods = [period for hole in holes for period in (hole.periods(step) if timely and step else [hole])]
        yield Finding(
            Level.WARNING,
            "gap",
            family.parent.row.sql,
            f"{family.parent.row.label}: no partition for {_periods(family, periods, step if timely else None)}",
            _fate(family, "rows of it"),
            _made(case, family, periods, step if timely else None),
        )


def odd_steps(case: Case) -> Iterator[Finding]:
    """Partitions that are longer or shorter than the others."""
    for family in case.families:
        usual = family.step
        if usual is None:
            continue
        finite = [span for span in family.spans if span.step is not None]
        odd = [span for span in finite if span.step != usual]
        if not odd or len(odd) * 2 >= len(finite):
            continue
        yield Finding(
            Level.NOTE,
            "odd-step",
            objects([span.node for span in odd]),
            f"{named([span.node for span in odd])}: not a {usual.name} as the others, {_lengths(family, odd)}",
            "what goes by whole periods (retention, names, new partitions) takes it for one",
            lines(line for span in odd for line in _split(case, family, span, usual)),
            remarks=tuple((span.node.row.relation, f"odd: {span.step.name}") for span in odd if span.step),
        )


def empty(case: Case) -> Iterator[Finding]:
    """Partitioned tables without any partition."""
    for family in case.families:
        row = family.parent.row
        if not family.parent.children:
            yield Finding(
                Level.WARNING,
                "empty",
                row.sql,
                f"{row.label} has no partitions",
                "every INSERT into it fails",
                "-- CREATE TABLE … PARTITION OF " + row.sql + " FOR VALUES …;",
                remarks=((row.relation, "no partitions"),),
            )


def remainders(case: Case) -> Iterator[Finding]:
    """Hashes for which there is no partition."""
    for family in case.families:
        bounds = [child.bound for child in family.parent.children if isinstance(child.bound, Hash)]
        if not bounds:
            continue
        modulus = lcm(*(bound.modulus for bound in bounds))
        there = {r for bound in bounds for r in range(bound.remainder, modulus, bound.modulus)}
        missing = [remainder for remainder in range(modulus) if remainder not in there]
        row = family.parent.row
        if missing:
            yield Finding(
                Level.CRITICAL,
                "hash-gap",
                row.sql,
                f"{row.label}: no partition for {plural(len(missing), 'remainder')} of {modulus}"
                f" ({', '.join(map(str, missing[:_SHOWN]))}{', …' if len(missing) > _SHOWN else ''})",
                f"{len(missing)} of {modulus} INSERTs fail: a hash has no default partition",
                lines(
                    statement
                    for remainder in missing[:_MADE]
                    for statement in Maker(case, family).remainder(remainder, modulus)
                ),
            )


def _endless(family: Family) -> bool:
    """Whether the last partition has no end: then there is one for every time that comes."""
    return not family.spans or family.spans[-1].upper is None


def _ahead(family: Family, step: Step, now: datetime) -> list[Hole]:
    """What lies behind the last partition, up to where there should be one."""
    at = last = family.spans[-1].upper
    until = now + _reach(step)
    if isinstance(last, datetime) and (until - last).total_seconds() > step.length * _ENDLESS:
        return [Hole(last, until)]
    while isinstance(at, datetime) and at <= until:
        at = step.after(at)
    return [Hole(last, at)] if last is not None and at is not None and before(last, at) else []


def _reach(step: Step) -> timedelta:
    """How far ahead there should be partitions: this month, the next one and the one after it."""
    if step.months:
        return timedelta(days=62)
    if step.days:
        return timedelta(days=max(3, 2 * step.days))
    return timedelta(seconds=2 * max(step.seconds, 1))


def _missing(case: Case, family: Family, step: Step, periods: list[Hole], now: datetime) -> Finding:
    row = family.parent.row
    current = any(not before(now, period.lower) and before(now, period.upper) for period in periods)
    behind = [period for period in periods if not before(now, period.upper)]
    words = _periods(family, periods, step)
    if current and len(behind) >= _CLOSED:
        level, what = Level.NOTE, f"ended with {family.spans[-1].node.row.label}: no partition for {words}"
    elif current:
        level = Level.WARNING if family.default is not None else Level.CRITICAL
        what = f"no partition for now: {words} {'is' if len(periods) == 1 else 'are'} missing"
    else:
        soon = not before(step.after(now), periods[0].lower)
        level = Level.WARNING if soon else Level.NOTE
        what = f"no partition for {words}, which {'begins' if len(periods) == 1 else 'begin'} soon"
    return Finding(
        level,
        "missing-now" if current else "missing-next",
        row.sql,
        f"{row.label}: {what}",
        _fate(family, "rows of that time" if current else "rows of that time, once they come,", behind=current),
        _made(case, family, periods if len(periods) <= _MADE else periods[-3:], step),
    )


def _fate(family: Family, what: str, *, behind: bool = True) -> str:
    """What becomes of rows that no partition is for."""
    if family.default is None:
        return f"{what} are refused (no partition of relation … found for row): there is no default partition"
    there = "" if family.default.empty or not behind else f", where {about(family.default.rows)} are"
    return f"{what} go into {family.default.row.label} without a word{there}"


def _periods(family: Family, periods: Sequence[Hole], step: Step | None) -> str:
    """Holes in words: `2026-12, 2027-01`, `10 to 20`."""
    said = [_period(family, period, step) for period in periods]
    if len(said) <= _SHOWN:
        return ", ".join(said)
    return f"{', '.join(said[:3])}, … {said[-1]} ({len(said)})"


def _period(family: Family, period: Hole, step: Step | None) -> str:
    if step is not None and step.after(period.lower) == period.upper:
        return step.label(period.lower)
    assert family.axis is not None  # holes are on an axis
    return f"{family.axis.shown(period.lower)} to {family.axis.shown(period.upper)}"


def _made(case: Case, family: Family, periods: list[Hole], step: Step | None) -> str:
    more = [f"-- and {len(periods) - _MADE:,} more"] if len(periods) > _MADE else []
    return lines([*Maker(case, family).create(periods[:_MADE], step), *more])


def _lengths(family: Family, odd: Sequence[Span]) -> str:
    """From where to where odd partitions go."""
    assert family.axis is not None  # it has spans
    if len(odd) > 1:
        return f"but {', '.join(sorted({span.step.name for span in odd if span.step}))}"
    (span,) = odd
    assert span.lower is not None  # it has a step
    assert span.upper is not None
    return f"but {family.axis.shown(span.lower)} to {family.axis.shown(span.upper)}"


def _split(case: Case, family: Family, span: Span, step: Step) -> Iterator[str]:
    """One that is longer becomes several; one that is shorter is left to whoever knows why."""
    row, parent = span.node.row, family.parent.row
    lower, upper = _ends(span)
    periods = Hole(lower, upper).periods(step)
    if len(periods) < 2 or row.kind != "r":
        yield f"-- {row.sql}: detach it, make one of a {step.name}, and move its rows there"
        return
    columns = ", ".join(map(spell_identifier, parent.columns or ()))
    aside = f"{row.name[:_LONGEST]}_split"
    old = f"{spell_identifier(row.schema)}.{spell_identifier(aside)}"
    yield "BEGIN;  -- as a superuser, or with BYPASSRLS: row security would hide the rows that have to move"
    yield f"ALTER TABLE {parent.sql} DETACH PARTITION {row.sql};"
    yield f"ALTER TABLE {row.sql} RENAME TO {spell_identifier(aside)};"
    yield from Maker(case, family, leaving=row.sql).create(periods, step)
    yield f"INSERT INTO {parent.sql} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {old};"
    yield f"DROP TABLE {old};"
    yield "COMMIT;"


def _ends(span: Span) -> tuple[Point, Point]:
    assert span.lower is not None  # whoever has a step has both
    assert span.upper is not None
    return span.lower, span.upper
