r"""Several statements in one text (`\;`): results, errors and warnings are psql's, in a tenant's session too."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from tests.commands.psql import NULL, Said, psql
from tests.db.copying import Pipe
from tests.pgcluster import as_user

from tenantsh.db.ask import Ask
from tenantsh.model.errors import StatementError
from tenantsh.render import Options, write

if TYPE_CHECKING:
    from tests.db.small import Small

    from tenantsh.db.session import Session

_TABLES = """
    create table n (a int primary key, b text);
    create table d (a int unique deferrable initially deferred);
    grant all on n, d to small_member
"""

_TEXTS = [
    ["insert into n values (1, 'x')", "select * from n", "insert into n values (1, 'y')", "select 3"],
    ["insert into n values (2, 'x')", "commit", "insert into n values (2, 'y')"],
    ["begin", "insert into n values (3, 'x')", "savepoint a", "insert into n values (3, 'y')", "rollback to a"],
    ["rollback"],
    ["begin", "savepoint a", "insert into n values (4, 'x')", "release a", "select count(*) from n", "commit"],
    ["insert into d values (1)", "insert into d values (1)"],
    ["insert into d values (1)", "insert into d values (1)", "select 1", "commit", "select 2"],
    ["begin", "insert into d values (5), (5)", "set constraints all immediate", "select 1"],
    ["rollback"],
    ["begin", "insert into d values (5), (5)", "commit", "select 1"],
    ["rollback"],
    ["select 1", "begin", "begin", "select 2", "end", "end", "select 3"],
    ["begin isolation level serializable", "show transaction_isolation", "commit", "show transaction_isolation"],
    ["begin", "set transaction isolation level repeatable read", "show transaction_isolation", "rollback"],
    ["set transaction isolation level repeatable read", "show transaction_isolation", "select 1"],
    ["start transaction", "commit and chain", "select 2", "rollback and chain", "select 3", "commit"],
    ["begin", "select 1/0", "commit", "select 2"],
    ["rollback", "select 5"],
    ["begin", "select 1/0"],
    ["select 1"],
    ["begin"],
    ["commit", "select 9"],
    ["declare c cursor for select generate_series(1, 4)", "fetch 2 from c", "fetch 2 from c", "close c"],
    ["begin", "declare c cursor for select generate_series(1, 4)", "move 1 from c", "fetch 1 from c", "commit"],
    ["lock table n", "select 1"],
    ["set local work_mem = '2MB'", "show work_mem", "select 1"],
    ["set work_mem = '3MB'", "show work_mem", "select 1/0"],
    ["show work_mem"],
    ["set constraints all deferred", "insert into d values (9)", "select * from d where a = 9"],
    ["prepare q as select $1::int + 1", "execute q(1)", "execute q(2)", "deallocate q", "execute q(3)"],
    ["select 1", "", "", "select 2"],
    ["  select 1 ", " /* c */ ", " select 2 -- e"],
    ["select 1", "values (1, 2), (3, 4)", "table n", "explain (costs off) select 1"],
    ["create table t (a int)", "insert into t values (1) returning a", "drop table t", "select * from t"],
    ["release a", "select 1"],
    ["rollback to a"],
    ["savepoint a"],
    ["select 1", "release a", "select 2"],
    ["do $$ begin raise notice 'hi'; end $$", "do $$ begin raise warning 'ho'; end $$", "select 1"],
    ["begin read only", "insert into n values (70, 'x')", "commit"],
    ["rollback"],
    ["begin", "begin read only", "insert into n values (71, 'x')", "rollback"],
    ["rollback"],
    ["select foo", "select 1"],
    ["select 1", "select 1 +", "select 2"],
    ["select 1", "copy n to stdout", "select 2"],
    ["select a.b from n a", "select 1", "select 'é', xx from n"],
    ["select 'é'", "select 'éé',\n\tnope from n"],
    ["begin", "commit and no chain", "select 1"],
    ["abort", "select 1"],
    ["commit and chain", "select 1"],
    ["begin work", "abort and chain", "select 1", "end work"],
]


def said(session: Session, text: str) -> Said:
    """What a person is told of a text, as the shell writes it."""
    out, pipe = io.StringIO(), Pipe()
    errors: list[str] = []
    session.on_notice = lambda notice: errors.append(notice.told())
    for answer in session.send(Ask(text), pipe):
        out.write(b"".join(pipe.taken).decode())
        pipe.taken.clear()
        if isinstance(answer, StatementError):
            errors.append(answer.message.told())
        elif answer.data is None:
            write(answer, Options(null=NULL), out)
    return Said(out.getvalue(), "\n".join(errors))


@pytest.mark.pg_min(15)  # earlier ones show the last result alone
def test_texts_of_several_statements_are_answered_as_in_psql(fresh: Small) -> None:
    fresh.admin(_TABLES)
    with fresh.open(write=True, allowed=["do-block", "lock-table"]) as session:
        ours = [said(session, ";".join(text)) for text in _TEXTS]
    fresh.admin("truncate n, d")
    login = as_user(fresh.target(), "small_eng", options="-c role=small_member -c app.current_org_id=42")
    # a comment each: the same text may come twice
    commands = ["\\;".join(text) + f"\n/* {at} */;" for at, text in enumerate(_TEXTS)]
    theirs = psql(fresh.pg, login, commands)
    for text, our, command in zip(_TEXTS, ours, commands, strict=True):
        their = theirs[command]
        assert (text, our.out, our.error.strip()) == (text, their.out, their.error.strip())
