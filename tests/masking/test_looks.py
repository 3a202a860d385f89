"""What is marked does not stand in a look: neither in its keys nor in its sample, its plan or its errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tenantsh.db.looks import look
from tenantsh.model.case import Parameter

if TYPE_CHECKING:
    from tenantsh.db.session import Session

SECRET = "zz9"


@pytest.mark.parametrize(
    "sql",
    [
        "select * from people order by 1",
        "select email from people",
        "select person_id, lower(email), profile->>'nick', tags, loud from people",
        "select * from people where email = 'zz9alice@acme.com'",
        "select * from people where email = $1",
        "select mail, small from mails",
        "select row_to_json(p) from people as p",
        "select string_agg(email, ',' order by email) from people",
        "select email, count(*) from people group by email order by email",
        "select email::int from people",
        "select 1 / (person_id - 1), email from people order by email",
        "select * from visits",
        "select * from frozen",
        "with p as (select * from people) select p from p",
    ],
)
def test_nothing_marked_is_in_a_look(masked: Session, sql: str) -> None:
    values = [Parameter("zz9alice@acme.com")] if "$1" in sql else []
    found = look(masked, sql, values, key=b"k")
    assert found.surroundings.settings
    assert SECRET not in repr(found)


def test_a_marked_key_is_none(masked: Session) -> None:
    found = look(masked, "select person_id, age from people order by 1", key=b"k").answer
    assert found is not None
    assert found.key == ("person_id",)
    other = look(masked, "select email, age from people", key=b"k").answer
    assert other is not None
    assert (other.key, other.keyed) == ((), ())
    assert [row[0] for row in other.sample] == ["z***@***", "z***@***"]


def test_no_digest_of_a_marked_cell_is_kept_beside_its_key(masked: Session) -> None:
    found = look(masked, "select person_id, email, age from people order by 1", key=b"k").answer
    assert found is not None
    assert {row.cells[1] for row in found.keyed} == {""}
    assert all(row.cells[0] and row.cells[2] for row in found.keyed)
