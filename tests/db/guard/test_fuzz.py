"""The guard by lot: the lots are the same in each run, unless TENANTSH_FUZZ says how many others are drawn."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.db.escapes import ATTEMPTS, STILL_ESCAPES, Met
from tests.db.guard.mutations import PLACES, SWITCHING, cut_and_joined, put_in, readable
from tests.db.guard.test_vectors import assert_intact, told_of
from tests.db.guard.vectors import IN_ONE, LEAVING, TRANSACTIONS

from tenantsh.db.guard import Surroundings, inspect, inspect_each
from tenantsh.db.guard.switches import Switch, Switches
from tenantsh.model.errors import Refused

if TYPE_CHECKING:
    from tests.db.small import Small

_MORE = int(os.environ.get("TENANTSH_FUZZ", "0"))
_LOT = random.Random(None if _MORE else 42)
_PUT_IN = _MORE or 1500
_SENT = _MORE or 1200
_DATABASE = Surroundings(
    frozenset({"app.current_org_id", "app.bypass_rls"}),
    write=True,
    switches=Switches.of(
        [
            Switch("function", "peek", attribute=False, switches=True, how=""),
            Switch("function", "switch", attribute=False, switches=True, how=""),
            Switch("operator", "===", attribute=False, switches=True, how=""),
            Switch("relation", "planted_view", attribute=False, switches=True, how=""),
        ]
    ),
)


def test_each_place_is_one_that_the_grammar_reads() -> None:
    assert [text for text in (*PLACES, *(f"select {s}" for s in SWITCHING)) if not readable(text)] == []


def test_what_switches_is_found_wherever_it_stands() -> None:
    texts = [text for text in (put_in(_LOT) for _ in range(_PUT_IN)) if readable(text)]
    assert len(texts) > _PUT_IN / 2, "the others are in places that no expression may have"
    assert [text for text in texts if _rule_of(text) is None] == []


def _rule_of(text: str) -> str | None:
    try:
        inspect(text, _DATABASE)
    except Refused as refused:
        return refused.rule
    return None


_TEXTS = [
    *(a.sql for a in ATTEMPTS if a.met is not Met.HARMLESS),
    *(escape.sql for escape in STILL_ESCAPES),
    *(v.sql for v in (*LEAVING, *IN_ONE, *TRANSACTIONS)),
    *(f"select {switching} from things" for switching in SWITCHING),
    "select name from things",
    "select * from things, orgs where things.org_id = orgs.org_id order by 1",
]


def test_what_is_let_through_unasked_shows_nobody_else_s_rows(small: Small) -> None:
    sent = 0
    with small.open() as session:
        session.run("set statement_timeout = 2000")
        around = replace(session.link.surroundings, ask=lambda _: None)
        for _ in range(_SENT):
            text = cut_and_joined(_TEXTS, _LOT)
            try:
                inspect_each(text, around)
            except Refused:
                continue
            sent += 1
            assert "theirs" not in told_of(session, text), text
            if session.in_transaction or sent % 20 == 0:
                assert_intact(session)
                session.allow(frozenset())
        assert_intact(session)
    assert sent > _SENT / 20
