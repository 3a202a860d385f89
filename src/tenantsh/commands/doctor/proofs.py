"""What the live probe saw, as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.doctor.checks.words import enabled, listed
from tenantsh.commands.partitions.figures import plural
from tenantsh.model.finding import Finding, Level
from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.doctor import Survey
    from tenantsh.db.doctor.probing import Probed
    from tenantsh.db.doctor.rows import Relation


def findings(survey: Survey, probed: Probed, known: Sequence[Finding]) -> Iterator[Finding]:
    """A finding for each relation that showed a row of others; its fix is that of a finding that says why."""
    fixes: dict[str, str] = {}
    for finding in known:
        if finding.level is Level.CRITICAL and not finding.check.startswith("grant-"):  # TRUNCATE shows no row
            fixes.setdefault(finding.object, finding.fix)
    for oid, contexts in probed.hits.items():
        relation = survey.relations[oid]
        roles = sorted({role for names in contexts.values() for role in names})
        see = "see" if len(roles) > 1 else "sees"
        yield Finding(
            Level.CRITICAL,
            "leak",
            relation.sql,
            f"{listed(roles)} {see} rows of other organizations, with the context {_or(list(contexts))}",
            "a proof: there was such a row just now; none of it was read",
            fixes.get(relation.sql) or _closing(relation),
        )


def _or(words: list[str]) -> str:
    ordered = [word for word in ("set", "empty", "not set") if word in words]
    return " or ".join(filter(None, [", ".join(ordered[:-1]), ordered[-1]]))


def _closing(relation: Relation) -> str:
    if relation.kind in ("r", "p"):
        return f"{enabled(relation)}\n-- and look at the policies that apply: \\rls {relation.sql}"
    return f"REVOKE ALL ON {relation.sql} FROM the roles that see it;"


_SEALED = (
    "This login is sealed, and sees no row of a sealed table before a session is open: for these the probe proves "
    "nothing; tenantsh doctor --dsn … probes them as a login that is not sealed"
)


def told(probed: Probed) -> str:
    """What was looked at, in a line."""
    if not probed.roles:
        return "Nothing was probed: this login may become none of the tenants' roles."
    whose = f"rows of others than organization {visible(probed.org)}" if probed.org else "rows without a context"
    late = f"; {plural(len(probed.late), 'relation')} did not answer in time" if probed.late else ""
    if probed.left_out:
        late += f"; {plural(probed.left_out, 'relation')} left out, of which code of the tenants' own would run"
    hits = plural(len(probed.hits), "relation")
    if probed.sealed:
        shown = f"; {hits} without a seal showed {whose}" if probed.hits else ""
        return f"{_SEALED}{shown}{late}."
    return (
        f"Probed {plural(probed.asked, 'relation')} as {listed([*probed.roles])} for {whose}: {hits} showed some{late}."
    )
