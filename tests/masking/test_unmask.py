r"""`\unmask`: which columns are masked, and one of them shown for a reason that is told."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from tests.commands.filtering import Desk
from tests.masking.conftest import open_marked

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.db.small import Small

    from tenantsh.model.evidence import Done


@pytest.fixture
def desk(marked: Small) -> Iterator[Desk]:
    opened = Desk(marked.place())
    yield opened
    opened.shell.session.close()


def test_it_lists_what_is_masked_and_why(desk: Desk) -> None:
    [listed] = desk.feed(r"\unmask").results
    rows = {str(row[0]): row[1:] for row in listed.rows}
    assert rows["people.email"] == ("email", "comment", False)
    assert rows["cards.holder"] == ("card", "security label", False)
    assert rows["people.loud"] == ("hide", "generated", False)
    assert rows["mails.small"] == ("hide", "a view computes it", False)


def test_it_lists_what_the_configuration_names_and_is_not_here(marked: Small, unmarked: Small) -> None:
    masking = {"people.tags": "hide", "public.people.email": "email", "user.emial": "email", "things.*": "hide"}
    masking["people.age"] = "show"  # which takes it out: it is here, and not masked
    for database, absent in (
        (marked, {"user.emial"}),
        (unmarked, {"user.emial", "people.tags", "public.people.email"}),
    ):
        desk = Desk(dataclasses.replace(database.place(), masking=masking))
        rows = desk.feed(r"\unmask").rows
        assert {row[0] for row in rows if row[2] == "configuration: not here"} == absent
        assert {"things.thing_id", "things.name"} <= {row[0] for row in rows if row[2] == "configuration"}
        desk.shell.session.close()


def test_it_shows_one_for_a_reason_that_the_log_hears(marked: Small) -> None:
    heard: list[Done] = []
    with open_marked(marked) as session:
        session.on_done = heard.append
        assert session.unmask("email", "case 12: her address bounces") == "people.email"
        assert [done.how for done in heard] == ["unmask: case 12: her address bounces"]
        assert session.run("select email, phone from people where person_id = 1").rows == [
            ("zz9alice@acme.com", "***34")
        ]
        assert session.run("select upper(email) from people where person_id = 1").rows == [("ZZ9ALICE@ACME.COM",)]
        assert session.run("select mail from mails where person_id = 1").rows == [("zz9alice@acme.com",)]
        assert session.run("select upper(phone), loud from people where person_id = 1").rows == [("***", "***")]
        assert session.frame("select email, phone from people").phone.tolist() == ["***34", "***99"]
    with open_marked(marked) as session:  # until that session ended
        assert session.run("select email from people where person_id = 1").rows == [("z***@***",)]


def test_a_script_has_to_give_the_reason(desk: Desk) -> None:
    for text in (r"\unmask people.email", r"\unmask people.email '  '"):
        error = desk.feed(text).error
        assert "a reason is needed" in str(error)
        assert "case 1234" in str(error)
    assert desk.feed(r"\unmask people.email case 12").results[0].status == (
        "people.email is shown until this session ends."
    )
    assert desk.feed("select email from people where person_id = 1;").rows == [("zz9alice@acme.com",)]
    assert (
        desk.feed(r"\unmask").results[0].rows[[row[0] for row in desk.feed(r"\unmask").rows].index("people.email")][3]
    )


def test_a_column_may_be_named_with_its_schema(desk: Desk) -> None:
    assert "people.email is shown" in desk.feed(r"\unmask public.people.email case 12").results[0].status


def test_python_has_to_give_one_too(marked: Small) -> None:
    with open_marked(marked) as session, pytest.raises(UsageError, match="for a reason only"):
        session.unmask("people.email", " ")


@pytest.mark.parametrize("column", ["nothing", "", "who", "people.", "x.people.email", "e'); drop table people; --"])
def test_what_is_no_one_column_is_told(marked: Small, column: str) -> None:
    with open_marked(marked) as session, pytest.raises(UsageError) as caught:
        session.unmask(column, "case 12")
    assert "masked" in str(caught.value) or "say which one" in str(caught.value)


def test_a_misspelt_one_is_told_before_a_reason_is_asked_for(desk: Desk, unmarked: Small) -> None:
    asked: list[str] = []

    def ask(prompt: str, _secret: bool) -> str:
        asked.append(prompt)
        return "case 12"

    desk.shell.asker = ask
    error = desk.feed(r"\unmask people.emial").error
    assert "did you mean people.email?" in str(error)
    assert not asked
    other = Desk(unmarked.place())
    assert "nothing is marked here" in str(other.feed(r"\unmask people.email case 12").error)
    other.shell.session.close()


def test_keys_are_read_once_their_column_is_shown(desk: Desk) -> None:
    refused = desk.feed(r"\keys people.profile").error
    assert "profile is masked" in str(refused)
    assert "profile is masked" in str(desk.feed(r"\keys people").error)
    desk.feed(r"\unmask people.profile case 12")
    assert "zz9ally" in str(desk.feed(r"\keys people.profile").rows)
