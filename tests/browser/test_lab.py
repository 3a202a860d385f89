"""What a person sees of tenantsh in JupyterLab."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nbformat
import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import Book

pytestmark = pytest.mark.newest


def test_tab_offers_columns_of_a_table_named_in_a_later_line(book: Book) -> None:
    book.new("%%tenantsh\nselect r.na|\nfrom resources r")
    book.offered("name")
    book.picture("completion")
    book.page.keyboard.press("Escape")


def test_tab_offers_keys_of_jsonb(book: Book) -> None:
    cell = book.new("%%tenantsh\nselect * from resources where metadata->>'|'")
    book.offered("tier")
    book.picture("keys")
    book.page.keyboard.press("Enter")
    expect(cell.locator(".cm-line").last).to_have_text("select * from resources where metadata->>'tier'")


def test_a_cell_of_ours_is_coloured_as_sql(book: Book) -> None:
    cell = book.new("%%tenantsh\nselect 'text' from resources")
    expect(cell.locator(".cm-editor.tenantsh-sql .tok-keyword").get_by_text("select")).to_be_visible()
    expect(cell.locator(".tenantsh-sql .tok-string")).to_have_text("'text'")


def test_a_line_of_ours_in_a_cell_of_python_is_coloured_as_sql(book: Book) -> None:
    cell = book.new("rows = %tenantsh select name from resources")
    coloured = cell.locator(".cm-editor:not(.tenantsh-sql) .tok-keyword")
    expect(coloured.get_by_text("select", exact=True)).to_be_visible()


def test_a_table_has_a_caption_and_its_data_are_not_live(book: Book) -> None:
    live = book.run("from IPython.display import HTML\nHTML('<script>window.live = 1</script><b id=\"live\">live</b>')")
    expect(live.locator("#live")).to_be_visible()
    assert book.page.evaluate("window.live") == 1, "scripts do not run in this page at all"
    cell = book.run(
        "%%tenantsh\n"
        "select '<img src=x onerror=\"window.live = 2\">' as picture, '<script>window.live = 3</script>' as script,\n"
        "       '$x^2$' as formula"
    )
    output = cell.locator(".jp-OutputArea")
    expect(output).to_contain_text("Acme (42) as org_viewer · 1 row · verified")
    expect(output).to_contain_text("<script>window.live = 3</script>")
    assert output.locator("img, script, .MathJax, mjx-container").count() == 0
    assert book.page.evaluate("window.live") == 1
    book.picture("caption", cell)


def test_an_error_says_what_why_and_what_to_do_without_a_traceback(book: Book) -> None:
    cell = book.run("%%tenantsh --name other\nselect * from resources")
    output = cell.locator(".jp-OutputArea")
    expect(output).to_contain_text('no session is called "other"')
    expect(output).to_contain_text("why: open are: default (Acme (42))")
    expect(output).to_contain_text("hint: %tenantsh --org 42 --name other")
    expect(output).not_to_contain_text("Traceback")
    book.picture("error", cell)


def test_progress_is_one_line_and_the_saved_notebook_has_its_last_words(book: Book) -> None:
    cell = book.start("%%tenantsh\nselect 'slept', pg_sleep(3)")
    expect(cell.locator(".jp-OutputArea")).to_contain_text(re.compile(r"running for \d s"))
    book.picture("progress", cell)
    book.ended(cell)
    expect(cell.locator(".jp-OutputArea")).to_contain_text(re.compile(r"done after \d.\d s"))
    book.picture("done", cell)
    book.page.keyboard.press("Control+s")
    expect(book.page.locator(".jp-mod-dirty")).to_have_count(0)
    saved = nbformat.read(book.file, as_version=4)  # type: ignore[no-untyped-call]  # nbformat's
    text = str(saved.cells[-1].outputs)
    assert "done after" in text
    assert "running for" not in text


def test_the_stop_button_ends_the_statement_and_keeps_the_session(book: Book) -> None:
    cell = book.start("%%tenantsh\nselect pg_sleep(60)")
    expect(cell.locator(".jp-OutputArea")).to_contain_text("running for")
    book.page.locator("[data-command='notebook:interrupt-kernel'], [title^='Interrupt the kernel']").first.click()
    book.ended(cell)
    book.picture("interrupt", cell)
    after = book.run("%%tenantsh\nselect 'usable' as still")
    expect(after.locator(".jp-OutputArea")).to_contain_text("Acme (42) as org_viewer · 1 row · verified")


def test_many_organizations_have_a_bar_and_the_stop_button_keeps_what_is_done(book: Book) -> None:
    cell = book.start("%%tenantsh many\n\\each --workers 2 @all select pg_sleep(0.2), count(*) from users")
    output = cell.locator(".jp-OutputArea")
    expect(output).to_contain_text(re.compile(r"█░+ \d+ of 200 organizations · about \d+ s left"))
    book.picture("each", cell)
    book.page.locator("[data-command='notebook:interrupt-kernel'], [title^='Interrupt the kernel']").first.click()
    book.ended(cell)
    expect(output).to_contain_text("not asked (Ctrl-C): ")
    expect(output).to_contain_text(re.compile(r"\d+ organizations \(1,2,3.* as org_viewer · \d+ rows · verified"))
    book.picture("each-stopped", cell)
    after = book.run("len(many) > 4, len(many.attrs['parts']['No answer']) + len(many)")
    expect(after.locator(".jp-OutputArea")).to_contain_text("(True, 200)")


def test_a_case_has_the_cells_with_their_parameters(book: Book) -> None:
    book.run('%tenantsh \\case new "Nothing is listed" --ticket SUP-4711')
    book.run("kind = 'document'\nfound = %tenantsh select name from resources where type = :kind")
    book.run("%tenantsh \\case note she filters by type")
    cell = book.run("%tenantsh \\case show")
    output = cell.locator(".jp-OutputArea")
    expect(output).to_contain_text("Nothing is listed")
    expect(output).to_contain_text(re.compile(r"frame\s*select name from resources where type = \$1"))
    expect(output).to_contain_text("she filters by type")
    book.picture("case", cell)
    book.run("%tenantsh \\case discard")
