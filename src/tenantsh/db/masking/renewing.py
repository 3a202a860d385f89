"""The marks of a session asked for again, inside the person's transaction where one is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.masking.marks import MarkRow, Marks, marks_of
from tenantsh.db.params import question, rows_of
from tenantsh.db.scope import OUR_PATH, PERSONS_PATH
from tenantsh.db.steps import Step, final

if TYPE_CHECKING:
    from tenantsh.db.masking.masking import Masking
    from tenantsh.db.runner import Runner


def renewed(runner: Runner, masking: Masking) -> Marks:
    """What is marked now. Raises what `Runner.run` raises."""
    link = runner.link
    asked = question(link.wire.connection, masking.again(), link.major)
    answer = runner.run([Step(OUR_PATH), asked, Step(PERSONS_PATH)])[1]
    return marks_of(rows_of(link.wire.connection, final(answer), MarkRow), link.marks.said)
