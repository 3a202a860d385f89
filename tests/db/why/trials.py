"""Random rows, policies, roles and contexts: what `explain` says, beside what the server does for the same login.

    python -m tests.db.why.trials DSN [TRIALS] [SEED]

DSN is a superuser's, to any database of a server for tests; a database `why_trials` is made there.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.policies import read
from tenantsh.db.why import Explanation, Outcome, explain
from tenantsh.model.convention import Convention

if TYPE_CHECKING:
    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session

NAME = "why_trials"
LOGIN = "why_trials_login"
ROLES = ("why_trials_reader", "why_trials_other", "why_trials_owner", "why_trials_bypass")
GROUP = "why_trials_group"
"""A role whose privileges the reader has at times."""
SCHEMA = (Path(__file__).parent / "trials.sql").read_text(encoding="utf-8")
SURE = (
    "org_id = nullif(current_setting('app.org', true), '')::bigint",
    "org_id = ANY (ARRAY[(SELECT wt.org())])",
    "org_id IS NOT DISTINCT FROM wt.org()",
    "deleted_at IS NULL",
    "deleted_at IS NULL OR deleted_at > now() - interval '3 days'",
    "kind = 'a' OR kind IS NULL",
    "kind = 'b' OR (org_id = wt.org() AND deleted_at IS NULL) OR owner = current_user",
    "(kind <> 'b') AND (org_id > 40 OR deleted_at IS NOT NULL)",
    "NOT (kind = 'b')",
    "owner = session_user::text",
    "pg_has_role(current_user, 'why_trials_reader', 'usage')",
    "EXISTS (SELECT FROM wt.member m WHERE m.org_id = {table}.org_id AND m.login = session_user)",
    "org_id IN (SELECT m.org_id FROM wt.member m)",
    "wt.may_see({table})",
    "wt.may_see({table}) AND deleted_at IS NULL",
    "wt.knows(org_id)",
    "mood = 'happy'::wt.mood",
    "tags && ARRAY['x', 'y']::text[]",
    "doc ? 'open' AND doc @> '{{\"open\": true}}'",
    "amount BETWEEN 1.5 AND 7.25",
    "span @> 5",
    "code OPERATOR(wt.===) 'c1'",
    "wide = 'secret, (\"content\")'",
    "length(kind) > 0 IS TRUE",
    "current_setting('app.org', true) <> '43'",
    "CASE WHEN org_id = 43 THEN false ELSE true END",
    "true",
    "false",
    "NULL",
)
"""What can be said of a row, and has to be right."""
PLAIN = (
    "twice = 84",
    "(spot).x < 30",
    """spots[1]."Why" = 'x'""",
    "ratio <> 'NaN'",
    "lasts < interval '0' AND raw = '\\x00ff5c'",
    "to_jsonb(plain) - 'wide' ->> 'kind' IN ('a', '')",
    "thrice > 100",
)
"""The same of columns that only one table has; `thrice` is a virtual column from PostgreSQL 18 on."""
FAILING = (
    "1 / (org_id - 43) > 0",
    "kind = 'a' OR 10 / (org_id - 42) > 0",
    "deleted_at IS NULL AND 10 / (org_id - 42) < 0",
    "kind::int > 0",
    "current_setting('app.nothing')::int = 1",
    "wt.fails(kind)",
    "EXISTS (SELECT FROM wt.kept k WHERE k.org_id = {table}.org_id)",
    "EXISTS (SELECT FROM {name} x WHERE x.id = {table}.id)",
)
"""What raises an error, at some rows or at all."""
UNTOLD = (
    "tableoid > 0::oid",
    "ctid IS NOT NULL AND org_id = wt.org()",
    "random() < 0.5",
    "wt.volatile(org_id)",
    "code OPERATOR(wt.~=~) 'c1'",
    "wt_private.knows(org_id)",
    "EXISTS (SELECT FROM wt_private.member m WHERE m.org_id = {table}.org_id)",
)
"""What cannot be asked of a row outside of its table."""


@dataclass
class Tally:
    """What came out."""

    told: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    ablated: int = 0


@dataclass(frozen=True)
class Drawn:
    """What one round of trials runs in."""

    role: str
    org: str
    table: str
    policies: list[tuple[str, str]]
    """Names and conditions."""


def make(dsn: str) -> str:
    """A database for trials; the connection string of its superuser."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME}")
        for role in (*ROLES, GROUP, LOGIN):
            connection.execute(f"DO $$ BEGIN CREATE ROLE {role} NOINHERIT; EXCEPTION WHEN duplicate_object THEN END $$")
        connection.execute(f"ALTER ROLE {LOGIN} LOGIN; ALTER ROLE why_trials_bypass BYPASSRLS")
        connection.execute(f"GRANT {', '.join(ROLES)} TO {LOGIN}")
        connection.execute(f"CREATE DATABASE {NAME}")
    there = psycopg.conninfo.make_conninfo(dsn, dbname=NAME)
    with psycopg.connect(there, autocommit=True) as connection:
        connection.execute(SCHEMA)
        kind = "VIRTUAL" if connection.info.server_version >= 180000 else "STORED"
        connection.execute(f"ALTER TABLE wt.plain ADD thrice bigint GENERATED ALWAYS AS (id * 3) {kind}".encode())
    return there


def trials(dsn: str, count: int, seed: int) -> Tally:
    """So many rows explained, eight for each drawing of policies, role and context."""
    draw, tally = random.Random(seed), Tally()
    with psycopg.connect(dsn, autocommit=True) as connection:
        for _ in range(-(-count // 8)):
            drawn = _draw(connection, draw)
            with _session(dsn, drawn) as session:
                for _ in range(8):
                    _try(connection, session, dsn, drawn, draw, tally)
    return tally


def _draw(connection: psycopg.Connection, draw: random.Random) -> Drawn:
    table = draw.choice(["wt.plain", "wt.plain", "wt.parted", "wt.child", 'wt."Odd ""name"'])
    _drop(connection, table)
    drawn = Drawn(
        draw.choice([ROLES[0], ROLES[0], ROLES[0], ROLES[0], *ROLES[1:]]), draw.choice(["42", "43", "44"]), table, []
    )
    connection.execute(f"ALTER TABLE {table} {draw.choice(['ENABLE'] * 9 + ['DISABLE'])} ROW LEVEL SECURITY".encode())
    connection.execute(f"ALTER TABLE {table} {draw.choice(['FORCE', 'NO FORCE'])} ROW LEVEL SECURITY".encode())
    grant = draw.choice(["SELECT"] * 20 + ["SELECT (org_id, kind)", "SELECT (id, org_id)", "INSERT"])
    connection.execute(f"REVOKE ALL ON {table} FROM {', '.join(ROLES)}".encode())
    connection.execute(f"GRANT {grant} ON {table} TO {ROLES[0]}, {ROLES[1]}, {ROLES[3]}".encode())
    connection.execute(f"GRANT ALL ON {table} TO {ROLES[2]}".encode())
    connection.execute(
        f"REVOKE {GROUP} FROM {ROLES[0]}; ALTER ROLE {ROLES[0]} {draw.choice(['', 'NO'])}INHERIT".encode()
    )
    connection.execute(f"GRANT {GROUP} TO {ROLES[0]}".encode())
    relname = table.partition(".")[2]
    sure = (*SURE, *PLAIN) if relname == "plain" else SURE
    for at in range(draw.choice([0, 1, 1, 2, 2, 2, 3, 3, 4])):
        condition = draw.choice(draw.choice([sure] * 6 + [FAILING, UNTOLD]))
        condition = condition.format(table=relname, name=table)
        kind = draw.choice(["PERMISSIVE", "PERMISSIVE", "RESTRICTIVE"])
        to = draw.choice(["PUBLIC"] * 4 + [ROLES[0], ROLES[0], GROUP, GROUP, ROLES[1], LOGIN])
        command = draw.choice(["ALL"] * 3 + ["SELECT"] * 3 + ["UPDATE"])
        connection.execute(
            f"CREATE POLICY p{at} ON {table} AS {kind} FOR {command} TO {to} USING ({condition})".encode()
        )
        drawn.policies.append((f"p{at}", condition))
    return drawn


def _drop(connection: psycopg.Connection, table: str) -> None:
    for (name,) in connection.execute(
        "SELECT polname FROM pg_policy WHERE polrelid = %s::regclass", [table]
    ).fetchall():
        connection.execute(f"DROP POLICY {name} ON {table}".encode())


def _session(dsn: str, drawn: Drawn) -> Session:
    convention = Convention("why", role=drawn.role, settings={"app.org": "{org}"})
    place = Place(Target(psycopg.conninfo.make_conninfo(dsn, user=LOGIN)), convention, i_know=True)
    return open_session(place, Wanted(drawn.org))


def table_of(session: Session, name: str) -> Table:
    """A table by its quoted name, as `\\why` finds it."""
    (row,) = session.run("SELECT %s::regclass::oid::int8", [name]).rows
    (found,) = read(session, relations=[int(row[0])], tenant_column="org_id").tables
    return found


def _try(
    connection: psycopg.Connection, session: Session, dsn: str, drawn: Drawn, draw: random.Random, tally: Tally
) -> None:
    key = [str(draw.randint(1, 64))]
    if draw.random() < 0.1:
        key = [f"id={key[0]}", f"org_id={draw.choice(['42', '43', '44'])}"]
    admin = Target(dsn) if draw.random() < 0.9 else None
    found = explain(session, table_of(session, drawn.table), key, admin)
    real = _reality(dsn, drawn, key)
    tally.told[f"{found.outcome}{'' if admin else ', no admin'}"] += 1
    chance = any(word in condition for _, condition in drawn.policies for word in ("random", "volatile", "~=~"))
    if not _right(found, real, chance=chance, there=_is_there(connection, drawn, key)):
        tally.wrong.append(f"{drawn} {key}: {found.outcome} {found.why}; really {real}\n{found}")
    told = all(line.answer != "cannot be told" for line in found.lines)
    if found.outcome is Outcome.HIDDEN and found.against and told:
        tally.ablated += 1
        if wrong := _ablated(connection, dsn, drawn, key, found):
            tally.wrong.append(f"{drawn} {key}: {found.why}: {wrong}")


def _right(found: Explanation, real: Outcome, *, chance: bool, there: bool) -> bool:
    if found.outcome is Outcome.ABSENT:
        return not there and real is Outcome.HIDDEN
    if found.outcome is Outcome.UNKNOWN:
        said = any(words in found.why for words in ("cannot be told", "not because of this row"))
        return said and (chance or found.real is (Outcome.FAILS if real is Outcome.DENIED else real))
    if chance and found.outcome is found.real is Outcome.SEEN:
        return True
    if found.outcome is Outcome.DENIED:
        return real is Outcome.DENIED
    if real is Outcome.DENIED:  # a condition reads what the role may not
        return found.outcome is Outcome.FAILS
    return found.outcome is real


def _reality(dsn: str, drawn: Drawn, key: list[str]) -> Outcome:
    """What the server itself does, on a connection that tenantsh has nothing to do with."""
    options = f"-c role={drawn.role} -c app.org={drawn.org}"
    with psycopg.connect(psycopg.conninfo.make_conninfo(dsn, user=LOGIN, options=options)) as connection:
        try:
            found = connection.execute(f"SELECT EXISTS (SELECT FROM {drawn.table} WHERE {_where(key)})".encode())
            return Outcome.SEEN if found.fetchall()[0][0] else Outcome.HIDDEN
        except psycopg.errors.InsufficientPrivilege:
            return Outcome.DENIED
        except psycopg.Error:
            return Outcome.FAILS


def _where(key: list[str]) -> str:
    return " AND ".join(each if "=" in each else f"id = {each}" for each in key)


def _is_there(connection: psycopg.Connection, drawn: Drawn, key: list[str]) -> bool:
    return bool(connection.execute(f"SELECT FROM {drawn.table} WHERE {_where(key)}".encode()).fetchall())


def _ablated(connection: psycopg.Connection, dsn: str, drawn: Drawn, key: list[str], found: Explanation) -> str:
    """What is wrong with the policies that are named: with all of them true the row is seen, without one not."""
    conditions = dict(drawn.policies)
    names = [blame.of for blame in found.against if blame.of]
    for name in names:
        _alter(connection, drawn, name, "true")
    try:
        if _reality(dsn, drawn, key) not in (Outcome.SEEN, Outcome.FAILS, Outcome.DENIED):
            return "with these policies true it is hidden still"
        for blame in found.against:
            if blame.permissive or blame.of is None:
                continue
            _alter(connection, drawn, blame.of, conditions[blame.of])
            if _reality(dsn, drawn, key) is Outcome.SEEN:
                return f"{blame.of} is named and hides nothing"
            _alter(connection, drawn, blame.of, "true")
        return ""
    finally:
        for name in names:
            _alter(connection, drawn, name, conditions[name])


def _alter(connection: psycopg.Connection, drawn: Drawn, name: str, condition: str) -> None:
    connection.execute(f"ALTER POLICY {name} ON {drawn.table} USING ({condition})".encode())


def main() -> None:
    """Run trials and print what came out."""
    dsn = make(sys.argv[1])
    count, seed = (int(each) for each in (*sys.argv[2:], "1000", "1")[:2]) if len(sys.argv) > 2 else (1000, 1)
    tally = trials(dsn, count, seed)
    counts = ", ".join(f"{name} {count}" for name, count in sorted(tally.told.items()))
    tried = f"{tally.ablated} blames tried by changing the policies"
    sys.stdout.write(f"{counts}; {tried}; wrong: {len(tally.wrong)}\n" + "\n\n".join(tally.wrong[:5]))


if __name__ == "__main__":
    main()
