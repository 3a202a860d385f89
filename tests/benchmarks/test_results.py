"""What a run of benchmarks is made into: the page, the ratios that the next run is held to, the pictures."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from math import inf
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from benchmarks.figures import Compared, Figure
from benchmarks.outcome import Outcome, Told
from benchmarks.suite import SUITE

from benchmarks import plots, ratios, report

if TYPE_CHECKING:
    from pathlib import Path

MET = Figure("a thing", 1.2, 1.5, "x", "ours 1.2 s", 5, reason="never told", compared=Compared("time", "s", {"<a>": 1}))
MISSED = Figure("another", 80.0, 64, "MiB", "ours 80 MiB", 5, reason="it weighs that much")
SLOW = Figure("a slow one", 200.0, inf, "ms", "no peer", 3)


def outcome(*figures: Figure, yardstick: float = 0.01, error: str = "") -> Outcome:
    told = Told("first", "Part one", figures, 12.0, yardstick, error)
    return Outcome(datetime(2026, 11, 27, tzinfo=UTC), "make bench", {"PostgreSQL": "18.6"}, (0.1, 0.9), (told,))


def kept(found: Outcome) -> dict[str, ratios.Kept]:
    return ratios.read(json.dumps(ratios.document(found)))


def test_what_missed_its_bar_comes_first_with_its_reason() -> None:
    page = report.page(outcome(MET, MISSED), {})
    missed, others = page.split("## Part one")
    assert "it weighs that much" in missed
    assert "a thing" not in missed
    assert "a thing" in others
    assert "never told" not in page


def test_a_miss_without_a_reason_says_that_none_is_known() -> None:
    assert "none is known yet" in report.page(outcome(replace(MISSED, reason="")), {})


def test_what_ended_a_benchmark_is_on_the_page_and_its_figures_too() -> None:
    page = report.page(outcome(MET, error="RuntimeError: no server"), {})
    assert "`first` ended early: RuntimeError: no server" in page
    assert "**1.20 x**" in page


def test_a_figure_that_was_not_measured_is_no_miss_and_is_not_kept() -> None:
    found = outcome(replace(MET, value=None))
    assert kept(found) == {}
    assert "1 figures in 0 minutes: 1 not measured." in report.summary(found)


def test_a_ratio_that_grew_by_more_than_two_runs_differ_is_worse() -> None:
    before = kept(outcome(MET, MISSED))
    now = outcome(replace(MET, value=1.5), replace(MISSED, value=82))
    assert [(c.what, c.worse) for c in ratios.changes(now, before)] == [("a thing", True), ("another", False)]
    assert "1.20 x before, 1.50 x now  a thing" in report.regression(now, before)
    assert "| **worse** | a thing | 1.20 x | 1.50 x | 1.25 |" in report.page(now, before)


def test_a_round_trip_more_is_worse_and_one_less_better() -> None:
    trips = Figure("trips", 2, 3, "trips", "", 1)
    before = kept(outcome(trips))
    assert ratios.changes(outcome(replace(trips, value=3)), before)[0].worse
    assert ratios.changes(outcome(replace(trips, value=1)), before)[0].better


def test_a_count_that_was_none_and_is_some_is_worse() -> None:
    cases = Figure("cases", 0, 0, "cases", "", 1)
    before = kept(outcome(cases))
    assert not ratios.changes(outcome(cases), before)[0].worse
    assert ratios.changes(outcome(replace(cases, value=1)), before)[0].worse


def test_times_are_compared_as_multiples_of_the_yardstick() -> None:
    before = kept(outcome(SLOW))
    busy = outcome(replace(SLOW, value=390.0), yardstick=0.02)
    assert not ratios.changes(busy, before)[0].worse
    assert ratios.changes(outcome(replace(SLOW, value=390.0)), before)[0].worse


def test_a_run_of_other_sizes_is_compared_where_they_are_the_same() -> None:
    before = kept(outcome(MET, MISSED))
    assert [change.what for change in ratios.changes(outcome(replace(MET, what="more"), MISSED), before)] == ["another"]


def test_the_last_ratios_are_those_of_the_file_where_git_has_none(tmp_path: Path) -> None:
    path = tmp_path / "ratios.json"
    assert ratios.committed(path) == {}
    path.write_text(json.dumps(ratios.document(outcome(MET))))
    assert ratios.committed(path)["a thing"].value == 1.2


def test_pictures_are_whole_xml_and_show_each_program(tmp_path: Path) -> None:
    two = replace(MET, compared=Compared("time", "s", {"<a> & b": 1.0, "tenantsh": 0.0}))
    plots.write(outcome(two, MISSED, SLOW), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bars.svg", "first.svg"]
    for path in tmp_path.iterdir():
        ET.fromstring(path.read_text(encoding="utf-8"))
    assert "&lt;a&gt; &amp; b" in (tmp_path / "first.svg").read_text(encoding="utf-8")


def test_pictures_of_a_benchmark_that_is_gone_are_taken_away(tmp_path: Path) -> None:
    (tmp_path / "old.svg").write_text("<svg/>")
    plots.write(outcome(MISSED), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["bars.svg"]


def test_every_benchmark_can_be_loaded_or_says_what_it_needs() -> None:
    for name, benchmark in SUITE.items():
        assert benchmark.part, name
        assert callable(benchmark.measure()), name


def test_every_benchmark_has_its_row_in_the_documentation() -> None:
    page = (plots.FOLDER.parents[1] / "benchmarks.md").read_text(encoding="utf-8")
    assert [name for name in SUITE if f"| `{name}` |" not in page] == []
