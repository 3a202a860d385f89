"""A session's id, behind each of a person's statements: what was logged here and what the server logs can be compared.

It is drawn by lot and says nothing of a customer: every role can read what others run.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.db.steps import Step

_LETTERS = "abcdefghjkmnpqrstvwxyz"  # no digits: nobody takes a part of it for an organization
_LENGTH = 10
"""Some 44 bits: two sessions of one server and year do not meet."""


def new_id() -> str:
    """An id for a session, easily read aloud."""
    lot = random.SystemRandom()
    return "".join(lot.choice(_LETTERS) for _ in range(_LENGTH))


def marked(step: Step, session_id: str) -> Step:
    r"""The same step with the session's id in a comment behind it; as it is where there is none, or it has it already.

    >>> from tenantsh.db.steps import Step
    >>> marked(Step(b"select 1"), "k3").sql, marked(Step(b"select 1 -- one"), "k3").sql
    (b'select 1 /* tenantsh:k3 */', b'select 1 -- one\n/* tenantsh:k3 */')
    """
    if not session_id or not step.sql or step.mark:
        return step
    last = step.sql[max(step.sql.rfind(b"\n"), step.sql.rfind(b"\r")) + 1 :]
    between = "\n" if b"--" in last else " "  # a comment that goes to the end of its line would swallow ours
    mark = f"{between}/* tenantsh:{session_id} */"
    return step._replace(sql=step.sql + mark.encode(), mark=mark)


def unmarked(step: Step) -> str:
    """A step's text without the comment."""
    return step.sql.decode("utf-8", "surrogateescape").removesuffix(step.mark)
