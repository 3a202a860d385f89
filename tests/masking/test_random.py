"""Queries by chance: none shows a marked value, whether it runs or fails. TENANTSH_QUERIES=5000 asks more."""

from __future__ import annotations

import os
import re
from random import Random
from typing import TYPE_CHECKING

from tests.masking.conftest import open_marked
from tests.masking.querying import query

from tenantsh.model.errors import StatementError, TenantshError

if TYPE_CHECKING:
    from tests.db.small import Small

_MANY = int(os.environ.get("TENANTSH_QUERIES", "250"))
_DIGESTS = re.compile("[0-9a-f]{32}")


def test_no_query_by_chance_shows_a_marked_value(marked: Small) -> None:
    chance, ran = Random(int(os.environ.get("TENANTSH_SEED", "7"))), 0
    with open_marked(marked) as session:
        secrets = {row[0] for row in marked.admin("select md5(email) from people union select md5(phone) from people")}
        for _ in range(_MANY):
            text = query(chance)
            try:
                result = session.run(text)
                shown = str(result.rows) + str(result.notes)
                ran += 1
            except StatementError as error:
                shown = f"{error} {error.fields}"
            except TenantshError as error:
                shown = str(error)
            assert "zz9" not in shown.lower(), text
            assert "1999-09" not in shown, text
            assert not secrets & set(_DIGESTS.findall(shown)), text
    assert ran > _MANY / 2
