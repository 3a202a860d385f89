"""Every output, by query shapes in which a marked column has an origin, none, or one behind a view: all are masked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from tests.masking.conftest import open_marked
from tests.ready import ready

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.db.small import Small

    from tenantsh.db.session import Session

QUERIES = {
    "column": "select email from people order by person_id",
    "expression": "select lower(email) as e, person_id from people",
    "union": "select email as e from people union all select 'own'",
    "view": "select mail, small from mails",
    "partition": "select who from visits_2026_01",
    "whole row": "select p, to_jsonb(p) from people as p",
    "function": "select reveal() as e",
    "json": "select profile, profile -> 'nick' as n from people",
}
FORMATS = (
    "aligned", "unaligned", "csv", "html", "asciidoc", "latex", "latex-longtable", "troff-ms", "wrapped",
    "json", "jsonl", "markdown",
)  # fmt: skip

_CONFIG = """
[masking]
"people.tags" = "hide"
[conventions.small]
role = "small_viewer"
settings = {{ "app.current_org_id" = "{{org}}" }}
[profiles.small]
conninfo = "{conninfo}"
convention = "small"
org = "42"
"""


class Person:
    """Somebody at the command line."""

    def __init__(self, marked: Small, folder: Path) -> None:
        self.folder = folder
        config = folder / "config.toml"
        config.write_text(_CONFIG.format(conninfo=marked.target()), encoding="utf-8")
        self._environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "TENANTSH_CONFIG": str(config),
            "XDG_STATE_HOME": str(folder / "state"), "LC_ALL": "C.UTF-8",
        }  # fmt: skip

    def run(self, script: str, *options: str) -> subprocess.CompletedProcess[str]:
        return self.tenantsh("--profile", "small", "-X", *options, given=script)

    def tenantsh(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return ready().run(arguments, self._environment, given=given, folder=self.folder)


@pytest.fixture
def person(marked: Small, tmp_path: Path) -> Person:
    return Person(marked, tmp_path)


def leaks(folder: Path) -> list[str]:
    """The files below a folder that a marked value is in; the log of what was typed is one of its own."""
    files = [path for path in folder.rglob("*") if path.is_file() and "state" not in path.parts]
    return [path.name for path in files if b"zz9" in path.read_bytes().lower()]


def test_no_format_shows_a_marked_value(person: Person) -> None:
    script = "".join(
        f"\\pset format {format_}\n\\pset expanded {expanded}\n{query};\n{query} \\g {format_}_{at}_{expanded}.out\n"
        for format_ in FORMATS
        for expanded in ("off", "on")
        for at, query in enumerate(QUERIES.values())
    )
    done = person.run(script)
    assert done.returncode == 0, done.stderr
    assert "zz9" not in (done.stdout + done.stderr).lower()
    assert done.stdout.count("***") > len(FORMATS) * len(QUERIES)
    written = list(person.folder.glob("*.out"))
    assert len(written) == 2 * len(FORMATS) * len(QUERIES)
    assert all("***" in path.read_text(encoding="utf-8").replace("\\*", "*") for path in written)
    assert leaks(person.folder) == []


def test_nor_does_what_is_done_with_rows(person: Person) -> None:
    lines = []
    for at, query in enumerate(QUERIES.values()):
        lines += [
            rf"{query} \gx",
            rf"select * from ({query}) as q limit 1 \gset v{at}_",
            rf"select 'select ' || quote_literal(e::text) as sql from ({query}) as q (e) limit 1 \gexec",
            rf"{query} \g |cat > piped_{at}.txt",
            rf"{query} \watch c=2 i=0.01",
            rf"select 1 as a, q::text as b, q::text as c from ({query}) as q limit 1 \crosstabview",
            rf"\o redirected_{at}.txt", f"{query};", r"\o",
            rf"\copy ({query}) to copied_{at}.csv csv",
            f"copy ({query}) to stdout;",
            r"\set FETCH_COUNT 1", f"{query};", r"\set FETCH_COUNT 0",
            rf"explain (analyze, verbose, costs off) {query};",
            rf"prepare p{at} as {query};", f"execute p{at};",
            f"begin; declare c cursor for {query}; fetch all from c; commit;",
            rf"{query} \gdesc",
        ]  # fmt: skip
    lines += [
        r"\set",
        r"\copy people to people.csv csv",
        "copy people to stdout;",
        r"\d+ people",
        r"\dv+ mails",
        r"\sv mails",
    ]
    lines += ["listen her;", "select pg_notify('her', email) from people;", "select 1;"]
    done = person.run("\n".join(lines) + "\n", "-L", "session.log", "-a", "--reason", "case 12")
    said = (done.stdout + done.stderr).lower().replace("zz9%", "")
    assert "zz9" not in said
    assert "masked: " in done.stderr
    assert "copy would give out columns that are masked" in said
    assert leaks(person.folder) == []


def test_errors_in_a_script_quote_nothing_at_any_verbosity(person: Person) -> None:
    script = "\\set VERBOSITY verbose\n\\set SHOW_CONTEXT always\n" + "".join(
        f"{sql};\n\\errverbose\n"
        for sql in (
            "select email::int from people", "select fails('P0001')", "select tells()", "select reveal()::int",
            "select current_setting(email) from people", "do $$ begin raise '%', reveal(); end $$",
        )
    )  # fmt: skip
    done = person.run(script, "--allow", "do-block")
    assert "zz9" not in (done.stdout + done.stderr).lower()
    assert "NOTICE:  00000: ***" in done.stderr
    assert done.stderr.count("ERROR:") >= 8


def test_what_is_unmasked_is_shown_in_a_script(person: Person) -> None:
    done = person.run("\\unmask people.email case 12\nselect email, phone from people where person_id = 1;\n", "--csv")
    assert "zz9alice@acme.com,***34" in done.stdout
    refused = person.run("\\unmask people.email\nselect email from people where person_id = 1;\n", "--csv")
    assert "a reason is needed" in refused.stderr
    assert "z***@***" in refused.stdout


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_no_frame_shows_one(masked: Session, query: str, tmp_path: Path) -> None:
    shapes: list[Any] = [
        masked.frame(query).to_csv(),
        masked.frame(query, engine="polars").rows(),
        masked.frame(query, engine="arrow").to_pylist(),
        masked.run(query).frame().to_csv(),
        masked.run(query).frame("arrow").to_pylist(),
        masked.frame(query).to_html(),
    ]
    with masked.batches(query, rows=1) as batches:
        shapes += [batch.to_pylist() for batch in batches]
    with masked.batches(query) as batches:
        batches.to_parquet(tmp_path / "batches.parquet")
    masked.run(query).to_parquet(tmp_path / "result.parquet")
    shapes += [pq.read_table(path).to_pylist() for path in tmp_path.glob("*.parquet")]
    assert len(list(tmp_path.glob("*.parquet"))) == 2
    assert all("zz9" not in str(shape).lower() for shape in shapes)
    assert leaks(tmp_path) == []


def test_a_long_frame_is_masked_row_by_row(marked: Small) -> None:
    """Long results come by COPY where nothing is masked; where something is, they do not."""
    with open_marked(marked) as session:
        query = "select email, n from people, generate_series(1, 60000) as n where person_id = 1"
        frame = session.frame(query)
        assert len(frame) == 60000
        assert set(frame.email) == {"z***@***"}
        assert frame.n.tolist()[-1] == 60000
        assert len(session.run(query)) == 60000
