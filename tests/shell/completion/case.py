r"""Cases of completion: a text with `|` at the cursor, and what has to be among the first ten candidates.

select * from us| => users
select | from users => email, full_name      all of these
select * from sal| => !salaries              nowhere among the candidates
select '\|', | from users => email           a bar that is none; \n is a newline; `@15+` at the end: from that major on
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("cases")
FIRST = 10

_MAJORS = re.compile(r"\s+@(\d+)\+$")


@dataclass(frozen=True, slots=True)
class Case:
    """One case."""

    place: str
    """File and line."""
    text: str
    cursor: int
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    since: int = 0

    def missing(self, offered: list[str]) -> list[str]:
        """What is wanted and not among the first, and what is offered and must not be; empty where all is well."""
        first = {text.casefold() for text in offered[:FIRST]}
        everything = {text.casefold() for text in offered}
        gone = [text for text in self.wanted if text.casefold() not in first]
        return gone + [f"!{text}" for text in self.unwanted if text.casefold() in everything]


def cases(pattern: str = "*.txt") -> list[Case]:
    """The cases of the files of this pattern."""
    found = []
    for path in sorted(FOLDER.glob(pattern)):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                found.append(_case(f"{path.stem}:{number}", line))
    return found


def _case(place: str, line: str) -> Case:
    text, arrow, rest = line.rpartition(" => ")
    assert arrow, f"{place}: no => in it"
    majors = _MAJORS.search(rest)
    rest = _MAJORS.sub("", rest)
    text = text.replace("\\n", "\n").replace("\\|", "\0")
    assert text.count("|") == 1, f"{place}: one | marks the cursor, \\| is none"
    cursor = text.index("|")
    text = text.replace("|", "").replace("\0", "|")
    words = [word.strip() for word in re.split(r",\s+", rest)]
    wanted = tuple(word for word in words if not word.startswith("!"))
    unwanted = tuple(word[1:] for word in words if word.startswith("!") and len(word) > 1)
    return Case(place, text, cursor, wanted, unwanted, int(majors[1]) if majors else 0)
