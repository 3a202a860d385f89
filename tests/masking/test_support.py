"""Support's doors: cases, their files and replays, many organizations, comparisons. Nothing marked leaves by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.db.small import Small
from tests.masking.test_outputs import QUERIES, Person, leaks

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pgcluster import Cluster

_MORE = (
    "select * from people",
    "select email as key, person_id from people order by email",
    "select email, count(*) from people group by email",
    "select distinct email from people",
    "select email, n from frozen",
    'select "E.mail" from "Odd.One"."Peo.ple ""x"',
    "select mail, who, note from badges join visits on true",
    "select badges from badges",
    "select it from revealing_rows",
    "values ((select email from people limit 1))",
    "with w as (select email from people) select w from w",
    "table mails",
    "select lower(1), row_to_json(s) from snapshots as s",
    "select name from plain_things order by (select email from people limit 1)",
    "select email::int from people",
    "select fails('P0001')",
    "select fails('42501')",
    "select tells()",
    "select reveal()::int",
    "select current_setting(email) from people",
    "select 1 from people where email::date > now()",
    "select count(*) from people where email = constant_mail()",
    "select * from badges where mail = constant_mail()",
    "explain select * from badges where mail = constant_mail()",
    "prepare p as select email from people",
    "execute p",
    "select set_config('app.other', email, false) from people",
    "show app.other",
)
_ALL = (*QUERIES.values(), *_MORE)


@pytest.fixture(scope="session")
def supported(pg: Cluster, marked: Small) -> Small:
    """A copy of the marked database, with a table whose key is marked, and an IMMUTABLE function that is none."""

    def make() -> None:
        pg.create("supported", marked.dbname)
        pg.run(_SQL, "supported")

    pg.once("supported", make)
    return Small(pg, "supported")


_SQL = """
CREATE TABLE badges (mail text PRIMARY KEY, org_id bigint DEFAULT 42, note text);
COMMENT ON COLUMN badges.mail IS '[pii:email]';
INSERT INTO badges VALUES ('zz9alice@acme.com', 42, 'a'), ('zz9bob@acme.com', 42, 'b');
GRANT SELECT ON badges TO small_viewer;
CREATE FUNCTION constant_mail() RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT 'zz9alice@acme.com'::text $$;
"""


def _case(folder: Path) -> str:
    lines = [
        '\\case new "what she sees" --ticket SUP-1', *(f"{query};" for query in _ALL), r"\filter people age>1",
        r"select email from people limit 1 \gset", r"select 'select 1 as ' || quote_ident(email) from people \gexec",
        r"\unmask people.email case 12 of support", r"\unmask badges.mail case 12 of support",
        "select email, person_id from people;", "select mail, note from badges;",
        "\\o /dev/null", r"\case note done", f"\\case save {folder / 'case.jsonl'}", r"\case close",
    ]  # fmt: skip
    return "\n".join([lines[0], r"\o /dev/null", *lines[1:], ""])


@pytest.fixture(scope="session")
def recorded(supported: Small, tmp_path_factory: pytest.TempPathFactory) -> Person:
    """Somebody who has recorded a case about marked columns, some of which she had unmasked."""
    person = Person(supported, folder := tmp_path_factory.mktemp("recorded"))
    done = person.run(_case(folder), "--reason", "case 12 of support")
    assert (folder / "case.jsonl").exists(), done.stderr
    assert "zz9" not in done.stderr.lower()
    return person


def test_a_case_keeps_no_marked_value_not_even_of_what_was_unmasked(recorded: Person) -> None:
    text = (recorded.folder / "case.jsonl").read_text(encoding="utf-8")
    assert leaks(recorded.folder) == []
    assert "z***@***" in text
    assert '"person_id"' in text
    assert '"key":["mail"]' not in text


@pytest.mark.parametrize(
    "how", [("show",), ("show", "--json"), *(("export", "--to", to) for to in ("md", "sql", "ipynb"))]
)
def test_nor_does_a_telling_of_it(recorded: Person, how: tuple[str, ...]) -> None:
    done = recorded.tenantsh("case", how[0], str(recorded.folder / "case.jsonl"), *how[1:])
    assert done.returncode == 0, done.stderr
    assert "zz9" not in (done.stdout + done.stderr).lower()


def test_a_replay_tells_which_rows_are_others_by_keys_that_are_not_marked(recorded: Person, supported: Small) -> None:
    changed = "update people set email = 'zz9new' || email, note = 'other'; update badges set mail = mail || 'x'"
    supported.admin(f"begin; {changed}; comment on column people.age is '[pii]'; commit")
    try:
        for how in ((), ("--json",)):
            done = recorded.tenantsh("case", "replay", str(recorded.folder / "case.jsonl"), "--against", "small", *how)
            assert done.returncode == 1, done.stderr
            assert "zz9" not in (done.stdout + done.stderr).lower()
            assert "email" in done.stdout
            assert "person_id" in done.stdout
    finally:
        back = "update people set email = substr(email, 7), note = null; update badges set mail = rtrim(mail, 'x')"
        supported.admin(f"begin; {back}; comment on column people.age is null; commit")
    assert leaks(recorded.folder) == []


def test_the_evidence_of_it_has_none(recorded: Person) -> None:
    log = recorded.folder / "state" / "tenantsh" / "evidence" / "small.jsonl"
    assert '"case":' in log.read_text(encoding="utf-8")
    assert "zz9" not in log.read_text(encoding="utf-8").lower()


@pytest.mark.parametrize("at_a_time", [0, 1])
def test_many_organizations_answer_masked(supported: Small, tmp_path: Path, at_a_time: int) -> None:
    person = Person(supported, tmp_path)
    asked = [rf"\each 42,43 {query}" for query in _ALL if not query.startswith("explain")]
    lines = [rf"\set FETCH_COUNT {at_a_time}", *asked, r"\each (select email from people) select 1"]
    lines += [r"\unmask people.email case 12 of support", r"\each 42,43 select email from people"]
    done = person.run("\n".join([*lines, ""]), "--reason", "case 12 of support")
    assert "zz9" not in (done.stdout + done.stderr).lower()
    assert done.stdout.count("***") > len(QUERIES)
    assert leaks(tmp_path) == []


def test_two_organizations_are_compared_masked(supported: Small, tmp_path: Path) -> None:
    person = Person(supported, tmp_path)
    differing = [
        "select person_id, email, current_setting('app.current_org_id') as o from people",
        "select email || current_setting('app.current_org_id') as e, person_id from people",
        "select mail, note || current_setting('app.current_org_id') as o from badges",
        "select p, current_setting('app.current_org_id') from people as p",
    ]
    lines = [rf"\compare 42 43 {query}" for query in (*differing, *_MORE[:8])]
    lines += [rf"\compare --on mail 42 43 {differing[2]}", rf"\compare --on email 42 43 {differing[0]}"]
    for form in ("aligned", "csv", "json"):
        done = person.run("\n".join([f"\\pset format {form}", *lines, ""]))
        assert "zz9" not in (done.stdout + done.stderr).lower()
    assert leaks(tmp_path) == []
