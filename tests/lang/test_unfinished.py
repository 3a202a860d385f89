"""Arguments that are still being typed are read as those that are typed."""

from __future__ import annotations

import pytest
from tests.psql.scripts import SCRIPTS

from tenantsh.lang.slash import Arguments
from tenantsh.lang.unfinished import typed


def commands() -> list[str]:
    """The commands of the scripts that psql itself is compared on, where no program is run in them."""
    texts = (script.read_text(encoding="utf-8", errors="surrogateescape") for script in SCRIPTS.glob("*/*.sql"))
    lines = {line.strip() for text in texts for line in text.splitlines()}
    plain = (line for line in lines if not {"`", "{", "\0"} & set(line))
    return sorted(line for line in plain if line.startswith("\\") and line.count("\\") == 1)


def test_whole_arguments_are_what_the_command_gets() -> None:
    read = [line for line in commands() if line.count("'") % 2 == 0 and line.count('"') % 2 == 0]
    assert len(read) > 300
    for line in read:
        expected = [argument.text for argument in Arguments(line)]
        found = typed(f"{line} ")
        assert [word.text for word in found.words] == expected, line
        assert found.name == Arguments(line).name


def test_every_part_of_a_command_is_where_it_says() -> None:
    for line in commands():
        for end in range(1, len(line) + 1):
            found = typed(line[:end])
            words = [*found.words, *([found.word] if found.word else [])]
            assert [line[word.start : word.end] for word in words] == [word.raw for word in words], line[:end]


@pytest.mark.parametrize(
    ("text", "quote", "last"),
    [
        (r"\i 'my fi", "'", "my fi"),
        (r"\i 'it''s", "'", "it's"),
        (r"\i 'it\'s", "'", "it's"),
        (r"\i 'done'", "", "done"),
        ("\\i 'odd\\", "'", "odd"),
        (r'\d "Or', '"', '"Or'),
        (r'\d "Or"', "", '"Or"'),
        (r'\d a"b', '"', 'a"b'),
        (r"\echo `da", "`", "`da"),
        (r"\i a'b c'd", "", "ab cd"),
        (r"\dt ", "", ""),
    ],
)
def test_what_is_open_stays_open(text: str, quote: str, last: str) -> None:
    word = typed(text).word
    assert word is not None
    assert (word.open, word.text) == (quote, last)
