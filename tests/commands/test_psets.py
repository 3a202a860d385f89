r"""`\pset` and its short forms say what psql says, option by option."""

from __future__ import annotations

import os
import re
import subprocess
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from tenantsh.commands import load_all
from tenantsh.commands.output import set_option
from tenantsh.commands.psets import SETTINGS, known
from tenantsh.commands.registry import REGISTRY
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Result
from tenantsh.render import Options

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.commands.context import Context

_TEXTS = {
    "border": ["", "2", "x", "2x", "-1", "70000", "99999999999", "9999999999999999999999", " 1", "0x2", "+3"],
    "columns": ["40", "abc", "-3", "0", "99999999999", "\t12"],
    "csv_fieldsep": [";", "", "ab", "é", '"', "\n", "\r", "\t", "'"],
    "expanded": ["on", "off", "auto", "AUTO", "au", "o", "of", "t", "1", "foo", ""],
    "x": ["on"],
    "vertical": ["auto"],
    "fieldsep": [";", "", "\t", "\n", "ab"],
    "fieldsep_zero": ["", "on"],
    "footer": ["on", "OF", "bad", ""],
    "format": [
        *("a", "al", "as", "u", "un", "w", "Wra", "h", "c", "l", "la", "latex", "latex-", "latex-longtablex", "LATEX"),
        *("t", "TROFF", "", "foo", "alignedx"),
    ],
    "linestyle": ["a", "o", "OLD", "u", "foo", "", "asciix"],
    "null": ["a b", "", "\n\t'"],
    "numericlocale": ["on", "N", "bad"],
    "pager": ["always", "alw", "on", "1", "ye", "off", "foo", ""],
    "pager_min_lines": ["1", "5", "x", "0", "0x10", "010", "08", "", " 7", "7 ", "-7", "99999999999"],
    "recordsep": [";", "", "\n", "\t'"],
    "recordsep_zero": ["", "on"],
    "tableattr": ['a="b"', ""],
    "T": ["x"],
    "title": ["a b", "", "it's\n\\"],
    "C": ["x"],
    "tuples_only": ["on", "off", "bad"],
    "t": ["off"],
    "unicode_border_linestyle": ["double", "s", "d", "DOU", "singlex", "foo"],
    "unicode_column_linestyle": ["double", "foo"],
    "unicode_header_linestyle": ["double", "", "foo"],
    "xheader_width": ["column", "page", "full", "c", "40", "40x", "0", "-4", "foo", "", "PAGE", " 5", "99999999999"],
    "foo": ["bar"],
    "FORMAT": ["html"],
    "": ["x"],
}
PSETS = [
    (r"\pset", name, *value) for name, given in _TEXTS.items() for value in ((), *((text,) for text in given), (), ())
]
SHORT: list[tuple[str, ...]] = [
    *((r"\x", *value) for value in ((), (), ("on",), ("auto",), (), ("foo",))),
    *((r"\a",), (r"\a",), (r"\H",), (r"\a",), (r"\H",), (r"\H",)),
    *((r"\t", *value) for value in ((), ("on",), (), ("off",), ("foo",))),
    *((r"\f", *value) for value in ((), (";",), (), ("",))),
    *((r"\C", *value) for value in ((), ("a title",), ("",), ())),
    *((r"\T", *value) for value in ((), ("a=b",), ())),
]
LISTED: list[tuple[str, ...]] = [(r"\pset",)]
CHANGED: list[tuple[str, ...]] = [
    (r"\pset", "null", "\n'x"),
    (r"\pset", "fieldsep_zero"),
    (r"\pset", "title", "t"),
    (r"\pset", "tableattr", ""),
    (r"\pset", "pager", "always"),
    (r"\pset", "expanded", "auto"),
    (r"\pset", "recordsep", "#"),
    (r"\pset", "recordsep_zero"),
    (r"\pset", "csv_fieldsep", "'"),
    (r"\pset", "columns", "120"),
]

_MARK = "=== next"
_PLACE = re.compile(r"^psql:\S*:\d+: (?:error: )?", re.MULTILINE)


@pytest.mark.parametrize("commands", [PSETS, SHORT, LISTED + CHANGED + LISTED], ids=["pset", "short forms", "list"])
def test_every_option_is_set_and_told_in_psqls_words(commands: list[tuple[str, ...]], pg: Cluster) -> None:
    ours, theirs = said(commands, pg.major), psql_said(commands, pg)
    assert list(zip(commands, ours, strict=True)) == list(zip(commands, theirs, strict=True))


def said(commands: list[tuple[str, ...]], major: int) -> list[str]:
    """What each command says, its complaint included."""
    load_all()
    ctx = cast("Context", SimpleNamespace(options=Options(psql_major=major)))
    return [_said(ctx, name, arguments) for name, *arguments in commands]


def _said(ctx: Context, name: str, arguments: list[str]) -> str:
    try:
        result = REGISTRY.find(name)[0].handler(ctx, *arguments)
    except UsageError as error:
        return f"{error.what}\n"
    assert isinstance(result, Result)
    if result.data is not None:
        return b"".join(result.data).decode()
    return f"{result.status}\n"


def psql_said(commands: list[tuple[str, ...]], pg: Cluster) -> list[str]:
    """The same of psql, all in one process."""
    lines = [f"{name} {' '.join(map(_quoted, arguments))}\n\\echo {_MARK}" for name, *arguments in commands]
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **pg.programs.environment}
    done = subprocess.run(
        [pg.bin / "psql", "-X", "-d", pg.dsn(), "-f", "-"],
        input="\n".join(lines).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
    )
    return [_PLACE.sub("", text) for text in done.stdout.decode().split(f"{_MARK}\n")[:-1]]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\t", "\\t")
    return "'" + escaped.replace("\r", "\\r") + "'"


def test_our_formats_are_taken_by_their_whole_names() -> None:
    ctx = cast("Context", SimpleNamespace(options=Options()))
    assert set_option(ctx, "format", "JSON").status == "Output format is json."
    for wrong in ("j", "json l", "mark"):
        with pytest.raises(
            UsageError, match="allowed formats are aligned, asciidoc, csv, html, latex, latex-longtable"
        ):
            set_option(ctx, "format", wrong)


def test_a_text_ends_at_its_first_zero_byte() -> None:
    ctx = cast("Context", SimpleNamespace(options=Options()))
    set_option(ctx, "null", "a\0b")
    assert ctx.options.null == "a"


def test_completion_knows_options_and_their_words() -> None:
    assert known(15)[-1] == "unicode_header_linestyle"
    assert known(18)[-1] == "xheader_width"
    assert SETTINGS["pager"].words == ("on", "off", "always")
    assert {"wrapped", "jsonl"} <= set(SETTINGS["format"].words)
    assert SETTINGS["null"].words == ()
    assert "nothing" not in SETTINGS
