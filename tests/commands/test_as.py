r"""`\as`: another person's view of the organization, in a session of its own, and the way back."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest
from tests.commands.filtering import Desk
from tests.pgcluster import as_user
from tests.platform.seals import sealed

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import ConnectError, UnknownPerson, UsageError, WantsReason
from tenantsh.model.evidence import Keeping
from tenantsh.repl import states
from tenantsh.repl.look import banner

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pgcluster import Cluster

__all__ = ["sealed"]

WHO = "select current_user, current_setting('app.current_org_id'), current_setting('app.current_user_id', true);"


@pytest.fixture
def place(platform_dsn: str) -> Place:
    return Place(Target(as_user(platform_dsn, "engineer")), PLATFORM)


@pytest.fixture
def desk(place: Place) -> Iterator[Desk]:
    made = Desk(place)
    yield made
    made.shell.session.close()


def told(error: object) -> str:
    return " ".join(str(error).split())


def test_her_role_and_her_id_are_set_and_alone_it_goes_back(desk: Desk) -> None:
    before = desk.shell.session
    assert desk.feed(r"\as alice@acme.com").results[0].status == (
        "Now engineer as alice@acme.com in Acme (42), role org_admin, verified."
    )
    assert desk.feed(WHO).rows == [("org_admin", "42", "1")]
    assert not before.connected
    assert desk.feed(r"\as").results[0].status == "Now engineer in Acme (42), role org_viewer, verified."
    assert desk.feed(WHO).rows == [("org_viewer", "42", None)]


def test_an_id_is_as_good_and_one_person_follows_another(desk: Desk) -> None:
    desk.feed(r"\as 1")
    assert desk.feed(WHO).rows == [("org_admin", "42", "1")]
    desk.feed(r"\as bob@acme.com")
    assert desk.shell.tenant is not None
    assert str(desk.shell.tenant.person) == "bob@acme.com"
    desk.feed(r"\as")
    assert desk.shell.tenant.person is None


def test_who_is_looked_as_already_is_said_and_nothing_is_opened(desk: Desk) -> None:
    desk.feed(r"\as alice@acme.com")
    session = desk.shell.session
    for name in ("alice@acme.com", "1"):
        assert desk.feed(rf"\as {name}").results[0].status.startswith("Already engineer as alice@acme.com in Acme (42)")
    assert desk.shell.session is session


def test_she_goes_along_to_another_organization_with_the_role_that_she_has_there(desk: Desk) -> None:
    desk.feed(r"\as alice@acme.com")
    desk.feed(r"\org 43")
    assert desk.feed(WHO).rows == [("org_viewer", "43", "1")]
    desk.feed(r"\as")
    assert desk.feed(WHO).rows == [("org_viewer", "43", None)]


def test_back_is_who_one_was_with_the_role_that_was_named(place: Place) -> None:
    desk = Desk(place, role="org_member")
    desk.feed(r"\as alice@acme.com")
    assert desk.feed(WHO).rows == [("org_admin", "42", "1")]
    desk.feed(r"\as")
    assert desk.feed(WHO).rows == [("org_member", "42", None)]
    desk.shell.session.close()


def test_who_is_no_member_is_told_where_she_is_and_the_session_stays(desk: Desk) -> None:
    desk.feed(r"\org 44")
    desk.shell.asker = lambda *_: None  # a person types
    error = desk.feed(r"\as alice@acme.com").error
    assert "alice@acme.com is not a member of organization 44" in told(error)
    assert "she is in Acme (42), Globex (43)" in told(error)


@pytest.mark.parametrize(
    "who", ["nobody@acme.com", "999999999999", "9" * 40, "x" * 5000, r"'a\000b'", r"'caf\351'", "%", "'1 or 1=1'"]
)
def test_nobody_is_nobody(desk: Desk, who: str) -> None:
    assert isinstance(desk.feed(rf"\as {who}").outcomes[0], UnknownPerson)


@pytest.mark.parametrize("names", ["''", "1 or 1=1"])
def test_an_empty_name_is_not_the_way_back_and_two_are_nobody(desk: Desk, names: str) -> None:
    assert isinstance(desk.feed(rf"\as {names}").error, UsageError)


def test_an_open_transaction_keeps_it_from_being_left(desk: Desk) -> None:
    desk.feed("begin;")
    assert "a transaction is open" in told(desk.feed(r"\as alice@acme.com").error)


def test_a_plain_connection_has_nobody(platform_dsn: str) -> None:
    desk = Desk(Place(Target(as_user(platform_dsn, "engineer")), PLATFORM), None)
    assert "plain connection" in told(desk.feed(r"\as alice@acme.com").error)
    desk.shell.session.close()


def test_the_prompt_and_whoami_show_both_identities(desk: Desk) -> None:
    desk.feed(r"\as alice@acme.com")
    both = "Acme (42) engineer as alice@acme.com"
    assert states.tenant(desk.shell).text == both
    assert f"\n{both}, role org_admin, read only" in banner(desk.shell.tenant_session, "1", [])
    facts = dict(desk.feed(r"\whoami").rows)
    assert facts["person"] == "alice@acme.com (1)"
    assert facts["login"] == "engineer"


def test_the_log_has_both_identities(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    desk = Desk(dataclasses.replace(place, keeping=Keeping(path=str(log))))
    desk.feed(r"\as alice@acme.com")
    desk.feed("select 1;")
    desk.shell.session.close()
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [(entry["login"], entry["user"], entry["role"]) for entry in entries[-2:]] == [
        ("engineer", "alice@acme.com", "org_admin")
    ] * 2


def test_a_reason_goes_along(place: Place) -> None:
    desk = Desk(place)
    desk.shell.tenant_session.reason = "case 7"
    desk.feed(r"\as alice@acme.com")
    assert desk.shell.tenant_session.reason == "case 7"
    desk.shell.session.close()


def test_an_email_that_is_masked_is_masked_where_only_the_id_was_said(place: Place) -> None:
    desk = Desk(dataclasses.replace(place, masking={"users.email": "email"}))
    desk.feed(r"\as 1")
    shown = f"{states.tenant(desk.shell).text} {desk.feed(chr(92) + 'whoami').rows}"
    assert "alice@" not in shown
    desk.feed(r"\as alice@acme.com")
    assert "as alice@acme.com" in states.tenant(desk.shell).text
    desk.shell.session.close()


# -- --user ------------------------------------------------------------------------------------------------------------


def test_a_role_that_is_not_hers_is_refused(place: Place) -> None:
    with pytest.raises(UnknownPerson, match=r"alice@acme\.com is org_admin in organization 42, and not org_viewer"):
        open_session(place, Wanted("42", user="alice@acme.com", role="org_viewer"))
    open_session(place, Wanted("42", user="alice@acme.com", role="org_admin")).close()


def _with(place: Place, rows: str, **changes: str | None) -> Place:
    return dataclasses.replace(
        place,
        convention=dataclasses.replace(
            PLATFORM,
            find_person=f"select * from (values {rows}) t (user_id, email, role, org, org_name) where :who = :who",
            **changes,  # type: ignore[arg-type]
        ),
    )


def test_several_people_of_one_name_are_asked_for_by_id(place: Place) -> None:
    two = "('7', 'a@x', 'org_viewer', :org, 'Acme'), ('8', 'A@x', 'org_admin', :org, 'Acme')"
    with pytest.raises(UnknownPerson, match="2 people are called") as caught:
        open_session(_with(place, two), Wanted("42", user="a@x"))
    assert "7, 8" in str(caught.value)


def test_a_look_up_that_knows_no_role_leaves_the_conventions(place: Place) -> None:
    nobodys = "('7', 'a@x', null, :org, 'Acme')"
    with open_session(_with(place, nobodys), Wanted("42", user="a@x")) as session:
        assert session.tenant.role == "org_viewer"


def test_people_can_be_found_where_organizations_have_no_names(place: Place) -> None:
    one = "('7', 'a@x', 'org_viewer', :org, 'Acme')"
    there = _with(place, one, find_organizations=None)
    with open_session(there, Wanted("42", user="a@x")) as session:
        assert session.tenant.person is not None


def test_a_role_that_the_login_may_not_assume_is_told_as_hers(place: Place) -> None:
    keeper = "('7', 'a@x', 'platform_owner', :org, 'Acme')"
    with pytest.raises(ConnectError, match="platform_owner") as caught:
        open_session(_with(place, keeper), Wanted("42", user="a@x"))
    assert 'a@x has the role "platform_owner" there' in str(caught.value)


def test_a_sealed_login_finds_people_of_the_organization_that_it_opens(sealed: str, pg: Cluster) -> None:
    place = Place(Target(as_user(sealed, "engineer")), PLATFORM)
    ((who, org),) = pg.run("select user_id::text, org_id::text from org_members order by 2, 1 limit 1", "sealed")
    with open_session(place, Wanted(str(org), user=str(who), reason="case 7")) as session:
        assert session.tenant.person is not None
        assert session.tenant.person.user_id == who
        assert session.link.seal is not None
    with pytest.raises(WantsReason):
        open_session(place, Wanted(str(org), user=str(who)))
    with pytest.raises(UnknownPerson):
        open_session(place, Wanted(str(org), user="nobody@acme.com", reason="case 7"))
