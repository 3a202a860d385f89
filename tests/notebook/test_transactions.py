"""A cell is done or undone as a whole: what an open transaction is after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from tests.notebook.conftest import Notebook, Seen
    from tests.pgcluster import Cluster

pytestmark = pytest.mark.newest  # what a cell does is the client's affair, whatever the server

FAILING = ["select 1/0", "reset role", r"\nope", "select :nowhere", "selct 1", "select 1 where 1 in $1"]


@pytest.fixture
def writing(notebook: Notebook) -> Notebook:
    """A session that may write, with an open transaction in which a table was made by an earlier cell."""
    notebook.open("42", "--write")
    notebook.cell("%%tenantsh\nbegin;\ncreate temporary table kept as select 1 as n;")
    return notebook


def _count(notebook: Notebook) -> int:
    return int(notebook.value("%tenantsh select count(*) as n from kept")["n"][0])


@pytest.mark.parametrize("failing", FAILING)
def test_after_a_failed_cell_the_transaction_is_as_it_was_before_it(writing: Notebook, failing: str) -> None:
    seen = writing.cell(f"%%tenantsh\ninsert into kept values (2);\n{failing};")
    assert seen.error is not None
    assert "  note: the open transaction is as it was before this cell" in seen.out
    assert _count(writing) == 1
    assert writing.cell("%tenantsh commit").out == "COMMIT\n"
    assert _count(writing) == 1


def test_a_transaction_that_the_failed_cell_began_is_rolled_back(notebook: Notebook) -> None:
    notebook.open("42", "--write")
    seen = notebook.cell("%%tenantsh\nbegin;\ncreate temporary table kept as select 1 as n;\nselect 1/0;")
    assert "  note: the transaction that this cell began was rolled back" in seen.out
    assert _begins_anew(notebook)


def test_a_transaction_that_follows_another_in_the_failed_cell_is_rolled_back(writing: Notebook) -> None:
    writing.cell("%%tenantsh\ncommit;\nbegin;\ninsert into kept values (2);\nselect 1/0;")
    assert _begins_anew(writing)
    assert _count(writing) == 1


def _begins_anew(notebook: Notebook) -> bool:
    return "already a transaction" not in notebook.cell("%tenantsh begin").err and bool(
        notebook.cell("%tenantsh commit")
    )


def test_a_cell_that_went_well_stays(writing: Notebook) -> None:
    writing.cell("%tenantsh insert into kept values (2)")
    writing.cell("%tenantsh select 1/0")
    writing.cell("%tenantsh insert into kept values (3)")
    assert _count(writing) == 3


def test_savepoints_of_a_person_s_own_last_from_cell_to_cell(writing: Notebook) -> None:
    for text in ("savepoint mine", "insert into kept values (2)", "select 1/0", "insert into kept values (3)"):
        writing.cell(f"%tenantsh {text}")
    assert _count(writing) == 3
    assert writing.cell("%tenantsh rollback to mine").out == "ROLLBACK\n"
    assert _count(writing) == 1
    assert writing.cell("%tenantsh release mine").out == "RELEASE\n"


def test_a_cell_that_goes_back_beyond_its_beginning_and_fails_is_told(writing: Notebook) -> None:
    writing.cell("%tenantsh savepoint mine")
    seen = writing.cell("%%tenantsh\nrollback to mine;\nselect 1/0;")
    assert "as it was" not in seen.out
    assert isinstance(writing.cell("%tenantsh select 1").error, StatementError)  # the transaction has failed
    assert writing.cell("%tenantsh rollback").out == "ROLLBACK\n"


def test_a_transaction_that_had_failed_before_stays_failed(writing: Notebook) -> None:
    writing.cell("%tenantsh savepoint mine")
    writing.cell("%%tenantsh\nrollback to mine;\nselect 1/0;")
    seen = writing.cell("%tenantsh select 1")
    assert "25P02" in str(getattr(seen.error, "sqlstate", ""))
    assert writing.cell("%tenantsh rollback to mine").out == "ROLLBACK\n"
    assert _count(writing) == 1


def test_its_modes_may_be_set_in_a_later_cell_and_a_failed_one_in_between_changes_nothing(acme: Notebook) -> None:
    acme.cell("%tenantsh begin")
    acme.cell("%%tenantsh\nset transaction isolation level repeatable read;\nselect 1/0;")
    assert acme.cell("%tenantsh set transaction isolation level serializable").error is None
    assert acme.value("%tenantsh show transaction_isolation").iloc[0, 0] == "serializable"


def test_outside_of_a_transaction_each_statement_stands_for_itself(notebook: Notebook) -> None:
    notebook.open("42", "--write")
    seen = notebook.cell("%%tenantsh\ncreate temporary table kept as select 1 as n;\nselect 1/0;")
    assert "note:" not in seen.out
    assert _count(notebook) == 1


def test_with_autocommit_off_a_failed_cell_leaves_no_transaction(notebook: Notebook) -> None:
    notebook.open("42", "--write")
    seen = notebook.cell("%%tenantsh\n\\set AUTOCOMMIT off\ncreate temporary table kept as select 1 as n;\nselect 1/0;")
    assert "the transaction that this cell began was rolled back" in seen.out
    notebook.cell("%%tenantsh\n\\set AUTOCOMMIT on")
    assert _begins_anew(notebook)


def test_a_hundred_cells_with_failures_among_them_leave_what_went_well(writing: Notebook) -> None:
    for number in range(100):
        writing.ip.user_ns["n"] = number
        writing.cell(f"%%tenantsh\ninsert into kept values (:n);\n{'select 1/0;' if number % 10 == 9 else ''}")
    assert _count(writing) == 91
    writing.cell("%tenantsh commit")


def test_a_transaction_that_goes_with_its_connection_is_lost_and_the_tenant_is_not(
    writing: Notebook, pg: Cluster
) -> None:
    pid = writing.value("%tenantsh select pg_backend_pid() as pid")["pid"][0]
    pg.run(f"select pg_terminate_backend({pid}, 5000)" if pg.major >= 14 else f"select pg_terminate_backend({pid})")
    seen = writing.cell("%tenantsh select 1")
    assert _says(seen, "Acme (42) again, verified")
    assert _says(seen, "ROLLBACK")
    assert "as it was" not in seen.out
    writing.cell("%tenantsh rollback")
    facts = writing.value("%tenantsh").set_index("Who am I")["Verified"]
    assert facts["organization"] == "Acme (42)"


def _says(seen: Seen, words: str) -> bool:
    return words in seen.out + seen.err


def test_frames_see_what_the_open_transaction_has_not_committed(writing: Notebook) -> None:
    writing.cell("%tenantsh insert into kept values (2)")
    frame = writing.value("%tenantsh select n from kept order by n")
    assert (list(frame["n"]), frame.attrs["verified"]) == ([1, 2], True)
