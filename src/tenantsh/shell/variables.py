r"""psql's variables: `-v`, `\set`, `:name`, and what the shell itself tells in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.lang import tokens
from tenantsh.lang.switch import truth
from tenantsh.model.errors import UsageError
from tenantsh.shell.special import NEWEST, SPECIAL, as_integer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.shell.special import Special

_NAME = re.compile(rf"{tokens.LETTER_OR_DIGIT}++")


class Variables:
    """Names to texts. Those of `special.SPECIAL` refuse what they cannot be, and some cannot be unset."""

    def __init__(self, changed: Callable[[str], None] = lambda _: None) -> None:
        """`changed` hears the name of each variable that was set or unset."""
        self._changed = changed
        self._major = NEWEST
        self._values = {name: special.start for name, special in SPECIAL.items() if special.start is not None}

    def get(self, name: str) -> str | None:
        """A variable's value; None where it is not set."""
        return self._values.get(name)

    def set(self, name: str, value: str | None = None) -> None:
        """Set a variable; None is no value at all, which switches mean as `on`.

        Raises UsageError, in psql's words, for a name or a value that will not do.
        """
        if not _NAME.fullmatch(name):
            raise UsageError(f'invalid variable name: "{name}"')
        special = self._special(name)
        text = value or ""
        if special is not None and not value and special.empty is not None:
            text = special.empty
        if special is not None and special.check is not None:
            text = special.check(name, text)
        self._values[name] = text
        self._changed(name)

    def unset(self, name: str) -> None:
        """Forget a variable, or give it the value that stands for none."""
        special = self._special(name)
        if special is not None and special.unset is not None:
            self._values[name] = special.unset
        else:
            self._values.pop(name, None)
        self._changed(name)

    def follow(self, major: int) -> None:
        """Have the variables that psql of this major has, and no others of its."""
        self._major = major
        for name, special in SPECIAL.items():
            if special.since > major:
                self._values.pop(name, None)
            elif special.since and special.start is not None:
                self._values.setdefault(name, special.start)

    def tell(self, **values: str) -> None:
        """What the shell tells; nothing is checked."""
        self._values.update(values)

    def obeyed(self, name: str) -> bool:
        r"""Whether setting this variable does something, so that `\gset` leaves it alone."""
        special = self._special(name)
        return special is not None and special.obeyed

    def on(self, name: str) -> bool:
        """Whether a switch is on."""
        return truth(self._values.get(name, "")) is True

    def word(self, name: str) -> str:
        """The value of a variable that takes one of a few words, in lower case, switches as `on` and `off`."""
        text = self._values.get(name, "").lower()
        switch = truth(text) if "on" in SPECIAL[name].values else None
        return text if switch is None else "on" if switch else "off"

    def number(self, name: str) -> int:
        """The value of a variable that takes an integer."""
        return as_integer(self._values.get(name) or "0")

    def items(self) -> list[tuple[str, str]]:
        """All that are set, by name as bytes sort them."""
        return sorted(self._values.items(), key=lambda pair: pair[0].encode("utf-8", "surrogateescape"))

    def _special(self, name: str) -> Special | None:
        special = SPECIAL.get(name)
        return special if special is not None and special.since <= self._major else None
