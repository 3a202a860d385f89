r"""psql's variables, as far as they steer this shell: `-v`, `\\set`, `:name`."""

from __future__ import annotations

DEFAULTS = {"PROMPT1": "", "VERBOSITY": "default", "ON_ERROR_STOP": "off", "QUIET": "off", "ECHO": "none"}

_TRUE = frozenset({"on", "true", "yes", "1", "t", "y", "tr", "tru", "ye", "o"})


class Variables:
    """Names to text; some names have a default that unsetting brings back."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """A variable's value; None where it is not set."""
        return self._values.get(name, DEFAULTS.get(name))

    def set(self, name: str, value: str) -> None:
        """Set a variable."""
        self._values[name] = value

    def unset(self, name: str) -> None:
        """Forget a variable; one that steers the shell gets its default back."""
        self._values.pop(name, None)

    def on(self, name: str) -> bool:
        """Whether a variable says yes."""
        return (self.get(name) or "").lower() in _TRUE

    def items(self) -> list[tuple[str, str]]:
        """All that are set, by name."""
        return sorted({**DEFAULTS, **self._values}.items())
