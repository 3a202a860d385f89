"""A second session beside a person's own: how it is told to open."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from tests.pgcluster import as_user

from tenantsh.db.beside import beside
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, find_organizations, open_session
from tenantsh.db.plain import Plain
from tenantsh.model.convention import PLATFORM

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pgcluster import Cluster


def test_organizations_are_looked_up_as_the_login_and_not_as_the_tenant_s_role(platform_dsn: str) -> None:
    place = Place(Target(as_user(platform_dsn, "engineer")), PLATFORM)
    with open_session(place, Wanted("42")) as session:
        way = beside(place, session)
        assert {one.org for one in find_organizations(way.login, "")} >= {"42", "43"}
        assert "options=" in way.place.target.conninfo
        assert "options=" not in way.login.target.conninfo


@pytest.mark.newest
def test_no_environment_leads_it_to_another_server(
    platform_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(Target(as_user(platform_dsn, "engineer")), PLATFORM)
    services = tmp_path / "services"
    services.write_text("[other]\nhostaddr=127.0.0.9\n")
    with open_session(place, Wanted("42")) as session:
        way = beside(place, session)
        monkeypatch.setenv("PGSERVICEFILE", str(services))
        monkeypatch.setenv("PGSERVICE", "other")
        monkeypatch.setenv("PGHOSTADDR", "127.0.0.9")
        before = dict(os.environ)
        second = way.open()
        try:
            assert second.endpoint.place == session.endpoint.place
        finally:
            second.close()
        assert find_organizations(way.login, "Acme")
        assert dict(os.environ) == before


def test_a_plain_session_has_one_way_for_both(pg: Cluster) -> None:
    target = Target(pg.dsn())
    place = Place(target, PLATFORM)
    plain = Plain(target)
    try:
        way = beside(place, plain)
        assert way.login == way.place
    finally:
        plain.close()
