"""Random texts that break what is careless: quotes, backslashes, control characters, and what is SQL or a path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

_PIECES: Final = (
    "'", '"', "''", '""', "\\", "\\\\", "\\'", '\\"', "\\u", "\\u0041", "\\x", "\\n", "$", "$$", "$1", "$q$",
    "%", "%s", "%(a)s", "%%", "--", "/*", "*/", ";", "; drop table plain; --", "' or '1'='1", "\x01", "\x08",
    "\t", "\n", "\r", "\x1b[31m", "\x7f", "\x85", "\u00a0", "\u200b", "\u202e", "\u2028", "\ufeff", "\ufffd",
    "é", "e\u0301", "ß", "日本", "😀", "👩‍💻", "\U0010ffff", "a", "A", "b", "0", "1", " ", ".", ",", "(", ")", "[",
    "]", "{", "}", "@", "?", "*", "**", "^", "~", "=", "!", "<", ">", "|", "&", "#", ":", "::int", "`", "null",
    "true", " or ", " and ", "not ", "in", "E'", "U&'", "lax", "strict", "like_regex", "{0}",
)  # fmt: skip


def text(rng: Random) -> str:
    """A text of a few pieces, or of many."""
    length = rng.choice((0, 1, 1, 2, 3, 4, 6, 9)) if rng.random() < 0.97 else 300
    return "".join(rng.choice(_PIECES) for _ in range(length))


def noise(rng: Random) -> str:
    """Any characters at all, also those that no text should have."""
    ranges = ((0, 32), (32, 127), (32, 127), (127, 256), (0x2000, 0x2070), (0xD800, 0xE000), (0x1F300, 0x1F700))
    return "".join(chr(rng.randrange(*rng.choice(ranges))) for _ in range(rng.randrange(40)))
