"""docs/platform.md says what is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.platform.ask import TABLES, Connection, column

from tenantsh.platform.apply import steps

_DOCS = Path(__file__).parents[2] / "docs" / "platform.md"


@pytest.mark.parametrize("table", TABLES)
def test_the_documented_columns_are_the_tables_in_its_order(db: Connection, table: str) -> None:
    (row,) = re.findall(rf"^\| `{table}` \| (.*) \|$", _DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    documented = re.findall(r"(?:^|, )\**(\w+)", row)
    found = column(
        db, "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 order by attnum", [table]
    )
    assert documented == found


def test_every_role_of_the_platform_is_documented() -> None:
    roles = re.findall(r"\('(\w+)', +'(?:NO)?LOGIN", steps()[0].sql)
    text = _DOCS.read_text(encoding="utf-8")
    assert len(roles) == 8
    assert [role for role in roles if f"`{role}`" not in text] == []
