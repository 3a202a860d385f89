"""Looks made by hand, of which a test changes one thing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tenantsh.model.case import (
    Answer,
    Failure,
    KeyedRow,
    Kind,
    Look,
    Planned,
    Print,
    Standing,
    Surroundings,
)

SURROUNDINGS = Surroundings(
    org="42",
    org_name="Acme",
    role="org_viewer",
    login="engineer",
    user="1001",
    email="ann@acme.test",
    write=False,
    context=(("app.current_org_id", "42"), ("app.current_user_id", "1001")),
    settings={"search_path": '"$user", public', "TimeZone": "UTC", "DateStyle": "ISO, MDY"},
)
STANDING = Standing(
    150018, "7710", "plat", "db1", "5432", recovering=False, lag=None, lsn="0/1", snapshot="1:1:", now="x"
)
PLANNED = Planned("shape", ("Sort", "  Seq Scan on public.resources"), ("public.resources",))
PRINT = Print(
    "public.resources",
    {kind: f"{kind}-1" for kind in Kind},
    {Kind.POLICIES: {"resources_org": "p1"}, Kind.COLUMNS: {"id": "c1", "state": "c2"}},
)
ANSWER = Answer(
    columns=(("id", "bigint"), ("state", "text")),
    rows=2,
    complete=True,
    ordered="o",
    multiset="m",
    has_order=True,
    key=("id",),
    keyed=(KeyedRow(("1",), ("a1", "b1")), KeyedRow(("2",), ("a2", "b2"))),
)
LOOK = Look(SURROUNDINGS, STANDING, PLANNED, (PRINT,), ANSWER)


def surroundings(**changes: Any) -> Look:
    return replace(LOOK, surroundings=replace(SURROUNDINGS, **changes))


def setting(**changes: str) -> Look:
    return surroundings(settings={**SURROUNDINGS.settings, **changes})


def standing(**changes: Any) -> Look:
    return replace(LOOK, standing=replace(STANDING, **changes))


def answer(**changes: Any) -> Look:
    return replace(LOOK, answer=replace(ANSWER, **changes))


def printed(kind: Kind, parts: dict[str, str] | None = None, digest: str = "another") -> Look:
    there = Print(
        PRINT.relation,
        {**PRINT.kinds, kind: digest},
        PRINT.parts if parts is None else {**PRINT.parts, kind: parts},
    )
    return replace(LOOK, prints=(there,))


def failed(sqlstate: str, message: str = "no", **more: Any) -> Look:
    return replace(LOOK, answer=None, failure=Failure(sqlstate, message), **more)
