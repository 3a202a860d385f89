r"""The `\retention` command."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tenantsh.commands.groups import Group
from tenantsh.commands.headings import NUMBER, Heading, tabulate
from tenantsh.commands.partitions.figures import pretty
from tenantsh.commands.partitions.page import of_findings
from tenantsh.commands.registry import command
from tenantsh.commands.retention.findings import findings
from tenantsh.commands.retention.standing import standing
from tenantsh.model.finding import table
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from tenantsh.commands.context import Context
    from tenantsh.commands.partitions.findings import Finding
    from tenantsh.commands.retention.standing import Standing
    from tenantsh.db.retention import Gone
    from tenantsh.platform.retention.plan import Planned


@dataclass(frozen=True, slots=True)
class Kept:
    """A rule, and what it means today."""

    table: str
    rule: str
    kept_from: date = field(metadata={"heading": "Kept from"})
    """The first day of the months that are kept."""
    due: int
    """How many partitions are past their time."""
    due_rows: int
    """An estimate."""
    due_bytes: int
    oldest: date | None
    """The first day that stays."""
    straddling: str | None
    """The partition that is partly past its time, and stays as a whole."""
    straddling_rows: int | None
    straddling_bytes: int | None
    archived: int
    """How many months are in cold storage, as far as it is on record."""
    purged: int


@dataclass(frozen=True, slots=True)
class DuePart:
    """A partition that is past its time."""

    table: str
    month: str
    partition: str
    then: str
    rows: int
    bytes: int
    obstacle: str | None


@dataclass(frozen=True, slots=True)
class Ran:
    """A run on record."""

    run: int
    began: str
    ended: str | None
    outcome: str
    months: int


@command(
    r"\retention",
    group=Group.PARTITIONS,
    modifiers="+",
    examples=[r"\retention", r"\retention+"],
)
def retention(ctx: Context, *, modifiers: str = "") -> Iterator[Result]:
    """Say how long tables keep their rows, what is past its time and what that would free; changes nothing.

    A partition is past its time when all of it is. The one that is partly so is shown apart: it stays until all of it
    is. Beneath: the last run, and what is wrong (runs that were missed, that failed or never ended; rows in a default
    partition; what a rule means and cannot have). Numbers of rows are estimates, sizes include indexes and TOAST, the
    server's clock decides. `tenantsh retention run`, an owner's command, does the work. With `+` also each partition
    that is due, and the newest runs.
    """
    found = standing(ctx.session, ctx.place)
    if not found.plans:
        ctx.complain("There are no retention rules: all tables keep all rows.")
        return
    told = findings(found)
    parts = _parts(found, told)
    main = Result.of(Kept, [_kept(found, planned) for planned in found.plans], title="Retention", parts=parts)
    yield replace(main, seen=_seen(found, told, verbose="+" in modifiers))
    if not ctx.options.has_footers:
        yield from (part for part in parts if len(part) or part.title == "Findings")
    elif "+" in modifiers:
        yield from (part for part in parts if len(part) and part.title != "Findings")


def _parts(found: Standing, told: Sequence[Finding]) -> tuple[Result, ...]:
    due = [
        DuePart(
            planned.name,
            each.month,
            f"{each.part.schema}.{each.part.name}",
            each.rule.then.value,
            each.part.rows,
            each.part.bytes,
            each.obstacle.why if each.obstacle else None,
        )
        for planned in found.plans
        for each in planned.due
    ]
    ran = [Ran(run.run_id, run.began, run.ended, run.outcome, run.months) for run in found.runs]
    return Result.of(DuePart, due, title="Due"), Result.of(Ran, ran, title="Runs"), table(told)


def _kept(found: Standing, planned: Planned) -> Kept:
    straddling = planned.straddling
    return Kept(
        planned.name,
        str(planned.rule),
        planned.limit,
        len(planned.due),
        sum(due.part.rows for due in planned.due),
        sum(due.part.bytes for due in planned.due),
        planned.oldest,
        None if straddling is None else f"{straddling.schema}.{straddling.name}",
        None if straddling is None else straddling.rows,
        None if straddling is None else straddling.bytes,
        _gone(found.gone, planned, "cold"),
        _gone(found.gone, planned, "purge"),
    )


def _gone(gone: Sequence[Gone], planned: Planned, fate: str) -> int:
    return sum(each.months for each in gone if (each.table_name, each.fate) == (planned.name, fate))


def _seen(found: Standing, told: Sequence[Finding], *, verbose: bool) -> Result:
    about = "" if found.measured else "≈"
    headings: list[Heading[Planned]] = [
        Heading("Table", lambda planned: planned.name),
        Heading("Rule", lambda planned: str(planned.rule)),
        Heading("Kept from", lambda planned: str(planned.limit)),
        Heading("Due", _months, NUMBER),
        Heading("Rows", lambda planned: f"≈{sum(d.part.rows for d in planned.due):,}" if planned.due else "", NUMBER),
        Heading("Frees", lambda planned: f"{about}{pretty(_bytes(planned))}" if planned.due else "", NUMBER),
        Heading("Oldest kept", lambda planned: planned.oldest),
        Heading("Gone so far", lambda planned: _so_far(found.gone, planned)),
    ]
    columns, cells = tabulate(headings, found.plans, absent="")
    footers = [*_straddling(found), _running(found), *of_findings(told, verbose=verbose)]
    return Result(columns=columns, cells=cells, title="Retention", footers=tuple(footers))


def _months(planned: Planned) -> str:
    if planned.obstacle is not None:
        return "?"
    if not planned.due:
        return "nothing"
    first, last = planned.due[0].month, planned.due[-1].month
    return f"{len(planned.due)}: {first}" + (f" to {last}" if last != first else "")


def _bytes(planned: Planned) -> int:
    return sum(due.part.bytes for due in planned.due)


def _so_far(gone: Sequence[Gone], planned: Planned) -> str:
    words = {"cold": "archived", "purge": "purged"}
    own = [each for each in gone if each.table_name == planned.name]
    return ", ".join(f"{each.months} {words[each.fate]}, to {each.until}" for each in own)


def _straddling(found: Standing) -> Iterator[str]:
    for planned in found.plans:
        part = planned.straddling
        if part is not None:
            size = f"≈{part.rows:,} rows, {'' if found.measured else '≈'}{pretty(part.bytes)}"
            yield f"{part.schema}.{part.name} ({size}) is partly past its time and stays until all of it is"


def _running(found: Standing) -> str:
    if found.holder is not None:
        return f"Retention is being run now, by {found.holder}"
    if not found.clock.recorded:
        return "No run is on record: this database has no platform.retention_runs that this role may read"
    if not found.runs:
        return "No run so far"
    run = found.runs[0]
    ended = f", ended {run.ended}" if run.ended else ""
    return f"Last run: {run.run_id}, began {run.began} UTC{ended}: {run.outcome}, {run.months} months gone"
