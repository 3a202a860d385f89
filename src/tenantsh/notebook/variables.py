r"""Python's variables in SQL: `:name` is a parameter; `:'name'`, `:"name"` and commands have its text, quoted."""

from __future__ import annotations

import re
from difflib import get_close_matches
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from tenantsh.db.values.plain import document, parameter
from tenantsh.lang.host import Beside
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_REFERENCE = re.compile(r':(?P<name>[^\W\d]\w*)(?:\.(?P<column>[^\W\d]\w*|"(?:[^"]|"")+"))?')
_WHOLE = re.compile(r":(?P<name>[^\W\d]\w*)(?P<more>[.\[].*)?", re.DOTALL)
_AS_JSON = re.compile(r"\s*::\s*jsonb?\b(?!\s*\[)", re.IGNORECASE)
_OF_IPYTHON = re.compile(r"_+|_i+|_i?\d+|_[iod]h|__\w*__|_exit_code")
"""Names that IPython keeps for itself, and does not always list among its hidden ones."""
_ARRAY = re.compile(r"\barray\s*\Z", re.IGNORECASE)
_NEAR = 3

ABSENT: Any = object()
"""No value, which None is."""


class Namespace:
    """The variables of a person's, the innermost first, without what IPython has put among them."""

    def __init__(self, namespaces: Sequence[Mapping[str, Any]], hidden: Mapping[str, Any]) -> None:
        self._namespaces = namespaces
        self._hidden = hidden

    def get(self, name: str, default: Any = None) -> Any:
        """A variable's value."""
        found = next((one[name] for one in self._namespaces if name in one), ABSENT)
        return found if found is not ABSENT and self._is_persons(name, found) else default

    def names(self) -> list[str]:
        """Of all of them."""
        found = {name: value for one in reversed(self._namespaces) for name, value in one.items()}
        return [name for name, value in found.items() if self._is_persons(name, value)]

    def _is_persons(self, name: str, value: object) -> bool:
        return not _OF_IPYTHON.fullmatch(name) and self._hidden.get(name, ABSENT) is not value


class Variables:
    """What a cell may name: parameters that its magic was given, then Python's variables."""

    def __init__(self, python: Namespace, own: Mapping[str, Any], known: Callable[[], Iterable[str]]) -> None:
        r"""`own` are the magic's parameters; `known` gives names that `\set` has set, for words on what is missing."""
        self.framed = find_spec("pyarrow") is not None
        self.most: int | None = None
        self._python = python
        self._own = own
        self._known = known
        self._made: dict[str, Any] = {}
        """Parameters by name: Python does not run while a cell of ours does, and a long list is made only once."""

    def beside(self, text: str, at: int) -> Beside | None:
        """As `commands.python.Python` says. A list with `::jsonb` behind it is a document."""
        found = _REFERENCE.match(text, at)
        value = self._value(found["name"]) if found else ABSENT
        if found is None or value is ABSENT:
            return None
        end, name = found.end("name"), f":{found['name']}"
        if found["column"] and _has_columns(value):
            end, name = found.end(), found[0]
            value = _column(value, found["column"], name)
        as_json = _AS_JSON.match(text, end) is not None and not isinstance(value, str | bytes)
        called = f"{name[1:]}::jsonb" if as_json else name[1:]
        if called not in self._made:
            self._made[called] = (_document if as_json else parameter)(value, name)
        return Beside(called, self._made[called], end)

    def words(self, name: str) -> str | None:
        """As `commands.python.Python` says."""
        value = self._value(name)
        if value is ABSENT:
            return None
        return _text(
            value,
            f":{name}",
            why="a command's arguments are text, and so is what psql puts in quotes",
            hint=f"in SQL, :{name} without quotes is a parameter",
        )

    def unknown(self, name: str, before: Callable[[], str]) -> None:
        """As `commands.python.Python` says; the bounds of an array's slice are let be."""
        if not name.isidentifier() or in_slice(before()):
            return
        raise UsageError(
            f"nothing is called {name}, and :{name} stands for something",
            why="it was looked for in --params, Python's variables, and what \\set has set; nothing was sent",
            hint=_near(name, [*self._own, *self._python.names(), *self._known()]),
        )

    def _value(self, name: str) -> Any:
        return self._own[name] if name in self._own else self._python.get(name, ABSENT)


def meant(python: Namespace, written: str) -> str:
    """A flag's value: `:name` is the text of Python's variable, anything else what is written. Raises UsageError."""
    found = _WHOLE.fullmatch(written)
    if found is None:
        return written
    if found["more"]:
        raise UsageError(
            f"{written} is more than a variable's name", hint=f"give {written[1:]} a name in a cell before"
        )
    value = python.get(found["name"], ABSENT)
    if value is ABSENT:
        raise UsageError(
            f"no variable is called {found['name']}, and {written} is the text of one",
            why="nothing was opened or sent",
            hint=_near(found["name"], python.names()),
        )
    return _text(value, written, why="an option's value is text", hint="give it one")


def _text(value: Any, told: str, *, why: str, hint: str) -> str:
    """A variable as text. Raises UsageError for what has none."""
    plain = parameter(value, told)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if plain is None or isinstance(plain, list | bytes):
        kind = "None" if plain is None else f"a {type(value).__name__}"
        raise UsageError(f"{told} has no text: it is {kind}", why=why, hint=hint)
    return plain.text if hasattr(plain, "text") else str(plain)


def _near(name: str, names: Iterable[str]) -> str:
    """A hint at what may have been meant."""
    known = list(dict.fromkeys(names))
    begun = [one for one in known if one.startswith(name)]
    near = (get_close_matches(name, known, _NEAR) or begun)[:_NEAR]
    return f"did you mean {', '.join(f':{one}' for one in near)}?" if near else f"{name} = … in a cell before"


def in_slice(before: str) -> bool:
    """Whether what follows is in the brackets behind an array, where a colon stands between bounds.

    >>> in_slice("select a[1"), in_slice("select array["), in_slice("select array[1, "), in_slice("select a[1] = ")
    (True, False, False, False)
    """
    depth, at = 0, len(before)
    while at := max(before.rfind("[", 0, at), before.rfind("]", 0, at)) + 1:
        at -= 1
        depth += 1 if before[at] == "]" else -1
        if depth < 0:
            constructs = before[:at].rstrip().endswith(("[", ",")) or _ARRAY.search(before[:at])
            return not constructs and "," not in before[at:]
    return False


def _document(value: Any, told: str) -> Any:
    return None if value is None else document(value, told)


def _has_columns(value: Any) -> bool:
    return hasattr(value, "columns") and hasattr(value, "__getitem__")


def _column(frame: Any, written: str, told: str) -> Any:
    name = written[1:-1].replace('""', '"') if written.startswith('"') else written
    names = [str(one) for one in (getattr(frame, "column_names", None) or frame.columns)]
    if names.count(name) == 1:
        return frame[name]
    if name in names:
        raise UsageError(f"{told} is {names.count(name)} columns", hint="give them different names")
    near = get_close_matches(name, names, _NEAR)
    hint = f"did you mean {', '.join(near)}?" if near else f"it has {', '.join(names[:10]) or 'none'}"
    raise UsageError(f"{told}: the frame has no such column", hint=hint)
