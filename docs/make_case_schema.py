"""Write the JSON Schema of a case's lines from the values that they are made of: `python docs/make_case_schema.py`."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

from tenantsh.cases.chain import FORMAT
from tenantsh.cases.coding import hints, is_optional
from tenantsh.cases.lines import KINDS

PAGE = Path(__file__).parent / "case-format.schema.json"
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}
_DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def schema() -> str:
    """The schema of one line, as it is kept."""
    about = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A line of a tenantsh support case, format {FORMAT}",
        "oneOf": [_line(name, kind) for name, kind in KINDS.items()],
    }
    return json.dumps(about, indent=1, ensure_ascii=False) + "\n"


def _line(name: str, kind: type) -> dict[str, Any]:
    first = {"format": {"const": FORMAT}} if name == "case" else {}
    known = {
        **first,
        "n": {"type": "integer", "description": "The line's number, counted from 1."},
        name: _of(kind),
        "before": {
            **_DIGEST,
            "description": "SHA-256 of the line before, without its newline.",
        },
    }
    return {"type": "object", "properties": known, "required": list(known), "additionalProperties": False}


def _of(kind: Any) -> dict[str, Any]:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return _nullable(_of(next(part for part in parts if part is not NoneType)))
    if origin is tuple and parts[-1] is ...:
        return {"type": "array", "items": _of(parts[0])}
    if origin is tuple:
        return {"type": "array", "prefixItems": [_of(part) for part in parts], "minItems": len(parts), "items": False}
    if origin is Mapping:
        return {"type": "object", "propertyNames": _of(parts[0]), "additionalProperties": _of(parts[1])}
    if dataclasses.is_dataclass(kind):
        return _object(kind)
    return {"enum": list(kind)} if issubclass(kind, StrEnum) else {"type": _PLAIN[kind]}


def _nullable(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "type": [found["type"], "null"]}


def _object(kind: Any) -> dict[str, Any]:
    types, said = hints(kind), _descriptions(kind)
    fields = dataclasses.fields(kind)
    properties = {
        field.name: {**_of(types[field.name]), **({"description": said[field.name]} if field.name in said else {})}
        for field in fields
    }
    return {
        "type": "object",
        "description": inspect.getdoc(kind),
        "properties": properties,
        "required": [field.name for field in fields if not is_optional(field, types[field.name])],
        "additionalProperties": False,
    }


def _descriptions(kind: type) -> dict[str, str]:
    """What stands beneath each field in the source."""
    body = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(body, ast.ClassDef)
    found = {}
    for field, beneath in zip(body.body, body.body[1:], strict=False):
        match field, beneath:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = " ".join(text.split())
    return found


if __name__ == "__main__":
    PAGE.write_text(schema(), encoding="utf-8")
