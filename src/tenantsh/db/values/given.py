"""Values for psycopg's placeholders, made as they are asked for: a mapping may hold more than its statement names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tenantsh.db.values.plain import parameter
from tenantsh.db.values.refusing import a_kind
from tenantsh.db.values.typed import typed
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator


def given(params: Sequence[Any] | Mapping[str, Any]) -> Sequence[Any] | Mapping[str, Any]:
    """The values, each as psycopg is to send it. Raises UsageError for what is neither a sequence nor a mapping."""
    if isinstance(params, Mapping):
        return _Named(params)
    if isinstance(params, Sequence) and not isinstance(params, str | bytes | bytearray):
        return [typed(parameter(value, f"parameter {at}")) for at, value in enumerate(params, start=1)]
    raise UsageError(
        f"params is {a_kind(params)}",
        why="the values of a statement are several",
        hint="a list for %s, also of one value; a dict for %(name)s",
    )


class _Named(Mapping[str, Any]):
    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> Any:
        return typed(parameter(self._values[name], f"%({name})s"))

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)
