r"""The function that `\filter+` prints: it takes each value of the filter, and the tenant's role may call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.commands.filtering import desk

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

_DATABASE = "filter_called"


def test_the_function_gives_the_rows_of_a_filter_with_several_values(pg: Cluster, platform_template: str) -> None:
    pg.create(_DATABASE, platform_template)
    tenant = desk(pg.dsn(_DATABASE))
    try:
        said = tenant.feed(r"\filter+ resource_metadata.data tier=trial or tier=premium")
        (told,) = said.all_told("would help")
        pg.run(told[told.index("CREATE FUNCTION") :], _DATABASE)
        values = ", ".join(f"'{said.told(place)}'" for place in ("$1", "$2"))
        called = tenant.feed(f"select count(*) from find_resource_metadata({values});")
        assert str(called.rows[0][0]) == said.told("matches") != "0"
    finally:
        tenant.shell.session.close()
        pg.drop(_DATABASE)
