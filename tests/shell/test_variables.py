"""psql's special variables; the corpus has psql's words for what they refuse."""

from __future__ import annotations

import pytest

from tenantsh.model.errors import UsageError
from tenantsh.shell.special import SPECIAL, as_integer
from tenantsh.shell.variables import Variables


def test_a_switch_means_on_without_a_value_and_off_when_it_is_unset() -> None:
    variables = Variables()
    variables.set("ON_ERROR_STOP")
    assert variables.on("ON_ERROR_STOP")
    variables.unset("ON_ERROR_STOP")
    assert (variables.get("ON_ERROR_STOP"), variables.on("ON_ERROR_STOP")) == ("off", False)


@pytest.mark.parametrize("name", [name for name, special in SPECIAL.items() if special.values])
def test_a_variable_of_few_words_takes_no_other(name: str) -> None:
    variables = Variables()
    before = variables.get(name)
    with pytest.raises(UsageError, match="unrecognized value"):
        variables.set(name, "nonsense")
    assert variables.get(name) == before


@pytest.mark.parametrize(("text", "number"), [("010", 8), ("0x10", 16), (" 7", 7), ("-1", -1), ("+5", 5)])
def test_an_integer_is_read_as_c_reads_it(text: str, number: int) -> None:
    assert as_integer(text) == number


@pytest.mark.parametrize("text", ["", "x", "1.5", "7 ", "99999999999"])
def test_what_is_no_integer_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="integer expected"):
        Variables().set("FETCH_COUNT", text)


def test_whoever_asked_hears_of_each_change() -> None:
    heard: list[str] = []
    variables = Variables(heard.append)
    variables.set("QUIET", "on")
    variables.unset("x")
    assert heard == ["QUIET", "x"]


def test_a_variable_of_a_newer_psql_is_not_there_with_an_older_server() -> None:
    variables = Variables()
    variables.follow(15)
    assert variables.get("WATCH_INTERVAL") is None
    variables.follow(18)
    assert variables.get("WATCH_INTERVAL") == "2"


@pytest.mark.parametrize("name", ["a-b", "", "a b", "é-"])
def test_a_name_is_letters_digits_and_underscores(name: str) -> None:
    with pytest.raises(UsageError, match="invalid variable name"):
        Variables().set(name, "x")
