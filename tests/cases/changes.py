"""What may change between recording a case and replaying it, one change at a time, and what a replay has to say of it.

Written from the issue, and by somebody else than the code that it judges. Every statement of the case that a change
does not meet has to reproduce, so that a verdict is wrong as well where it says too much.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.model.case import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

STATEMENTS: Mapping[str, str] = {
    "tickets": "SELECT ticket_id, title, state, hours, remark FROM tickets",
    "parcels": "SELECT count(*), sum(parcel_id) FROM parcels WHERE code = 'box'",
    "letters": "SELECT letter_id, subject FROM open_letters ORDER BY letter_id",
    "stamps": "SELECT stamp_id, desk.label(stamp_id) FROM stamps ORDER BY stamp_id",
    "events": "SELECT event_id, type FROM events WHERE created_at >= '2026-03-01Z' AND created_at < '2026-06-01Z'"
    " ORDER BY event_id",
    "people": "SELECT user_id, email FROM users ORDER BY user_id",
    "organization": "SELECT org_id, name, plan_tier FROM organizations",
    "constant": "SELECT 1 + 1 AS two",
    "missing": "SELECT * FROM not_there",
    "denied": "SELECT version FROM platform.schema_version",
}
"""The case, by the names that the changes call its statements."""

ASKING_FOR_TIME: Mapping[str, str] = {
    "clock": "SELECT clock_timestamp() AS at",
    "overdue": "SELECT ticket_id FROM tickets WHERE due < now() ORDER BY ticket_id",
    "drawn": "SELECT ticket_id FROM tickets ORDER BY random()",
}
"""A second case: what it shows depends on when it is asked, or on chance."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is done to the database, and what a replay says afterwards."""

    name: str
    sql: tuple[str, ...] = ()
    """Run as the superuser, each in a transaction of its own; `:db` is the database."""
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    """By statement; all others reproduce."""
    everywhere: Verdict = Verdict.REPRODUCES
    """What all others say, where it is not that."""
    words: tuple[str, ...] = ()
    """What has to be named among the differences."""
    undo: tuple[str, ...] = ()
    """For what is not the database's alone."""
    login: str | None = None
    """Another login for the replay."""
    opens: bool = True
    """Whether a session as the case says can be opened at all; where not, the words say why."""
    since: int = 13


_DATA, _POLICY, _OFF = Verdict.DATA_CHANGED, Verdict.POLICY_CHANGED, Verdict.RLS_OFF
_SCHEMA, _PLAN, _CONTEXT = Verdict.SCHEMA_CHANGED, Verdict.PLAN_CHANGED, Verdict.CONTEXT_DIFFERS
_ORDER, _UNKNOWN = Verdict.SAME_ROWS_OTHER_ORDER, Verdict.CANNOT_TELL


def _on(statement: str, verdict: Verdict, name: str, *sql: str, words: tuple[str, ...] = (), since: int = 13) -> Change:
    return Change(name, sql, {statement: verdict}, words=words, since=since)


def _tickets(verdict: Verdict, name: str, *sql: str, words: tuple[str, ...] = ("tickets",)) -> Change:
    return _on("tickets", verdict, name, *sql, words=words)


def _nothing(name: str, *sql: str, login: str | None = None) -> Change:
    return Change(name, sql, login=login)


def _everywhere(name: str, *sql: str, words: tuple[str, ...], undo: tuple[str, ...] = (), opens: bool = True) -> Change:
    return Change(name, sql, everywhere=_CONTEXT, words=words, undo=undo, opens=opens)


_UNCHANGED = (
    _nothing("nothing at all"),
    _nothing("another login", login="engineer"),
    _nothing("another organization's rows", "UPDATE tickets SET title = 'x' WHERE org_id = 43"),
    _nothing("a column that is not read", "UPDATE tickets SET due = due + interval '1 day'"),
    _nothing("a table that is not read", "ALTER TABLE resources ADD COLUMN colour text"),
    _nothing("how a table is stored", "ALTER TABLE tickets SET (fillfactor = 50)"),
    _nothing("a remark on a table", "COMMENT ON TABLE tickets IS 'what customers ask'"),
    _nothing("a month far away", "SELECT platform.create_month('events', '2027-12-01')"),
    _nothing(
        "the organization deleted softly, which hides nothing",
        "UPDATE organizations SET deleted_at = now() WHERE org_id = 42",
    ),
    _nothing("another role's grant", "REVOKE SELECT ON tickets FROM org_viewer"),
)

_ROWS = (
    _tickets(_DATA, "a value", "UPDATE tickets SET title = 'other' WHERE ticket_id = 30", words=("30", "title")),
    _tickets(_DATA, "NULL to nothing", "UPDATE tickets SET remark = '' WHERE ticket_id = 30", words=("30", "remark")),
    _tickets(
        _DATA,
        "a float's last digit",
        "UPDATE tickets SET hours = hours + 1e-15 WHERE ticket_id = 10",
        words=("10", "hours"),
    ),
    _tickets(
        _DATA,
        "a row more",
        "INSERT INTO tickets VALUES (90, 42, 'new', 'open', '2026-05-01Z')",
        words=("90", "30", "31"),
    ),
    _tickets(_DATA, "a row less", "DELETE FROM tickets WHERE ticket_id = 30", words=("30", "29")),
    _tickets(
        _DATA,
        "a row that came from another organization",
        "UPDATE tickets SET org_id = 42 WHERE ticket_id = 31",
        words=("31",),
    ),
    _tickets(_DATA, "all rows gone", "TRUNCATE tickets", words=("30", "0")),
    _tickets(_ORDER, "CLUSTER", "CLUSTER tickets USING tickets_pkey", words=("order of the rows",)),
    _tickets(
        _ORDER,
        "VACUUM FULL after an update of nothing",
        "UPDATE tickets SET title = title WHERE ticket_id > 40",
        "VACUUM FULL tickets",
        words=("order of the rows",),
    ),
    _on("parcels", _DATA, "a sum", "UPDATE parcels SET parcel_id = 9000 WHERE parcel_id = 2"),
    _on("letters", _DATA, "a row behind a view", "UPDATE letters SET state = 'read' WHERE letter_id = 4"),
    _on("organization", _DATA, "the organization renamed", "UPDATE organizations SET name = 'Acme' WHERE org_id = 42"),
    _on("people", _DATA, "another member removed", "DELETE FROM org_members WHERE user_id = 1003", words=("1003",)),
    _on("events", _DATA, "a row in a partition", "DELETE FROM events WHERE event_id = 70", words=("40", "39")),
)

_POLICIES = (
    _tickets(
        _POLICY,
        "a policy's condition",
        "ALTER POLICY tenant_reads ON tickets USING (desk.sees(org_id) AND state <> 'open')",
        words=("tickets", "tenant_reads"),
    ),
    _tickets(
        _POLICY,
        "a policy's condition that changes no row",
        "ALTER POLICY tenant_reads ON tickets USING (desk.sees(org_id) AND state <> 'lost')",
        words=("tickets", "tenant_reads"),
    ),
    _tickets(
        _POLICY,
        "a policy more",
        "CREATE POLICY shared ON tickets FOR SELECT USING (ticket_id < 10)",
        words=("tickets", "shared"),
    ),
    _tickets(_POLICY, "a policy less", "DROP POLICY tenant_reads ON tickets", words=("tickets", "tenant_reads")),
    _tickets(
        _POLICY,
        "a policy made restrictive",
        "DROP POLICY tenant_reads ON tickets;"
        " CREATE POLICY tenant_reads ON tickets AS RESTRICTIVE FOR SELECT USING (desk.sees(org_id))",
        words=("tickets", "tenant_reads"),
    ),
    _tickets(
        _POLICY,
        "a policy for other roles",
        "ALTER POLICY tenant_reads ON tickets TO org_admin",
        words=("tickets", "tenant_reads"),
    ),
    _tickets(
        _POLICY,
        "a policy's function",
        "CREATE OR REPLACE FUNCTION desk.sees(org bigint) RETURNS boolean LANGUAGE sql STABLE"
        " AS $$ SELECT org = platform.current_user_org_id() AND org <> 42 $$",
        words=("tickets", "desk.sees"),
    ),
    Change(
        "the function that all policies call",
        (
            (
                "CREATE OR REPLACE FUNCTION platform.current_user_org_id() RETURNS bigint LANGUAGE plpgsql STABLE AS"
                " $$ BEGIN RETURN nullif(pg_catalog.current_setting('app.current_org_id', true), '')::bigint; END $$"
            ),
        ),
        dict.fromkeys(("tickets", "parcels", "letters", "stamps", "events", "people", "organization"), _POLICY),
        words=("platform.current_user_org_id",),
    ),
    _on(
        "people",
        _POLICY,
        "a policy of a table that a policy reads",
        "ALTER POLICY tenant_reads ON org_members"
        " USING (org_id = (SELECT platform.current_user_org_id()) AND role <> 'viewer')",
        words=("org_members", "tenant_reads"),
    ),
    _on(
        "letters",
        _POLICY,
        "a policy of a table behind a view",
        "ALTER POLICY tenant_reads ON letters"
        " USING (org_id = (SELECT platform.current_user_org_id()) AND letter_id > 8)",
        words=("letters", "tenant_reads"),
    ),
    _tickets(_OFF, "row security off", "ALTER TABLE tickets DISABLE ROW LEVEL SECURITY"),
    _on(
        "people",
        _OFF,
        "row security off where a policy reads",
        "ALTER TABLE org_members DISABLE ROW LEVEL SECURITY",
        words=("org_members",),
    ),
    _on(
        "letters",
        _OFF,
        "no longer forced, and a view's owner owns the table",
        "ALTER TABLE letters NO FORCE ROW LEVEL SECURITY",
        words=("letters", "forced"),
    ),
)

_STRUCTURE = (
    _tickets(
        _SCHEMA,
        "an index more",
        "CREATE INDEX tickets_state_idx ON tickets (state)",
        words=("tickets", "tickets_state_idx"),
    ),
    _on(
        "parcels",
        _SCHEMA,
        "an index less",
        "DROP INDEX parcels_code_idx",
        words=("parcels", "parcels_code_idx", "Seq Scan"),
    ),
    _tickets(_SCHEMA, "a column more", "ALTER TABLE tickets ADD COLUMN colour text", words=("tickets", "colour")),
    _tickets(_SCHEMA, "a column less, not read", "ALTER TABLE tickets DROP COLUMN due", words=("tickets", "due")),
    _tickets(_SCHEMA, "a column less, read", "ALTER TABLE tickets DROP COLUMN state", words=("state", "42703")),
    _tickets(_SCHEMA, "a column renamed", "ALTER TABLE tickets RENAME state TO status", words=("state", "42703")),
    _tickets(
        _SCHEMA,
        "a column of another type",
        "ALTER TABLE tickets ALTER title TYPE varchar(200)",
        words=("tickets", "title", "character varying"),
    ),
    _tickets(_SCHEMA, "a default", "ALTER TABLE tickets ALTER remark SET DEFAULT 'none'", words=("tickets", "remark")),
    _tickets(
        _SCHEMA,
        "a constraint",
        "ALTER TABLE tickets ADD CONSTRAINT hours_positive CHECK (hours > 0)",
        words=("tickets", "hours_positive"),
    ),
    _tickets(
        _SCHEMA,
        "a trigger",
        "CREATE FUNCTION desk.nop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;"
        " CREATE TRIGGER watch BEFORE INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION desk.nop()",
        words=("tickets", "watch"),
    ),
    _tickets(_SCHEMA, "a table gone", "DROP TABLE tickets", words=("tickets", "42P01")),
    _on(
        "letters",
        _SCHEMA,
        "a view's definition",
        "CREATE OR REPLACE VIEW open_letters AS SELECT letter_id, subject FROM letters WHERE state = 'read'",
        words=("open_letters",),
    ),
    _on(
        "stamps",
        _SCHEMA,
        "a function that the statement calls",
        "CREATE OR REPLACE FUNCTION desk.label(stamp bigint) RETURNS text LANGUAGE plpgsql STABLE"
        " AS $$ BEGIN RETURN 'stamp ' || stamp; END $$",
        words=("desk.label",),
    ),
    _on(
        "events",
        _SCHEMA,
        "a partition in the range",
        "SELECT platform.create_month('events', '2026-05-01')",
        words=("events_2026_05",),
    ),
    _on(
        "events",
        _SCHEMA,
        "a partition detached",
        "ALTER TABLE events DETACH PARTITION events_2026_04",
        words=("events_2026_04",),
    ),
    _on("events", _SCHEMA, "a partition dropped", "DROP TABLE events_2026_04", words=("events_2026_04",)),
    _on(
        "missing",
        _SCHEMA,
        "a table that was missing",
        "CREATE TABLE not_there (); GRANT SELECT ON not_there TO org_member",
        words=("42P01",),
    ),
    Change(
        "a setting of the planner's",
        ("ALTER DATABASE :db SET enable_bitmapscan = off",),
        {"parcels": _PLAN, "people": _PLAN},
        words=("enable_bitmapscan", "Bitmap Heap Scan"),
    ),
    _on("parcels", _PLAN, "statistics only", "ANALYZE parcels", words=("Seq Scan", "parcels_code_idx")),
)

_WHO = (
    _tickets(_CONTEXT, "a grant less", "REVOKE SELECT ON tickets FROM org_member", words=("tickets", "42501")),
    _tickets(
        _CONTEXT,
        "grants on columns only",
        "REVOKE SELECT ON tickets FROM org_member; GRANT SELECT (ticket_id, title, state) ON tickets TO org_member",
        words=("tickets", "42501"),
    ),
    _tickets(_CONTEXT, "a grant more", "GRANT DELETE ON tickets TO org_member", words=("tickets", "DELETE")),
    _on(
        "denied",
        _CONTEXT,
        "a grant that was missing",
        "GRANT SELECT ON platform.schema_version TO org_member",
        words=("42501", "schema_version"),
    ),
    _everywhere(
        "the login's time zone",
        "ALTER ROLE support IN DATABASE :db SET TimeZone = 'Asia/Tokyo'",
        words=("TimeZone", "Asia/Tokyo"),
    ),
    _everywhere(
        "the database's time zone", "ALTER DATABASE :db SET TimeZone = 'Asia/Tokyo'", words=("TimeZone", "Asia/Tokyo")
    ),
    _everywhere(
        "search_path, and another table of the same name",
        "CREATE TABLE desk.tickets AS SELECT * FROM tickets LIMIT 1; GRANT SELECT ON desk.tickets TO org_member",
        "ALTER DATABASE :db SET search_path = desk, public",
        words=("search_path", "desk"),
    ),
    _everywhere("DateStyle", "ALTER DATABASE :db SET DateStyle = 'German, DMY'", words=("DateStyle", "German")),
    _everywhere("IntervalStyle", "ALTER DATABASE :db SET IntervalStyle = 'sql_standard'", words=("IntervalStyle",)),
    _tickets(
        _CONTEXT,
        "a setting that a policy's function reads",
        "ALTER ROLE support IN DATABASE :db SET app.region = 'north'",
        words=("app.region", "north"),
    ),
    _everywhere(
        "the person's role in the organization",
        "UPDATE org_members SET role = 'admin' WHERE user_id = 1001",
        words=("org_member", "org_admin"),
    ),
    _everywhere(
        "the person no longer a member",
        "DELETE FROM org_members WHERE user_id = 1001",
        words=("ann@acme.test",),
        opens=False,
    ),
    _everywhere("the person deleted", "DELETE FROM users WHERE user_id = 1001", words=("ann@acme.test",), opens=False),
    _everywhere(
        "the organization deleted",
        "DELETE FROM organizations WHERE org_id = 42",
        words=("no organization",),
        opens=False,
    ),
    _everywhere(
        "a login that may no longer take the role",
        "REVOKE org_member FROM support",
        words=("org_member",),
        undo=("GRANT org_member TO support :terms",),
        opens=False,
    ),
    _everywhere(
        "a role that is above row security now",
        "ALTER ROLE org_member BYPASSRLS",
        words=("org_member",),
        undo=("ALTER ROLE org_member NOBYPASSRLS",),
        opens=False,
    ),
)

CHANGES = (*_UNCHANGED, *_ROWS, *_POLICIES, *_STRUCTURE, *_WHO)
