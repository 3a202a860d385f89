"""A case as a page, in Markdown, as a script and as a notebook: nothing of a file does anything where it is shown."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import nbformat
import pytest
from tests.cases.looks import ANSWER, LOOK
from tests.cases.made import ENTRIES, OPENING, recorded

from tenantsh.cases.comparing import Change, Compared, RowChange
from tenantsh.cases.lines import Mark
from tenantsh.cases.replaying import Replayed
from tenantsh.cases.telling import verdicts
from tenantsh.cases.telling.causes import Causes
from tenantsh.cases.telling.markdown import fenced, markdown
from tenantsh.cases.telling.notebook import notebook
from tenantsh.cases.telling.page import page
from tenantsh.cases.telling.queries import asked, is_plain
from tenantsh.cases.telling.script import script
from tenantsh.model.case import Commanded, Difference, Note, Parameter, Verdict

if TYPE_CHECKING:
    from tenantsh.model.case import Entry, Recorded

HOSTILE = (
    "\x1b[2J\x1b]0;x\x07\u202e\r</details><script>alert(1)</script> @ann `x` | $(id) \\! id :HOST\n# x\n```\n%%bash\nid"
)
MARK = Mark("0")
TELLERS = [page, markdown, script, notebook]


def hostile() -> tuple[Entry, ...]:
    answer = replace(ANSWER, columns=((HOSTILE, HOSTILE), ("b", "text")), key=(HOSTILE,), sample=((HOSTILE, None),))
    surroundings = replace(
        LOOK.surroundings,
        role=HOSTILE,
        org_name=HOSTILE,
        email=HOSTILE,
        settings={HOSTILE: HOSTILE, "TimeZone": HOSTILE},
    )
    planned = replace(LOOK.planned, steps=(HOSTILE,)) if LOOK.planned else None
    look = replace(LOOK, answer=answer, surroundings=surroundings, planned=planned, untold=(HOSTILE,))
    parameters = (Parameter(HOSTILE, f"int) AS {HOSTILE}"),)
    return (
        Note(HOSTILE, HOSTILE),
        Commanded(1, HOSTILE, HOSTILE, None, HOSTILE),
        Commanded(1, HOSTILE, HOSTILE, 1, None, HOSTILE, HOSTILE, HOSTILE),
        recorded(HOSTILE, 2, origin=HOSTILE, at=HOSTILE, how=HOSTILE, became=HOSTILE, look=look),
        recorded(f"select '{HOSTILE}'", 3, look=look),
        recorded(f"select {HOSTILE}", 4, parameters=parameters, look=look, sqlstate=HOSTILE),
    )


@pytest.mark.parametrize("tell", [page, markdown, notebook])
def test_nothing_in_a_case_commands_a_terminal(tell: object) -> None:
    assert callable(tell)
    opening = replace(OPENING, title=HOSTILE, ticket=HOSTILE, by=HOSTILE)
    text = "".join(tell(opening, MARK, hostile()))
    assert not set(text) & set("\x1b\x07\r\u202e")


def test_markdown_has_no_html_of_the_file() -> None:
    text = "".join(markdown(replace(OPENING, title=HOSTILE), MARK, [hostile()[0], *hostile()[2:]]))
    outside, fence = [], ""
    for line in text.split("\n"):
        if fence or line.startswith("```"):
            fence = "" if line == fence else fence or line.removesuffix("sql")
        else:
            outside.append(line)
    assert fence == ""
    assert not [line for line in outside if "<script" in line.replace("\\<", "") or "\n# x" in line]


def test_a_fence_is_longer_than_those_within() -> None:
    assert fenced("a\n```\n`````\nb").startswith("``````\n")


@pytest.mark.parametrize("tell", TELLERS)
def test_an_empty_case_is_told(tell: object) -> None:
    assert callable(tell)
    assert OPENING.title in "".join(tell(OPENING, MARK, ()))


def test_a_page_says_all_of_it() -> None:
    text = "".join(page(OPENING, MARK, ENTRIES))
    for said in ("SUP-4711", "Acme (42)", "she filters by tier", "$1 = '1' integer", "$2 = NULL", "told apart by id"):
        assert said in text
    assert text.count("as org_viewer") == 1
    assert text.count("PostgreSQL 15.18") == 2  # the host has changed once


def test_what_why_has_found_is_told_everywhere() -> None:
    found = "Hidden: not permitted by hide_deleted"
    entries = (Commanded(1, r"\why resources 2099", "10:00", 10, None, found),)
    for tell in TELLERS:
        assert found.partition("_")[0] in "".join(tell(OPENING, MARK, entries)), tell


def test_with_whose_eyes_a_command_has_seen_is_told_everywhere() -> None:
    entries = (Commanded(1, r"\why t 1", "10:00", 1, None, role="viewer", person="bob"),)
    for tell in TELLERS:
        assert "viewer · bob" in "".join(tell(OPENING, MARK, entries)).replace(r"\u00b7", "·"), tell


def test_one_cause_is_written_out_once_and_summed_up() -> None:
    policy = Difference(Verdict.POLICY_CHANGED, "policies of t", "a: using (x)", "(none)")
    rows = Difference(Verdict.DATA_CHANGED, "rows of t", "1 row", "2 rows")
    causes, pages = Causes(), []
    for n, found in ((2, (policy, rows)), (4, (policy, rows)), (6, (replace(policy, now="b"), rows))):
        replayed = Replayed(recorded(n=n, look=LOOK), Compared(Verdict.POLICY_CHANGED, found), LOOK)
        causes.take(replayed)
        pages.append(verdicts.statement(replayed, causes))
    assert ["as with 2" in text for text in pages] == [False, True, False]
    assert ["using (x)" in text for text in pages] == [True, False, True]
    assert all("was  1 row" in text for text in pages)
    assert verdicts.ending(OPENING, [Verdict.POLICY_CHANGED] * 3, causes).endswith(
        "reproduce\n  policies of t: statements 2, 4, 6\n"
    )
    assert causes.data() == [{"verdict": "POLICY CHANGED", "what": "policies of t", "statements": [2, 4, 6]}]


def test_settings_are_told_again_where_they_are_others() -> None:
    later = replace(LOOK, surroundings=replace(LOOK.surroundings, settings={**LOOK.surroundings.settings, "new": "1"}))
    text = "".join(page(OPENING, MARK, (recorded(look=LOOK), recorded(look=later))))
    assert text.count("\n  new = 1\n") == 1
    assert [text.count(f"\n  {name} = ") for name in LOOK.surroundings.settings] == [1] * len(
        LOOK.surroundings.settings
    )


def test_rows_are_named_beneath_the_difference_of_rows() -> None:
    differences = (
        Difference(Verdict.DATA_CHANGED, "rows of t", "1 row", "2 rows"),
        Difference(Verdict.PLAN_CHANGED, "plan"),
    )
    compared = Compared(Verdict.DATA_CHANGED, differences, ("id",), (RowChange(Change.NEW, ("7",)),))
    text = verdicts.statement(Replayed(recorded(look=LOOK), compared, LOOK))
    assert text.index("rows") < text.index("new      id 7") < text.index("[PLAN CHANGED]")


def test_a_notebook_is_one_without_outputs() -> None:
    text = "".join(notebook(OPENING, MARK, (*ENTRIES, *hostile())))
    book = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]  # nbformat's
    nbformat.validate(book)
    assert all(cell.outputs == [] for cell in book.cells if cell.cell_type == "code")
    assert "org = '42'\nuser = '1001'" in [cell.source for cell in book.cells]


def test_cells_of_a_notebook_are_sql_or_python_with_the_sql_in_quotes() -> None:
    book = json.loads("".join(notebook(OPENING, MARK, hostile())))
    code = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    first = {text.split("\n")[0].split(" ")[0] for text in code}
    assert first <= {"%load_ext", "%tenantsh", "%%tenantsh", "import", "org"}
    assert not [text for text in code if "\n%%bash" in text and not text.startswith("%%tenantsh\nselect '")]


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("select 1;", ["select 1"]),
        ("/* x */ (select 1)", ["/* x */ (select 1)"]),
        ("select 1; ; select ';' ;", ["select 1", "select ';'"]),
        ("select 1; commit; drop table x", None),
        ("COMMIT", None),
        ("delete from x", None),
        ("set role postgres", None),
        ("copy x to stdout", None),
        ("", None),
        ("-- only a comment", None),
        ("select '\0'", None),
    ],
)
def test_only_queries_are_asked_again(sql: str, wanted: list[str] | None) -> None:
    assert asked(recorded(sql)) == wanted


def test_parameters_have_types_and_nothing_else() -> None:
    one: Recorded = recorded(
        "select $1, $2", parameters=(Parameter("it's\\", "int) as select 1 --"), Parameter("1", "text[]"))
    )
    assert asked(one) == [
        "PREPARE recorded_1 (unknown, text[]) AS\nselect $1, $2",
        r"EXECUTE recorded_1(E'it''s\\', '1')",
    ]


@pytest.mark.parametrize(
    ("sql", "plain"),
    [
        ("select 1", True),
        ("select '\\! id'", True),
        ("select 1 -- a comment; \\! id", True),
        ("select a::text", True),
        ("select 1 \\! id", False),
        ("select 1 \\gexec", False),
        ("select :HOST", False),
        ("select a[1:n]", False),
        ("select 1 \\; select 2", False),
        ("select 'open", False),
        ("select (1", False),
        ("select 1; select 2", False),
    ],
)
def test_what_means_something_to_psql_is_known(sql: str, *, plain: bool) -> None:
    assert is_plain(sql) is plain
