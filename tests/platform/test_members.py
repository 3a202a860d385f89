"""An admin adds and removes members of her own organization."""

from __future__ import annotations

import pytest
from tests.platform.ask import ACME, Connection, become, column, refused, value

_STRANGER = "select min(email) from users where user_id not in (select user_id from org_members where org_id = 42)"


def test_an_admin_adds_a_person_whose_address_she_knows(db: Connection) -> None:
    email = value(db, f"{_STRANGER} and deleted_at is null")
    with become(db, "org_admin"):
        added = value(db, "select platform.add_member(%s, 'viewer')", [email.upper()])
        assert value(db, "select email from users where user_id = %s", [added]) == email
    assert value(db, "select role from org_members where org_id = 42 and user_id = %s", [added]) == "viewer"


def test_an_address_that_nobody_has_is_an_error(db: Connection) -> None:
    with become(db, "org_admin"):
        assert refused(db, "select platform.add_member('nobody@example.com')") == "P0002"


def test_an_admin_removes_a_member_of_her_organization_only(db: Connection) -> None:
    with become(db, "org_admin"):
        assert value(db, "select platform.remove_member(1)") is True
        assert value(db, "select platform.remove_member(1)") is False
    assert column(db, "select org_id from org_members where user_id = 1") == [43]


def test_without_a_context_nobody_is_added_or_removed(db: Connection) -> None:
    with become(db, "org_admin", None):
        assert refused(db, "select platform.add_member('alice@acme.com')") == "42501"
        assert value(db, "select platform.remove_member(1)") is False


@pytest.mark.parametrize("role", ["org_viewer", "org_member"])
def test_only_an_admin_may(db: Connection, role: str) -> None:
    with become(db, role, ACME):
        assert refused(db, "select platform.add_member('alice@acme.com')") == "42501"
        assert refused(db, "select platform.remove_member(1)") == "42501"
