r"""`\cold`: what was archived of a marked column is masked as the column is."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.cold.archiving import Server
from tests.commands.filtering import Desk
from tests.db.small import CONVENTION
from tests.pgcluster import as_user

from tenantsh.cold.naming import ColdTable
from tenantsh.cold.storage import open_storage
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place
from tenantsh.model.errors import TenantshError
from tenantsh.model.retention import PLATFORM_RULES, Retention
from tenantsh.render import write
from tenantsh.render.options import Options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

_SQL = """
CREATE TABLE visitors (org_id bigint, at date, who text, born date, told jsonb, page int);
COMMENT ON COLUMN visitors.who IS '[pii]';
COMMENT ON COLUMN visitors.born IS '[pii]';
COMMENT ON COLUMN visitors.told IS '[pii]';
CREATE TABLE others (who text);
COMMENT ON COLUMN others.who IS '[pii]';
INSERT INTO visitors VALUES (42, '2024-03-05', 'zz9alice', '1999-09-09', '{"zz9": 1}', 7);
GRANT SELECT ON visitors TO small_viewer;
"""


@pytest.fixture
def desk(pg: Cluster, tmp_path: object) -> Iterator[Desk]:
    from tests.db import small

    pg.once("small_template", lambda: small.make(pg, "small_template"))
    dsn = pg.create("masked_cold", "small_template")
    pg.run(_SQL, "masked_cold")
    with psycopg.connect(dsn, autocommit=True) as connection:
        server = Server(connection, relation="visitors")
        server.archive(open_storage(str(tmp_path)), date(2024, 3, 1), table=ColdTable("public", "visitors"))
    place = Place(Target(as_user(dsn, "small_eng")), CONVENTION, retention=Retention(PLATFORM_RULES, str(tmp_path)))
    opened = Desk(place)
    with closing(opened.shell.session):
        yield opened
    pg.drop("masked_cold")


def shown(desk: Desk, text: str) -> str:
    out = StringIO()
    for outcome in desk.feed(text).outcomes:
        if isinstance(outcome, TenantshError):
            out.write(str(outcome))
        else:
            write(outcome, Options(format="csv"), out)
            out.write(str(list(outcome.rows)) + str(outcome.notes))
    return out.getvalue()


def test_archived_values_of_marked_columns_are_masked(desk: Desk, pg: Cluster) -> None:
    for text in ("", " where page = 7", " where who = 'zz9' || 'alice' order by born", " order by who"):
        found = shown(desk, rf"\cold visitors 2024-03{text}")
        assert '42,2024-03-05,***,,"""***""",7' in found
        assert "masked: who: visitors.who (comment)" in found
        assert "zz9alice" not in found
        assert "1999" not in found
    for text in ("who::int = 1", "told::text::int = 1", "1 / (page - 7) = 1"):
        found = shown(desk, rf"\cold visitors 2024-03 where {text}")
        assert "ERROR" in found
        assert "zz9" not in found
    assert '"nosuch" does not exist' in shown(desk, r"\cold visitors 2024-03 where nosuch = 1")
    assert "may read marked columns" in shown(desk, r"\cold visitors 2024-03 where current_org() = 42")
    desk.feed(r"\unmask visitors.who case 12")
    assert "42,2024-03-05,zz9alice,," in shown(desk, r"\cold visitors 2024-03")

    pg.run("drop table visitors", "masked_cold")  # of which only the archive knows: a column of this name is marked
    opened = Desk(desk.shell.place)
    with closing(opened.shell.session):
        found = shown(opened, r"\cold visitors 2024-03")
    assert "42,2024-03-05,***," in found
    assert "zz9alice" not in found
