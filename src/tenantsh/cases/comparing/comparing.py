"""From two looks to differences, in the order in which a person wants to hear of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.cases.comparing.answers import compare_answers
from tenantsh.cases.comparing.catalog import compare_prints, explains_rows
from tenantsh.cases.comparing.compared import GRAVEST_FIRST, Compared, first
from tenantsh.cases.comparing.plans import compare_plans
from tenantsh.cases.comparing.servers import compare_servers, server_notes
from tenantsh.cases.comparing.whose import compare_planning, compare_whose, whose_notes
from tenantsh.model.case import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.model.case import Difference, Look


def compare(was: Look, now: Look, *, keyed: bool = True) -> Compared:
    """Say what differs between a statement's look of then and that of now.

    `keyed` is whether both have digests of rows by one key; else rows are told by their count alone.
    """
    catalog = compare_prints(was, now)
    plans = list(compare_plans(was.planned, now.planned))
    answers = compare_answers(was, now, keyed=keyed)
    found = (
        *compare_whose(was.surroundings, now.surroundings),
        *catalog,
        *answers.differences,
        *compare_servers(was.standing, now.standing),
        *plans,
        *(compare_planning(was.surroundings, now.surroundings) if plans else ()),
    )
    notes = (*answers.notes, *whose_notes(was, now), *server_notes(was.standing, now.standing))
    ordered = tuple(sorted(found, key=lambda difference: GRAVEST_FIRST.index(difference.verdict)))
    return Compared(_verdict(ordered, catalog), ordered, answers.key, answers.changes, notes)


def _verdict(found: Sequence[Difference], catalog: Sequence[Difference]) -> Verdict:
    """The first of the differences; rows that an index cannot have changed are not put down to it."""
    verdict = first({difference.verdict for difference in found})
    data = any(difference.verdict is Verdict.DATA_CHANGED for difference in found)
    schema = [difference for difference in found if difference.verdict is Verdict.SCHEMA_CHANGED]
    inert = all(difference in catalog and not explains_rows(difference) for difference in schema)
    return Verdict.DATA_CHANGED if verdict is Verdict.SCHEMA_CHANGED and data and inert else verdict
