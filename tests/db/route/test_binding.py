"""Which policies bind rows to the context, for certain."""

from __future__ import annotations

import pytest

from tenantsh.db.route.binding import bindings

_FUNCTIONS = frozenset({"platform.current_user_org_id", "current_user_org_id"})


@pytest.mark.parametrize(
    "using",
    [
        "(org_id = platform.current_user_org_id())",
        "(org_id = ( SELECT platform.current_user_org_id() AS current_user_org_id))",
        "(org_id = (NULLIF(current_setting('app.current_org_id'::text, true), ''::text))::bigint)",
        "((NOT deleted) AND ((current_setting('a'::text))::bigint = org_id))",
        "((org_id)::text = COALESCE(current_setting('a'::text, true), '0'::text))",
        "(org_id = 42)",
    ],
)
def test_an_equality_with_the_context_that_has_to_hold_binds(using: str) -> None:
    (found,) = bindings(using, "org_id", _FUNCTIONS)
    assert "org_id" not in found.format("0").replace("current_user_org_id", "").replace("current_org_id", "")


@pytest.mark.parametrize(
    "using",
    [
        "true",
        "((org_id = 1) OR (org_id = platform.current_user_org_id()))",
        "(NOT (org_id = 1))",
        "(org_id <> 1)",
        "(org_id > 1)",
        "(org_id = ANY (ARRAY[1, 2]))",
        "(org_id = other_id)",
        "(org_id = platform.pick())",
        "(org_id = (random())::bigint)",
        "(org_id = ( SELECT m.org_id FROM members m))",
        "(org_id = ( SELECT 1 WHERE random() > 0.5))",
        "((org_id)::integer = 1)",
        "(other_id = 1)",
        "(org_id OPERATOR(theirs.=) 1)",
        "((org_id = 1) IS NOT TRUE)",
        "CASE WHEN x THEN (org_id = 1) ELSE true END",
        "",
        "not sql at all (",
    ],
)
def test_nothing_else_does(using: str) -> None:
    assert bindings(using, "org_id", _FUNCTIONS) == ()


@pytest.mark.parametrize(
    ("using", "kind"),
    [
        ("((org_id)::bigint = (current_setting('a'::text))::bigint)", "text"),  # '042' is 42 too
        ("((org_id)::numeric = 42)", "character varying"),
        ("((org_id)::bigint = 42)", "numeric"),
        ("((org_id)::character varying(1) = '4'::text)", "text"),
        ("((org_id)::numeric(3,0) = 42)", "bigint"),
    ],
)
def test_a_cast_that_makes_two_keys_one_does_not(using: str, kind: str) -> None:
    assert bindings(using, "org_id", _FUNCTIONS, kind) == ()
    assert bindings("((org_id)::bigint = 42)", "org_id", _FUNCTIONS, "integer")
    assert bindings("((org_id)::text = 'a'::text)", "org_id", _FUNCTIONS, "uuid")


def test_braces_of_a_policy_stay_what_they_are() -> None:
    (found,) = bindings("((org_id)::text = '{1}'::text)", "org_id", _FUNCTIONS)
    assert found.format("X") == "(X)::text = '{1}'::text"
