"""What is wrong with partitions: each check is a function from a table to findings. No finding is not a proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.partitions.findings import coverage, exposure, indexing, keeping
from tenantsh.commands.partitions.findings.finding import Case
from tenantsh.model.finding import Finding, ranked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Case", "Finding", "findings"]

CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    exposure.detached,
    exposure.unsecured,
    exposure.unlike,
    coverage.missing_now,
    coverage.remainders,
    coverage.empty,
    exposure.detaching,
    keeping.in_default,
    coverage.gaps,
    keeping.past_retention,
    indexing.lacking,
    indexing.invalid,
    coverage.odd_steps,
)
"""Every check, in the order in which findings of one level are told."""


def findings(case: Case) -> list[Finding]:
    """What is wrong with a table's partitions, the gravest first."""
    return ranked(finding for check in CHECKS for finding in check(case))
