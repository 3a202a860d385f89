r"""The stack of `\if`: which branch is live."""

from __future__ import annotations

import pytest

from tenantsh.lang.conditions import Conditions
from tenantsh.lang.split import Splitter
from tenantsh.model.errors import UsageError


class Played:
    """Conditions that are told words: `if+` and `elif-` carry their answer, and asking for one is noted."""

    def __init__(self) -> None:
        self.conditions = Conditions()
        self.asked = 0
        self.splitter = Splitter()

    def play(self, words: str) -> str:
        return "".join(self._take(word) for word in words.split())

    def _take(self, word: str) -> str:
        name, answer = word.rstrip("+-"), word.endswith("+")
        if name == "if":
            self.conditions.open(lambda: self._ask(answer), self.splitter.mark())
        elif name == "elif":
            self.conditions.otherwise(lambda: self._ask(answer), self.splitter.mark)
        elif name == "else":
            self.conditions.last(self.splitter.mark)
        else:
            self.conditions.close()
        return "L" if self.conditions.live else "d"

    def _ask(self, answer: bool) -> bool:
        self.asked += 1
        return answer


@pytest.mark.parametrize(
    ("words", "live"),
    [
        ("if+ endif", "LL"),
        ("if- endif", "dL"),
        ("if+ else endif", "LdL"),
        ("if- else endif", "dLL"),
        ("if- elif+ elif+ else endif", "dLddL"),
        ("if- elif- else endif", "ddLL"),
        ("if+ if- else endif else endif", "LdLLdL"),
        ("if- if+ else endif else endif", "ddddLL"),
        ("if- if+ elif+ endif elif+ endif", "ddddLL"),
    ],
)
def test_one_branch_of_each_if_is_live(words: str, live: str) -> None:
    assert Played().play(words) == live


@pytest.mark.parametrize(
    ("words", "asked"), [("if+ elif+ endif", 1), ("if- elif+ elif+ endif", 2), ("if- if+ endif", 1)]
)
def test_a_condition_is_asked_only_where_its_answer_matters(words: str, asked: int) -> None:
    played = Played()
    played.play(words)
    assert played.asked == asked


@pytest.mark.parametrize("word", ["elif+", "else", "endif"])
def test_a_part_without_an_if_is_an_error(word: str) -> None:
    with pytest.raises(UsageError, match="no matching"):
        Played().play(word)


@pytest.mark.parametrize("words", ["if+ else else", "if- else elif+", "if- if+ else else"])
def test_nothing_comes_after_else_but_its_end(words: str) -> None:
    with pytest.raises(UsageError, match="cannot occur after"):
        Played().play(words)


def test_a_branch_is_live_while_its_own_condition_is_asked() -> None:
    conditions, seen = Conditions(), []
    splitter = Splitter()
    conditions.open(lambda: False, splitter.mark())

    def ask() -> bool:
        seen.append(conditions.live)
        return False

    conditions.otherwise(ask, splitter.mark)
    assert (seen, conditions.live) == ([True], False)
