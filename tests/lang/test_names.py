r"""Name patterns: what psql 15 and 18 sent for them, seen with `psql -E` on a database called db."""

from __future__ import annotations

import pytest

from tenantsh.lang.names import NamePattern, name_pattern
from tenantsh.model.errors import UsageError


def relation(text: str) -> tuple[str | None, str | None, bool]:
    found = name_pattern(text, database="db")
    return found.schema, found.name, found.visible_only


@pytest.mark.parametrize(
    ("typed", "schema", "name"),
    [
        ("pub*", None, "^(pub.*)$"),
        ("a?b", None, "^(a.b)$"),
        ("?.a?b", "^(.)$", "^(a.b)$"),
        ("foo.", "^(foo)$", "^()$"),
        (".foo", "^()$", "^(foo)$"),
        ('""', None, "^()$"),
        ("public.*", "^(public)$", None),
        ('a""b"c""d"e', None, '^(abc"de)$'),
        ("Ab(c|D)+[a-z]$1", None, r"^(ab(c|d)+[a-z]\$1)$"),
        ('"$x"', None, r"^(\$x)$"),
        ('"A.b"."c$D*"[]', r"^(A\.b)$", r"^(c\$D\*\[])$"),
        ("[a]", None, "^([a])$"),
        ('"A"b.C"D"', "^(Ab)$", "^(cD)$"),
        ("ÄB", None, "^(Äb)$"),
        ('"a.b.c.d"', None, r"^(a\.b\.c\.d)$"),
        ("DB.a.x", "^(a)$", "^(x)$"),
        ('"db".public.int[]', "^(public)$", r"^(int\[])$"),
    ],
)
def test_a_pattern_becomes_what_psql_makes_of_it(typed: str, schema: str | None, name: str | None) -> None:
    assert relation(typed) == (schema, name, schema is None)


def test_a_star_is_no_condition() -> None:
    assert relation("*") == (None, None, True)


def test_a_star_for_the_schema_looks_beyond_the_search_path() -> None:
    assert relation("*.*") == (None, None, False)
    assert relation('db.*."A*"') == (None, r"^(A\*)$", False)


@pytest.mark.parametrize(("typed", "name"), [("+", r"^(\+)$"), ("|?|", r"^(\|.\|)$"), ('"|*"', r"^(\|\*)$")])
def test_in_operators_only_the_wildcards_are_special(typed: str, name: str) -> None:
    assert name_pattern(typed, literal=True).name == name


@pytest.mark.parametrize(("typed", "name"), [("app.*", "^(app..*)$"), ('"App".X', "^(App.x)$")])
def test_dots_may_belong_to_a_name(typed: str, name: str) -> None:
    assert name_pattern(typed, parts=0) == NamePattern(name, None, visible_only=True, plain=False)


@pytest.mark.parametrize(("typed", "parts"), [("a.b.c.d", 3), ("x.y", 1), ("a.b.c", 2)])
def test_too_many_dots_are_refused_in_psqls_words(typed: str, parts: int) -> None:
    with pytest.raises(UsageError) as error:
        name_pattern(typed, parts=parts, database="a")
    assert str(error.value) == f"improper qualified name (too many dotted names): {typed}"


@pytest.mark.parametrize(("typed", "parts"), [("other.a.b", 3), ("x..y", 3), ('"DB".a.b', 3), ("db.public", 2)])
def test_another_database_is_refused_in_psqls_words(typed: str, parts: int) -> None:
    with pytest.raises(UsageError) as error:
        name_pattern(typed, parts=parts, database="db")
    assert str(error.value) == f"cross-database references are not implemented: {typed}"


@pytest.mark.parametrize("typed", ["users", "public.users", '"A*"', "a$b", "db.a.b"])
def test_a_name_is_plain(typed: str) -> None:
    assert name_pattern(typed, database="db").plain


@pytest.mark.parametrize("typed", ["u*", "a?b.c", "a|b", "[]", "*"])
def test_a_pattern_is_not_plain(typed: str) -> None:
    assert not name_pattern(typed).plain


def test_psql_before_13_7_overlooked_names_that_were_too_many() -> None:
    found = name_pattern("a.b.c.d", database="db", version=130004)
    assert (found.schema, found.name) == ("^(c)$", "^(d)$")
    with pytest.raises(UsageError):
        name_pattern("a.b.c.d", database="db", version=130007)


@pytest.mark.parametrize("typed", ['""', ".", '"".*'])
def test_psql_before_14_took_an_empty_name_for_any(typed: str) -> None:
    found = name_pattern(typed, version=130023)
    assert (found.name, found.schema, found.visible_only) == (None, None, True)


def test_psql_before_14_knew_no_array_types() -> None:
    assert name_pattern("int8[]", version=130023).name == "^(int8[])$"
