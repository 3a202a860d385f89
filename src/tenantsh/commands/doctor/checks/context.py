"""A context that nothing goes by: another convention is this database's, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.doctor.context import without_comments
from tenantsh.db.doctor.survey import PUBLIC
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.doctor.rows import Policy
    from tenantsh.db.doctor.survey import Survey


def unread(survey: Survey) -> Iterator[Finding]:
    """What says which organization is meant, where no policy and no function has it in its text."""
    policies = [policy for each in survey.policies.values() for policy in each]
    if not survey.relations or not all(policy.told for policy in policies) or _leads_by_itself(survey, policies):
        return
    texts = [f"{policy.using} {policy.check}" for policy in policies]
    texts += [without_comments(function.source) for function in survey.functions.values()]
    if any(name in text.lower() for text in texts for name in survey.known.carriers):
        return
    name = "current_user" if survey.known.by_role else survey.known.carriers[0]
    yield Finding(
        Level.CRITICAL,
        "context-unread",
        name,
        "no policy or function here reads it, and the convention has it say which organization is meant",
        "whichever organization a session is on, the same rows are seen, or none",
        "-- another convention may be this database's: docs/your-database.md, and --convention",
    )


def _leads_by_itself(survey: Survey, policies: Sequence[Policy]) -> bool:
    """Whether a path, or what roles may do, decides whose rows are seen, and no condition has to."""
    if survey.known.by_role:
        return not policies or any(policy.roles != [PUBLIC] for policy in policies)
    return "search_path" in survey.known.carriers
