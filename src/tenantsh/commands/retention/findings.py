r"""What is wrong with retention: for `\retention`, and for `\doctor`. No finding is not a proof."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from tenantsh.commands.partitions.figures import plural
from tenantsh.commands.partitions.findings.finding import about
from tenantsh.model.finding import Finding, Level, ranked
from tenantsh.model.retention import Then

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tenantsh.commands.retention.standing import Standing
    from tenantsh.platform.retention.plan import Due

GRACE = timedelta(days=7)
"""How long a month may be due before a run that should have come is missed: runs are daily, weekly or monthly."""
_RUN = "-- tenantsh retention run"
_TIMER = "-- tenantsh retention run, from cron or a systemd timer: docs/retention.md"


def findings(found: Standing) -> list[Finding]:
    """Everything that is wrong, the gravest first."""
    return ranked(finding for check in CHECKS for finding in check(found))


def missed(found: Standing) -> Iterator[Finding]:
    """Months that are due for longer than a run takes to come."""
    for planned in found.plans:
        late = [due for due in planned.due if due.obstacle is None and _is_late(found, due)]
        if late and found.holder is None:
            since = _due_since(late[0])
            yield Finding(
                Level.WARNING,
                "retention-missed",
                planned.name,
                f"{planned.name}: {plural(len(late), 'month')} due, the oldest since {since:%Y-%m-%d}",
                _last_run(found),
                _TIMER,
            )


def ended_badly(found: Standing) -> Iterator[Finding]:
    """The newest run, where it did not do all that was to do."""
    if not found.runs or found.holder is not None:
        return
    run = found.runs[0]
    words = _ENDS.get(run.outcome)
    if words is not None:
        yield Finding(
            Level.WARNING,
            f"retention-{run.outcome}",
            "platform.retention_runs",
            f"run {run.run_id} of {run.began} UTC {words}",
            "what it left is there, and nothing of it is lost; the report of the run says what was in its way",
            f"SELECT report FROM platform.retention_runs WHERE run_id = {run.run_id};  -- as the owner",
        )


_ENDS = {
    "running": "never came to its end: it was killed, or lost the server",
    "refused": "refused something",
    "failed": "failed",
    "stopped": "was stopped",
}


def in_default(found: Standing) -> Iterator[Finding]:
    """Rows in a default partition, which keep everything else of the table from leaving."""
    for planned in found.plans:
        table = planned.table
        if table is not None and table.default_partition is not None and table.default_rows > 0:
            yield Finding(
                Level.WARNING,
                "retention-default",
                table.default_partition,
                f"{table.default_partition}: {about(table.default_rows)} in the default partition of {table.full_name}",
                "they may be of any month, so no run takes anything from this table while they sit there",
                "-- make the months that are missing and move the rows there",
                sure=False,
            )


def in_the_way(found: Standing) -> Iterator[Finding]:
    """What rules mean and cannot have."""
    for planned in found.plans:
        obstacles = [(planned.name, planned.obstacle)] if planned.obstacle is not None else []
        obstacles += [(f"{due.part.schema}.{due.part.name}", due.obstacle) for due in planned.due if due.obstacle]
        for name, obstacle in obstacles:
            yield Finding(
                Level.WARNING,
                "retention-refused",
                name,
                f"{name} cannot go: {obstacle.why}",
                f'the rule of {planned.name} is "{planned.rule}"',
                f"-- {obstacle.hint or 'change the rule, or the table'}",
            )


def nowhere(found: Standing) -> Iterator[Finding]:
    """Rules that move rows to a storage that nobody named."""
    for planned in found.plans:
        if found.storage is None and planned.rule.then is Then.COLD and planned.obstacle is None:
            yield Finding(
                Level.NOTE,
                "retention-storage",
                planned.name,
                f"{planned.name}: no cold storage is configured here",
                "a run has to be told, by the configuration of the machine that it runs on or by --storage",
                '-- storage = "/a/directory" in [retention] of the configuration',
                sure=False,
            )


CHECKS: tuple[Callable[[Standing], Iterator[Finding]], ...] = (missed, ended_badly, in_default, in_the_way, nowhere)


def _is_late(found: Standing, due: Due) -> bool:
    since = _due_since(due)
    return found.clock.now - since > GRACE


def _due_since(due: Due) -> datetime:
    """When the month became due: the rule's months after the end of its partition."""
    assert due.part.upper is not None  # what is due has an end
    count = due.part.upper.year * 12 + due.part.upper.month - 1 + due.rule.months
    first = due.part.upper.replace(year=count // 12, month=count % 12 + 1, day=1)
    return datetime.combine(first, time())


def _last_run(found: Standing) -> str:
    done = next((run for run in found.runs if run.outcome == "done"), None)
    if done is not None:
        return f"the last run that did all of its work was run {done.run_id} of {done.began} UTC"
    if found.clock.recorded:
        return "no run on record has done all of its work"
    return "no run is on record in this database"
