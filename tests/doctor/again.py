"""What again.sql has wrong, and what it has that is right: the second sowing."""

from tests.doctor.planted import Defect


def _reads(name: str, kind: str, context: str | None = "42", first: str | None = None) -> Defect:
    return Defect(name, kind, f"SELECT EXISTS (SELECT FROM again.{name} WHERE tenant_id <> '42')", context, first)


def _calls(name: str, kind: str, argument: str = "", since: int = 13) -> Defect:
    return Defect(name, kind, f"SELECT count(*) > 1 FROM again.{name}({argument}) AS f WHERE f <> 'of 42'", since=since)


DEFECTS = (
    _reads("not_false", "unset-opens", None),
    _reads("not_true", "unset-opens", None),
    _reads("coalesce_true", "unset-opens", None),
    _reads("not_coalesce", "unset-opens", None),
    _reads("itself_unset", "unset-opens", None),
    _reads("by_function", "unset-opens", None),
    _reads("namesake", "no-context"),
    _reads("by_set", "no-context"),
    _reads("all_of_none", "no-context"),
    _reads("not_blocked", "no-context"),
    _reads("by_like", "comparison"),
    _reads("by_prefix", "comparison"),
    _reads("by_regex", "comparison"),
    _reads("between", "comparison"),
    _reads("alike", "or-open"),
    Defect("unlike", "or-open", "SELECT EXISTS (SELECT FROM again.unlike WHERE tenant_id <> '42')"),
    _reads("by_case", "or-open"),
    _reads("impersonates", "switch", first="SET app.impersonate = '43'"),
    Defect("empty_claims", "empty-cast", "SELECT EXISTS (SELECT FROM again.empty_claims)", "", None, "22P02"),
    Defect("reads_restricted", "true", "DELETE FROM again.reads_restricted"),
    _reads("others_restricted", "true"),
    Defect("steals", "true", "UPDATE again.steals SET tenant_id = '42', id = id + 10 * length(tenant_id)"),
    Defect("staff", "true", "SELECT count(*) = 6 FROM again.staff", "42", "SET ROLE again_staff"),
    _calls("f_of", "definer", "'43'"),
    _calls("f_comment", "definer"),
    _calls("f_atomic", "definer", since=14),
    Defect("org_atomic", "immutable", since=14),
    _calls("f_unforced", "definer"),
    Defect("v_function", "view", "SELECT count(*) > 2 FROM again.v_function"),
    Defect("v_union", "view", "SELECT count(*) > 5 FROM again.v_union"),
    Defect("v_copy", "view", "SELECT count(*) > 2 FROM again.v_copy"),
    Defect("grandchild", "off-child", "SELECT EXISTS (SELECT FROM again.grandchild WHERE body = 'of 43')"),
)
"""Each thing that is wrong there."""

READABLE = (
    "plain", "is_true", "is_false", "not_unequal", "not_distinct", "between", "row", "any_of_text", "contained",
    "in_values", "exists_alone", "direct", "path", "case_own", "not_either", "coalesce_false", "each_restricted",
    "whole_row", "by_function", "by_set", "domain", "v_ours",
)  # fmt: skip
"""Relations in schema `right` that show this organization's rows only."""
