"""A draft's lines: values of `model.case` as JSON and back."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from tenantsh.model import case
from tenantsh.model.case import Commanded, Entry, Note, Opening, Recorded

_KINDS = {kind.__name__: kind for kind in (Recorded, Commanded, Note)}


def encoded(value: Opening | Entry) -> bytes:
    """A value as a line, without its newline."""
    return json.dumps({"is": type(value).__name__, **asdict(value)}, separators=(",", ":")).encode()


def decoded(line: bytes) -> Entry:
    """What was encoded. Raises ValueError, KeyError or TypeError for what was not."""
    found = json.loads(line)
    entry: Entry = _made(_KINDS[found["is"]], found)
    return entry


def opening_in(line: bytes) -> Opening:
    """As above, of a draft's first line."""
    opening: Opening = _made(Opening, json.loads(line))
    return opening


def _made(hint: Any, value: Any) -> Any:
    """A value of JSON's as one of this type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return None if value is None else _made(next(one for one in arguments if one is not type(None)), value)
    if is_dataclass(hint):
        hints = _hints(hint)
        return hint(**{one.name: _made(hints[one.name], value[one.name]) for one in fields(hint) if one.name in value})
    if origin is tuple:
        kinds = [arguments[0]] * len(value) if arguments[-1] is ... else arguments
        return tuple(_made(kind, item) for kind, item in zip(kinds, value, strict=True))
    if origin is Mapping:
        return {_made(arguments[0], key): _made(arguments[1], item) for key, item in value.items()}
    return hint(value) if isinstance(hint, type) and issubclass(hint, StrEnum) else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, {**vars(case), "Mapping": Mapping})
