"""The schema of a case's lines, as it is documented, is that of the files."""

from __future__ import annotations

import importlib.util
import json
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]  # no stubs of it are here
import pytest
from tests.cases.made import made

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def docs(request: pytest.FixtureRequest) -> Path:
    return request.config.rootpath / "docs"


@pytest.fixture
def schema(docs: Path) -> Any:
    return json.loads((docs / "case-format.schema.json").read_text())


def test_the_schema_is_made_of_the_values(docs: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_case_schema", docs / "make_case_schema.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PAGE.read_text() == module.schema(), "python docs/make_case_schema.py"


def test_every_line_is_as_the_schema_says(schema: Any, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    checker = jsonschema.Draft202012Validator(schema)
    kept = (request.path.parent / "format-1.jsonl").read_bytes().splitlines()
    for line in (*made(tmp_path).lines, *kept):
        checker.validate(json.loads(line))


def test_the_page_tells_of_every_kind_of_line(docs: Path) -> None:
    from tenantsh.cases.lines import KINDS

    page = (docs / "case-format.md").read_text()
    assert [kind for kind in KINDS if f"| `{kind}` |" not in page] == []
