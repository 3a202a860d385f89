r"""psql's variables, as far as they steer this shell: `-v`, `\\set`, `:name`."""

from __future__ import annotations

from tenantsh.model.errors import UsageError

DEFAULTS = {"ON_ERROR_STOP": "off", "QUIET": "off"}

ONLY = {"AUTOCOMMIT": "on", "ON_ERROR_ROLLBACK": "off", "SINGLELINE": "off", "SINGLESTEP": "off", "FETCH_COUNT": "0"}
"""psql's variables that change what a script does, and the one value that this shell has for them."""

_TRUE = frozenset({"on", "true", "yes", "1", "t", "y", "tr", "tru", "ye", "o"})


class Variables:
    """Names to text; some names have a default that unsetting brings back."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """A variable's value; None where it is not set."""
        return self._values.get(name, DEFAULTS.get(name))

    def set(self, name: str, value: str) -> None:
        """Set a variable. Raises UsageError for what psql would obey and this shell cannot."""
        if name in ONLY and value.lower() != ONLY[name]:
            raise UsageError(
                f'{name} is always "{ONLY[name]}" here',
                why="a script that relies on another value would do something else than in psql",
                hint="BEGIN and COMMIT or ROLLBACK say where a transaction begins and ends",
            )
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
