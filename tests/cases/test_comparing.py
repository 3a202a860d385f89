"""Which verdict two looks make, and which words go with it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from tests.cases import looks
from tests.cases.looks import ANSWER, LOOK, PLANNED, PRINT

from tenantsh.cases.comparing import Change, RowChange, compare, overall
from tenantsh.db.looks.prints import digest
from tenantsh.model.case import KeyedRow, Kind, Look, Planned, Verdict

OTHER_ROWS = looks.answer(multiset="other", ordered="other")

ONE_CHANGE = [
    (LOOK, Verdict.REPRODUCES, ""),
    (looks.surroundings(role="org_admin"), Verdict.CONTEXT_DIFFERS, "role"),
    (looks.surroundings(user="7"), Verdict.CONTEXT_DIFFERS, "person"),
    (looks.surroundings(email="new@acme.test"), Verdict.CONTEXT_DIFFERS, "person's email"),
    (looks.surroundings(org_name="Acme 2"), Verdict.REPRODUCES, ""),
    (looks.surroundings(context=(("app.current_org_id", "42"),)), Verdict.CONTEXT_DIFFERS, "app.current_user_id"),
    (looks.setting(TimeZone="Europe/Vienna"), Verdict.CONTEXT_DIFFERS, "TimeZone"),
    (looks.setting(search_path="public"), Verdict.CONTEXT_DIFFERS, "search_path"),
    (looks.setting(enable_seqscan="off"), Verdict.REPRODUCES, ""),
    (looks.setting(**{"app.region": "north"}), Verdict.CONTEXT_DIFFERS, "app.region"),
    (looks.setting(transaction_isolation="serializable"), Verdict.REPRODUCES, ""),
    (looks.printed(Kind.GRANTS), Verdict.CONTEXT_DIFFERS, "grants of public.resources"),
    (looks.printed(Kind.ROW_SECURITY), Verdict.RLS_OFF, "row security of public.resources"),
    (looks.printed(Kind.POLICIES), Verdict.POLICY_CHANGED, "policies of public.resources"),
    (looks.printed(Kind.COLUMNS), Verdict.SCHEMA_CHANGED, "columns of public.resources"),
    (looks.printed(Kind.INDEXES), Verdict.SCHEMA_CHANGED, "indexes of public.resources"),
    (looks.printed(Kind.TRIGGERS), Verdict.SCHEMA_CHANGED, "triggers of public.resources"),
    (looks.printed(Kind.CONSTRAINTS), Verdict.SCHEMA_CHANGED, "constraints of public.resources"),
    (looks.printed(Kind.DEFINITION), Verdict.SCHEMA_CHANGED, "definition of public.resources"),
    (OTHER_ROWS, Verdict.DATA_CHANGED, "rows of public.resources"),
    (looks.answer(rows=3, multiset="other"), Verdict.DATA_CHANGED, "rows of public.resources"),
    (looks.standing(version=180001), Verdict.SERVER_DIFFERS, "PostgreSQL"),
    (looks.standing(system="99"), Verdict.SERVER_DIFFERS, "system identifier"),
    (looks.standing(database="copy"), Verdict.SERVER_DIFFERS, "database"),
    (looks.standing(recovering=True, lag=0.5), Verdict.REPRODUCES, ""),
    (looks.standing(version=150019), Verdict.REPRODUCES, ""),
    (looks.surroundings(login="ann"), Verdict.REPRODUCES, ""),
    (looks.setting(), Verdict.REPRODUCES, ""),
    (replace(LOOK, planned=replace(PLANNED, shape="other")), Verdict.PLAN_CHANGED, "plan"),
    (looks.answer(ordered="other"), Verdict.SAME_ROWS_OTHER_ORDER, "order of the rows of public.resources"),
    (looks.answer(columns=(("id", "integer"), ("state", "text"))), Verdict.SCHEMA_CHANGED, "columns of the answer"),
    (looks.failed("42703"), Verdict.SCHEMA_CHANGED, "error"),
    (looks.failed("42501"), Verdict.CONTEXT_DIFFERS, "error"),
    (looks.failed("22012"), Verdict.DATA_CHANGED, "error"),
    (looks.failed("57014"), Verdict.CANNOT_TELL, "error"),
    (replace(LOOK, answer=None, untold=("it writes",)), Verdict.CANNOT_TELL, "rows of public.resources"),
]


@pytest.mark.parametrize(("now", "verdict", "what"), ONE_CHANGE)
def test_one_change_has_its_verdict_and_is_named(now: Look, verdict: Verdict, what: str) -> None:
    compared = compare(LOOK, now)
    assert compared.verdict is verdict
    assert [difference.what for difference in compared.differences] == ([what] if what else [])


def test_every_difference_is_listed_gravest_first() -> None:
    now = replace(
        looks.printed(Kind.POLICIES),
        answer=replace(ANSWER, multiset="other", rows=1),
        planned=replace(PLANNED, shape="x"),
        surroundings=looks.setting(TimeZone="CET").surroundings,
    )
    compared = compare(LOOK, now)
    assert [d.what for d in compared.differences] == [
        "TimeZone",
        "policies of public.resources",
        "rows of public.resources",
        "plan",
    ]
    assert compared.verdict is Verdict.CONTEXT_DIFFERS


@pytest.mark.parametrize("kind", [Kind.INDEXES, Kind.TRIGGERS, Kind.CONSTRAINTS])
def test_other_rows_are_not_put_down_to_what_cannot_have_changed_them(kind: Kind) -> None:
    now = replace(looks.printed(kind), answer=OTHER_ROWS.answer)
    assert compare(LOOK, now).verdict is Verdict.DATA_CHANGED


def test_other_rows_beside_another_column_are_put_down_to_it() -> None:
    now = replace(looks.printed(Kind.COLUMNS), answer=OTHER_ROWS.answer)
    assert compare(LOOK, now).verdict is Verdict.SCHEMA_CHANGED


def test_what_came_went_and_changed_has_its_name() -> None:
    dropped = compare(LOOK, looks.printed(Kind.POLICIES, {})).differences[0]
    assert (dropped.was, dropped.now) == ("resources_org", "(none)")
    changed = compare(LOOK, looks.printed(Kind.POLICIES, {"resources_org": "p2"})).differences[0]
    assert (changed.was, changed.now) == ("resources_org", "resources_org (changed)")
    (one,) = (later := looks.printed(Kind.POLICIES, {"resources_org": "p2"})).prints
    was = replace(LOOK, prints=(replace(PRINT, policies={"resources_org": "for all using (a)"}),))
    now = replace(later, prints=(replace(one, policies={"resources_org": "for all using (b)"}),))
    changed = compare(was, now).differences[0]
    assert changed.was == "resources_org: for all using (a)"
    assert changed.now == "resources_org (changed): for all using (b)"
    column = compare(LOOK, looks.printed(Kind.COLUMNS, {"id": "c1", "state": "c2", "extra": "c3"})).differences[0]
    assert (column.was, column.now) == ("(none)", "extra")


def test_rows_that_depend_on_the_time_cannot_be_told_apart_from_data() -> None:
    now = replace(OTHER_ROWS, untold=("it asks for the time: now()",))
    compared = compare(LOOK, now)
    assert (compared.verdict, compared.notes) == (Verdict.CANNOT_TELL, ("it asks for the time: now()",))
    assert compare(LOOK, replace(LOOK, untold=("it asks for the time: now()",))).verdict is Verdict.REPRODUCES


def test_an_answer_that_was_cut_is_compared_as_far_as_it_goes() -> None:
    cut = looks.answer(complete=False)
    assert compare(cut, cut).verdict is Verdict.CANNOT_TELL
    assert "the same" in compare(cut, cut).differences[0].now
    assert compare(cut, looks.answer(complete=False, multiset="other")).verdict is Verdict.CANNOT_TELL


def test_without_the_key_rows_are_told_by_their_count() -> None:
    assert compare(LOOK, LOOK, keyed=False).verdict is Verdict.CANNOT_TELL
    assert compare(LOOK, looks.answer(rows=3), keyed=False).verdict is Verdict.DATA_CHANGED
    assert compare(LOOK, looks.answer(rows=3), keyed=False).changes == ()
    none = looks.answer(rows=0, keyed=())
    assert compare(none, none, keyed=False).verdict is Verdict.REPRODUCES


def test_an_error_that_comes_again_reproduces_whatever_its_words() -> None:
    assert compare(looks.failed("42P01", "gibt es nicht"), looks.failed("42P01")).verdict is Verdict.REPRODUCES
    assert "42P01 no" in compare(looks.failed("42P01"), looks.failed("42P01")).notes[0]
    assert compare(looks.failed("42P01"), LOOK).verdict is Verdict.SCHEMA_CHANGED
    assert compare(looks.failed("42P01"), looks.failed("42501")).verdict is Verdict.CONTEXT_DIFFERS
    assert compare(looks.failed("57014"), looks.failed("57014")).verdict is Verdict.CANNOT_TELL


def test_a_plan_says_the_steps_that_are_others() -> None:
    now = replace(LOOK, planned=Planned("x", ("Sort", "  Index Scan using i on public.resources"), PLANNED.relations))
    (difference,) = compare(LOOK, now).differences
    assert (difference.was, difference.now) == (
        "Seq Scan on public.resources",
        "Index Scan using i on public.resources",
    )


def test_rows_are_compared_by_their_keys() -> None:
    keyed = (KeyedRow(("2",), ("a2", "b9")), KeyedRow(("3",), ("a3", "b3")))
    compared = compare(LOOK, looks.answer(multiset="other", keyed=keyed))
    assert compared.key == ("id",)
    assert compared.changes == (
        RowChange(Change.CHANGED, ("2",), ("state",)),
        RowChange(Change.GONE, ("1",)),
        RowChange(Change.NEW, ("3",)),
    )


def test_of_one_row_is_said_what_is_kept_of_it() -> None:
    one = replace(ANSWER, columns=(("count", "bigint"),), rows=1, key=(), keyed=(), sample=(("464",),))
    was = replace(LOOK, answer=one)
    (told,) = compare(was, replace(LOOK, answer=replace(one, multiset="other", sample=(("485",),)))).differences
    assert (told.was, told.now) == ("1 row: count 464", "1 row: count 485")
    (masked,) = compare(was, replace(LOOK, answer=replace(one, multiset="other"))).differences
    assert (masked.was, masked.now) == ("1 row", "1 row, other values")


def test_a_row_beyond_those_kept_by_key_is_not_called_gone() -> None:
    was = replace(LOOK, answer=replace(ANSWER, rows=5000))
    now = looks.answer(
        rows=5000, multiset="other", keyed=(KeyedRow(("1",), ("a1", "b9")), KeyedRow(("9",), ("x", "y")))
    )
    assert compare(was, now).changes == (RowChange(Change.CHANGED, ("1",), ("state",)),)


def test_several_rows_of_one_key_are_compared_together() -> None:
    twice = (KeyedRow(("1",), ("a", "b")), KeyedRow(("1",), ("a", "c")))
    was = looks.answer(keyed=twice)
    assert compare(was, looks.answer(multiset="x", keyed=twice[::-1])).changes == ()
    other = looks.answer(multiset="x", keyed=(twice[0], KeyedRow(("1",), ("a", "d"))))
    assert compare(was, other).changes == (RowChange(Change.CHANGED, ("1",)),)


def test_a_case_has_the_gravest_of_what_can_be_told() -> None:
    every = [verdict for verdict in Verdict if verdict not in (Verdict.CANNOT_TELL, Verdict.REPRODUCES)]
    for one, two in combinations(every, 2):
        assert overall([one, Verdict.CANNOT_TELL, two, Verdict.REPRODUCES]) in (one, two)
    assert overall([Verdict.REPRODUCES, Verdict.REPRODUCES]) is Verdict.REPRODUCES
    assert overall([Verdict.CANNOT_TELL, Verdict.REPRODUCES]) is Verdict.CANNOT_TELL


def test_row_security_that_came_on_is_another_policy() -> None:
    off, on = ({"enabled": digest(word)} for word in ("no", "yes"))
    was, now = looks.printed(Kind.ROW_SECURITY, off, "was"), looks.printed(Kind.ROW_SECURITY, on, "now")
    assert compare(was, now).verdict is Verdict.POLICY_CHANGED
    (difference,) = compare(now, was).differences
    assert (difference.verdict, difference.was, difference.now) == (Verdict.RLS_OFF, "enabled: yes", "enabled: no")


def test_a_partition_that_is_not_read_is_no_difference() -> None:
    came = looks.printed(Kind.DEFINITION, {"partition public.resources_2027": "x"})
    assert compare(LOOK, came).verdict is Verdict.REPRODUCES
    reads = replace(came, planned=replace(PLANNED, relations=("public.resources_2027",), shape="other"))
    assert compare(LOOK, reads).verdict is Verdict.SCHEMA_CHANGED
    assert compare(LOOK, replace(came, planned=None)).verdict is Verdict.SCHEMA_CHANGED


def test_a_planner_s_setting_is_told_with_a_plan_that_changed() -> None:
    now = replace(looks.setting(enable_seqscan="off"), planned=replace(PLANNED, shape="other"))
    assert [d.what for d in compare(LOOK, now).differences] == ["plan", "enable_seqscan"]


def test_of_marked_cells_nothing_is_told_by_row() -> None:
    was = looks.answer(keyed=(KeyedRow(("1",), ("a", "")), KeyedRow(("2",), ("b", ""))))
    now = looks.answer(multiset="x", keyed=(KeyedRow(("1",), ("a", "old file")), KeyedRow(("2",), ("c", ""))))
    compared = compare(was, now)
    assert compared.verdict is Verdict.DATA_CHANGED
    assert [(change.key, len(change.columns)) for change in compared.changes] == [(("2",), 1)]
