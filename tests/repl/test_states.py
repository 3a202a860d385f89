"""How a transaction is told of: its age, and what it wants."""

from __future__ import annotations

import pytest

from tenantsh.db.age import Age
from tenantsh.repl.states import State, open_for


@pytest.mark.parametrize(
    ("age", "wanted"),
    [
        (Age(3, 1), State("tx 3 s", "org", 1)),
        (Age(90, 5), State("tx 1 min 30 s", "warning", 1)),
        (Age(90, 61), State("tx 1 min 30 s, IDLE 1 min 1 s: COMMIT or ROLLBACK?", "warning", 1)),
    ],
)
def test_a_transaction_in_which_nothing_happens_is_a_warning(age: Age, wanted: State) -> None:
    assert open_for(age) == wanted
