"""A case's file: what is written is read again, and what is not what was written is refused with its line."""

from __future__ import annotations

import io
import json
import os
import random
import tracemalloc
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.cases.looks import LOOK
from tests.cases.made import ENTRIES, OPENING, Made, made, recorded

from tenantsh.cases import keys
from tenantsh.cases.chain import Head
from tenantsh.cases.keys import key_file
from tenantsh.cases.reading import Reader, key_of, read, unfinished, verified
from tenantsh.cases.saving import save
from tenantsh.cases.writing import Writer
from tenantsh.model.case import Kind, Note, Print
from tenantsh.model.errors import CaseRefused, ConfigError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


@pytest.fixture
def case(tmp_path: Path) -> Made:
    return made(tmp_path)


def refusal(path: Path, key: bytes | None = None) -> str:
    with pytest.raises(CaseRefused) as caught:
        read(path, key)
    assert caught.value.exit_code == 2
    return caught.value.what.removeprefix(f"{path}")


def relined(lines: Iterable[bytes]) -> list[bytes]:
    """The same entries with a chain that holds: what somebody would do who knows the format, and has no key."""
    head, found = Head(), []
    for line in lines:
        entry = json.loads(line)
        kind = next(name for name in entry if name not in ("n", "before", "format"))
        new = head.line(kind, entry[kind])
        head = head.after(new)
        found.append(new + b"\n")
    return found


def test_what_is_written_is_read(case: Made) -> None:
    assert read(case.path, case.key) == case.case
    assert read(case.path) == case.case


def test_what_has_not_changed_is_written_once(case: Made) -> None:
    kinds = [next(name for name in json.loads(line) if name not in ("format", "n", "before")) for line in case.lines]
    assert kinds == [
        *("case", "key", "note", "surroundings", "server", "relation", "statement", "statement"),
        *("server", "statement", "command", "statement", "end"),
    ]


def test_a_relation_that_changed_is_written_again(tmp_path: Path) -> None:
    other = replace(LOOK, prints=(Print("public.resources", {Kind.POLICIES: "p2"}),))
    entries = (recorded(n=1), recorded(n=2, look=other), recorded(n=3))
    assert read(made(tmp_path, entries).path).entries == entries


def test_files_are_the_persons_own(case: Made) -> None:
    assert [path.stat().st_mode & 0o777 for path in (case.path, key_file(case.path))] == [0o600, 0o600]


def test_bytes_that_are_no_utf8_come_back_as_they_were(tmp_path: Path) -> None:
    entries = (recorded("select '\udcff\udc80 ä'"),)
    assert read(made(tmp_path, entries).path).entries == entries


CHANGES: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "a line is edited": (
        lambda x: [*x[:6], x[6].replace(b"order by id", b"order by 2 "), *x[7:]],
        ":8: it does not hang",
    ),
    "the last entry is edited": (
        lambda x: [*x[:-2], x[-2].replace(b"25006", b"25007"), x[-1]],
        ":13: it does not hang",
    ),
    "the title is edited": (lambda x: [x[0].replace(b"Premium", b"premium"), *x[1:]], ":2: it does not hang"),
    "a line is left out": (lambda x: [*x[:4], *x[5:]], ":5: entry 6 where entry 5 should be: lines were left out"),
    "two lines are exchanged": (lambda x: [*x[:4], x[5], x[4], *x[6:]], ":5: entry 6 where entry 5 should be"),
    "a line is there twice": (
        lambda x: [*x[:5], x[4], *x[5:]],
        ":6: entry 5 where entry 6 should be: it is there a second",
    ),
    "the end is missing": (lambda x: x[:-1], ":13: the case goes on here: the file is cut"),
    "the last line is cut": (lambda x: [*x[:-1], x[-1][:30]], ":13: it is cut in the middle"),
    "the last newline is missing": (lambda x: [*x[:-1], x[-1][:-1]], ":13: it is cut: a case's last line ends"),
    "cut in a line": (lambda x: [*x[:5], x[5][:40]], ":6: it is cut in the middle"),
    "more behind the end": (lambda x: [*x, x[3]], ":14: there is more behind the end"),
    "the first line is missing": (lambda x: x[1:], ":1: it is no case: a case's first line says its format"),
    "only the first line": (lambda x: x[:1], ":2: the file is cut"),
    "nothing": (lambda _: [], ":1: there is no case in it: the file is empty"),
    "an empty line": (lambda x: [*x[:3], b"\n", *x[3:]], ":4: it is no JSON"),
    "CR LF": (lambda x: [line[:-1] + b"\r\n" for line in x], ":1: it ends in CR LF"),
    "a newer format": (lambda x: [x[0].replace(b'"format":1', b'"format":2'), *x[1:]], "newer tenantsh: format 2"),
    "format true": (lambda x: [x[0].replace(b'"format":1', b'"format":true'), *x[1:]], ":1: it is no case"),
    "UTF-16": (lambda x: [b"".join(x).decode().encode("utf-16")], ":1: it is not UTF-8 as it was written"),
    "a byte order mark": (lambda x: [b"\xef\xbb\xbf", *x], ":1: it is not UTF-8 as it was written"),
    "Latin-1": (lambda x: [line.decode().encode("latin-1") for line in x], ":8: it is not UTF-8: byte "),
    "another file": (lambda _: [b"select 1;\n"], ":1: it is no JSON"),
    "another JSON": (lambda _: [b"[1, 2]\n"], ":1: it is no line of a case: not a JSON object"),
    "an evidence log": (lambda _: [b'{"n":1,"event":"opened","before":"00"}\n'], ":1: it is no case"),
    "brackets": (lambda x: [x[0][:-2] + b',"x":' + b"[" * 100_000 + b"\n"], ":1: it has brackets in brackets"),
    "a huge number": (
        lambda x: [x[0].replace(b'"n":1', b'"n":' + b"9" * 10_000)],
        ":1: it is no JSON: it has a number that is too large",
    ),
    "no number": (lambda x: [x[0].replace(b'"n":1', b'"n":NaN')], ":1: it has a number that is none: NaN"),
    "a name twice": (lambda x: [x[0].replace(b'"n":1', b'"n":1,"n":1')], ':1: it has "n" twice in one object'),
    "a terminal's escapes": (lambda _: [b'{"format":1,"\x1b[2J\\u001b":{},"before":"x","n":1}\n'], ":1: it is no JSON"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_is_not_what_was_written_is_refused(case: Made, change: str) -> None:
    how, what = CHANGES[change]
    case.rewrite(how(case.lines))
    for key in (None, case.key):
        found = refusal(case.path, key)
        assert what in found
        assert found.isprintable()


ANEW: dict[str, tuple[bytes, bytes, str]] = {
    "a field that there is not": (b'"how":', b'"hwo":', 'statement lacks "how"'),
    "one too many": (b'"how":', b'"shows":1,"how":', 'statement has "shows" in it, which this format does not know'),
    "text for a number": (b'"rows":1,', b'"rows":"1",', "statement.rows is not a whole number"),
    "true for a number": (b'"rows":1,', b'"rows":true,', "statement.rows is not a whole number"),
    "too large": (b'"rows":1,', b'"rows":9223372036854775808,', "statement.rows is not a whole number"),
    "too large a number": (b'"seconds":0.01', b'"seconds":9e99', "statement.seconds is not a number"),
    "a kind that there is not": (b'"note":{', b'"memo":{', 'it is a "memo", which format 1 does not know'),
    "half a character": (b"she filters", b"\\ud800 filters", "note.text has half a character in it"),
    "a relation nobody knows": (
        b'"relations":["public.resources"],"answer"',
        b'"relations":["x"],"answer"',
        "it has looked at x",
    ),
    "a kind of print": (b'"row security":', b'"rights":', "relation.kinds is none of: columns, "),
    "a second opening": (b'"note":{"text":"she filters by tier","at":"10:00"}', b'"key":{"mark":"x"}', "begins once"),
    "how many lines": (b'"lines":12', b'"lines":11', "it says that 11 lines are before it, and there are 12"),
}


@pytest.mark.parametrize("change", ANEW)
def test_lines_that_hang_together_are_read_strictly(case: Made, change: str) -> None:
    old, new, what = ANEW[change]
    whole = b"".join(case.lines)
    assert old in whole
    case.rewrite(relined(whole.replace(old, new, 1).splitlines(keepends=True)))
    assert what in refusal(case.path)


def test_only_the_key_tells_a_file_that_was_written_anew(case: Made) -> None:
    case.rewrite(relined([line.replace(b"order by id", b"order by 2 ") for line in case.lines]))
    assert read(case.path).entries != case.case.entries
    assert ":13: it is not sealed with the case's key" in refusal(case.path, case.key)


def test_bytes_at_random_are_refused_and_never_a_traceback(case: Made) -> None:
    whole, chance = case.path.read_bytes(), random.Random(8)
    for _ in range(400):
        at = chance.randrange(len(whole))
        changed = chance.choice([whole[:at], whole[:at] + bytes([chance.randrange(256)]) + whole[at + 1 :], whole[at:]])
        case.path.write_bytes(changed)
        if changed != whole:
            refusal(case.path, case.key)


def test_values_at_random_are_refused_and_never_a_traceback(case: Made) -> None:
    lines, chance = case.lines, random.Random(9)
    odd: list[Any] = [None, True, -1, 1 << 70, 1.5, "", "x", [], [[]], {}, {"a": None}, "\x1b[2J", "\ud800"]

    def shaken(value: Any) -> Any:
        if chance.random() < 0.1:
            return chance.choice(odd)
        if isinstance(value, dict):
            return {key: shaken(each) for key, each in value.items()}
        return [shaken(each) for each in value] if isinstance(value, list) else value

    for _ in range(300):
        head, found = Head(), []
        for line in lines:
            entry = json.loads(line)
            kind = next(name for name in entry if name not in ("n", "before", "format"))
            value = shaken(entry[kind])
            new = json.dumps(
                {**({"format": 1} if not head.n else {}), "n": head.n + 1, kind: value, "before": head.digest}
            )
            head = head.after(new.encode())
            found.append(new.encode() + b"\n")
        case.rewrite(found)
        with suppress(CaseRefused):
            read(case.path)


def test_a_long_case_takes_memory_for_one_line(tmp_path: Path) -> None:
    entry = recorded("select '" + "x" * 20_000 + "'")
    path = tmp_path / "long.jsonl"
    save(path, OPENING, (replace(entry, n=n) for n in range(500)), b"k" * 32, None)
    assert path.stat().st_size > 10_000_000
    tracemalloc.start()
    with verified(path, b"k" * 32) as reader:
        assert sum(1 for _ in reader) == 500
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_a_line_that_is_too_long_is_neither_written_nor_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path).path
    for module in ("writing", "reading"):
        monkeypatch.setattr(f"tenantsh.cases.{module}.MOST_BYTES", 400)
    assert "is longer than" in refusal(path)
    file = io.BytesIO()
    writer = Writer.begun(file, OPENING, b"k")
    before = file.getvalue()
    with pytest.raises(OSError, match="longer than"):
        writer.add(Note("x" * 2000, "now"))
    assert file.getvalue() == before
    writer.add(Note("short", "now"))
    file.seek(0)
    assert list(Reader(file, "it", ended=False)) == [Note("short", "now")]


class Full(io.BytesIO):
    room = 10_000

    def write(self, data: Any) -> int:
        fits = bytes(data)[: max(0, self.room - self.tell())]
        written = super().write(fits)
        if len(fits) < len(data):
            raise OSError(28, "No space left on device")
        return written


def test_a_full_disk_leaves_no_half_of_an_entry() -> None:
    file = Full()
    writer = Writer.begun(file, OPENING, b"k")
    writer.add(ENTRIES[0])
    file.room = len(file.getvalue()) + 100
    with pytest.raises(OSError, match="No space"):
        writer.add(ENTRIES[1])
    file.room = 100_000
    for entry in ENTRIES[1:]:
        writer.add(entry)
    writer.end(b"k")
    file.seek(0)
    assert tuple(Reader(file, "it", key=b"k")) == ENTRIES


def test_a_case_that_a_process_left_unfinished_goes_on() -> None:
    file = io.BytesIO()
    writer = Writer.begun(file, OPENING, b"k")
    for entry in ENTRIES[:3]:
        writer.add(entry)
    file.write(b'{"n":9,"note":{"te')
    file.seek(0)
    reader = unfinished(file, "draft")
    assert tuple(reader) == ENTRIES[:3]
    writer = Writer(file, reader.head, reader.state, reader.size)
    for entry in ENTRIES[3:]:
        writer.add(entry)
    writer.end(b"k")
    file.seek(0)
    assert tuple(Reader(file, "draft", key=b"k")) == ENTRIES


def test_a_file_of_something_else_is_not_written_over(case: Made, tmp_path: Path) -> None:
    other = tmp_path / "mine.txt"
    other.write_text("mine")
    with pytest.raises(UsageError, match="is not this case"):
        save(other, OPENING, ENTRIES, b"k", None)
    assert other.read_text() == "mine"
    more = (*ENTRIES, Note("and later", "11:00"))
    save(case.path, OPENING, more, case.key, key_file(case.path))
    for other_state in (ENTRIES, (*ENTRIES, Note("elsewhere", "11:00"))):
        with pytest.raises(UsageError, match="gone on with it elsewhere"):
            save(case.path, OPENING, other_state, case.key, key_file(case.path))
    assert read(case.path, case.key).entries == more
    with pytest.raises(UsageError, match="is not this case"):
        save(case.path, replace(OPENING, id="c-2"), ENTRIES, b"k", None)


def test_what_cannot_be_saved_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be saved"):
        save(tmp_path / "no" / "case.jsonl", OPENING, ENTRIES, b"k", None)

    def interrupted() -> Iterable[Any]:
        yield ENTRIES[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save(tmp_path / "case.jsonl", OPENING, interrupted(), b"k", None)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, what in {"pipe": "is not a file", "": "Is a directory", "none": "No such file"}.items():
        assert what in refusal(tmp_path / path)


def test_the_key_beside_the_file_is_found(case: Made) -> None:
    assert key_of(case.path, None, None) == case.key
    assert key_of(case.path, key_file(case.path), None) == case.key
    key_file(case.path).unlink()
    assert key_of(case.path, None, None) is None


def test_the_teams_key_is_for_cases_that_were_made_with_it(case: Made, tmp_path: Path) -> None:
    team = tmp_path / "team.key"
    team.write_text("5a" * 32 + "\n")
    assert key_of(case.path, None, str(team)) == case.key
    key_file(case.path).unlink()
    assert key_of(case.path, None, str(team)) is None
    path = tmp_path / "teams.jsonl"
    save(path, OPENING, ENTRIES, keys.of_team(team, OPENING.id), None)
    assert read(path, key_of(path, None, str(team))).entries == ENTRIES
    assert keys.of_team(team, "c-2") != keys.of_team(team, OPENING.id)


def test_another_key_is_told_at_once(case: Made, tmp_path: Path) -> None:
    with pytest.raises(CaseRefused, match="this is not the key of case"):
        read(case.path, keys.new())
    other = tmp_path / "other.key"
    keys.write_key(other, "c-2", keys.new())
    with pytest.raises(CaseRefused, match="is the key of another case"):
        key_of(case.path, other, None)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"tenantsh-case-key", b"tenantsh-case-key c-20261127-1 " + b"zz" * 32]
)
def test_what_is_no_key_is_told(case: Made, tmp_path: Path, content: bytes) -> None:
    odd = tmp_path / "odd.key"
    odd.write_bytes(content)
    with pytest.raises((CaseRefused, ConfigError), match="is no key"):
        key_of(case.path, odd, None)
    with pytest.raises(CaseRefused, match="cannot be read"):
        key_of(case.path, tmp_path, None)


def test_the_format_of_today_is_read_and_written_tomorrow(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """A file of when format 1 came, which is never to be made again."""
    path, key = request.path.parent / "format-1.jsonl", bytes(range(32))
    found = read(path, key)
    assert len(found.entries) == 6
    save(tmp_path / "again.jsonl", found.opening, found.entries, key, None)
    assert (tmp_path / "again.jsonl").read_bytes() == path.read_bytes()
