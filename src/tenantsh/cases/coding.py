"""Values of the model as JSON and back, by their types: what is read is of the type that it should be, or refused."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from tenantsh.model import case

T = TypeVar("T")
Read = Callable[[Any, str], Any]
"""Takes a value out of JSON and where it stands, in words; gives the model's. Raises MisfitError."""

_LARGEST = 1 << 63


class MisfitError(ValueError):
    """A value is not what it should be; the text says which, and what was wanted."""


def encoded(value: Any) -> Any:
    """A value as JSON has it: fields that have nothing to say, or what they say anyway, are left out."""
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, tuple):
        return [each if type(each) in _AS_IT_IS else encoded(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): encoded(each) for key, each in value.items()}
    if isinstance(value, str):
        return str(value)
    fields = _fields(type(value))  # type: ignore[arg-type]  # a class is hashable; mypy sees none in type[Any]
    said = ((name, getattr(value, name), default) for name, default in fields)
    return {name: encoded(each) for name, each, default in said if each is not None and each != default}


_AS_IT_IS = (str, int, float, bool, NoneType)


@cache
def _fields(kind: Any) -> list[tuple[str, Any]]:
    return [(field.name, _default(field)) for field in dataclasses.fields(kind)]


def decoded(kind: type[T], value: Any, where: str) -> T:
    """A value of this class, as `encoded` wrote it. Raises MisfitError."""
    read: Read = _reader(kind)  # type: ignore[arg-type]  # a class is hashable; mypy sees none in type[T]
    found: T = read(value, where)
    return found


def hints(kind: type) -> dict[str, Any]:
    """The types of a class's fields."""
    return get_type_hints(kind, localns={**vars(case), "Mapping": Mapping})


def is_optional(field: dataclasses.Field[Any], hint: Any) -> bool:
    """Whether a field may be left out."""
    return NoneType in get_args(hint) or _default(field) is not dataclasses.MISSING


@cache
def _reader(kind: Any) -> Read:
    """What reads a value of this type."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return _optional(_reader(next(part for part in parts if part is not NoneType)))
    if origin is tuple and parts == (str, ...):
        return _texts
    if origin is tuple:
        return _tuple([_reader(part) for part in parts if part is not ...], any_length=parts[-1] is ...)
    if origin is Mapping:
        return _mapping(_reader(parts[0]), _reader(parts[1]))
    if dataclasses.is_dataclass(kind):
        return _object(kind)  # type: ignore[arg-type]  # it is a class, and no instance
    return _one_of(kind) if issubclass(kind, StrEnum) else _PLAIN[kind]


def _default(field: dataclasses.Field[Any]) -> Any:
    made = field.default_factory
    return field.default if made is dataclasses.MISSING else made()


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise MisfitError(f"{where} is not a text")
    if not value.isascii():
        try:
            value.encode("utf-8", "surrogateescape")  # bytes of a script that were no UTF-8 are kept so
        except UnicodeEncodeError as error:
            raise MisfitError(f"{where} has half a character in it") from error
    return value


def _texts(value: Any, where: str) -> tuple[str, ...]:
    """A list of texts, of which there are a thousand times more than of anything else."""
    if isinstance(value, list) and set(map(type, value)) <= {str} and "".join(value).isascii():
        return tuple(value)
    found: tuple[str, ...] = _tuple([_text], any_length=True)(value, where)
    return found


def _whole(value: Any, where: str) -> int:
    if type(value) is not int or not -_LARGEST <= value < _LARGEST:
        raise MisfitError(f"{where} is not a whole number")
    return value


def _number(value: Any, where: str) -> float:
    if type(value) not in (int, float) or not abs(value) < _LARGEST or not math.isfinite(value):
        raise MisfitError(f"{where} is not a number")
    return float(value)


def _yes_or_no(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise MisfitError(f"{where} is neither true nor false")
    return value


_PLAIN: dict[Any, Read] = {str: _text, int: _whole, float: _number, bool: _yes_or_no}


def _optional(read: Read) -> Read:
    return lambda value, where: None if value is None else read(value, where)


def _one_of(kind: type[StrEnum]) -> Read:
    def read(value: Any, where: str) -> StrEnum:
        try:
            return kind(value)
        except ValueError as error:
            raise MisfitError(f"{where} is none of: {', '.join(kind)}") from error

    return read


def _tuple(parts: list[Read], *, any_length: bool) -> Read:
    def read(value: Any, where: str) -> tuple[Any, ...]:
        if not isinstance(value, list) or not (any_length or len(value) == len(parts)):
            raise MisfitError(f"{where} is not a list{'' if any_length else f' of {len(parts)}'}")
        if any_length:
            each = parts[0]
            return tuple([each(item, where) for item in value])
        return tuple([each(item, where) for each, item in zip(parts, value, strict=True)])

    return read


def _mapping(key: Read, item: Read) -> Read:
    def read(value: Any, where: str) -> dict[Any, Any]:
        if not isinstance(value, dict):
            raise MisfitError(f"{where} is not an object")
        return {key(name, where): item(each, f"{where}.{name}") for name, each in value.items()}

    return read


def _object(kind: type) -> Read:
    types = hints(kind)
    fields = {field.name: _reader(types[field.name]) for field in dataclasses.fields(kind)}
    needed = [field.name for field in dataclasses.fields(kind) if not is_optional(field, types[field.name])]
    empty = [
        field.name
        for field in dataclasses.fields(kind)
        if field.name not in needed and _default(field) is dataclasses.MISSING
    ]

    def read(value: Any, where: str) -> Any:
        if not isinstance(value, dict):
            raise MisfitError(f"{where} is not an object")
        for name in needed:
            if name not in value:
                raise MisfitError(f'{where} lacks "{name}"')
        known = dict.fromkeys(empty)
        for name, each in value.items():
            if name not in fields:
                raise MisfitError(f'{where} has "{name}" in it, which this format does not know')
            known[name] = fields[name](each, f"{where}.{name}")
        return kind(**known)

    return read
