"""Side channels of facts/rls.md 2e: what tells of other organizations without showing a row of theirs.

All of it runs, and the context is right all the time. docs/protects.md lists them, in these words.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Channel:
    """A statement whose answer tells something of another organization."""

    name: str
    says: str
    sql: str
    tells: str
    """What its rows, its tag or its SQLSTATE has in it, as a regular expression."""
    write: bool = False
    first: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    """What organization 43's session does before it, and has not committed."""


_UNIQUE = "unique keys across organizations: an INSERT that fails, or does nothing, tells that the value is taken"
_SIZE = "sizes: the catalog's row counts, table sizes and statistics, and a plan's estimates, count everybody's rows"
_LOCKS = "locks: a statement waits for another organization's transaction, and pg_locks shows its locks"
_ACTIVITY = "sessions: logins and application names of everybody"
_FOREIGN = "foreign keys: a row that is not seen can be referred to, so an INSERT tells whether it is there"

CHANNELS = [
    Channel("E1", _UNIQUE, "insert into slugs values (42, 'theirs')", "23505", write=True),
    Channel("E2", _UNIQUE, "insert into slugs values (42, 'theirs') on conflict do nothing", "INSERT 0 0", write=True),
    Channel("E4", _FOREIGN, "insert into referring values (42, 11)", "INSERT 0 1", write=True),
    Channel("E4 none", _FOREIGN, "insert into referring values (42, 1000)", "23503", write=True),
    Channel("E11 rows", _SIZE, "select reltuples::int from pg_class where relname = 'things'", r"\(17,"),
    Channel("E11 size", _SIZE, "select pg_relation_size('things') > 0", "True"),
    Channel("E8", _SIZE, "explain select * from kept", "rows=17"),
    Channel(
        "E10",
        "statistics of relations without row security, partitions among them: values of everybody's rows",
        "select most_common_vals::text, histogram_bounds::text from pg_stats where tablename = 'months_1'",
        "theirs",
    ),
    Channel(
        "E17",
        "sequences: numbers that were drawn tell how many rows others wrote",
        "select nextval('things_thing_id_seq') > 17",
        "True",
        write=True,
    ),
    Channel(
        "E12",
        _ACTIVITY,
        "select usename from pg_stat_activity where pid <> pg_backend_pid()",
        "small_eng",
        theirs=("begin", "select 1"),
    ),
    Channel(
        "C8",
        _LOCKS,
        "select objid from pg_locks where locktype = 'advisory'",
        "4343",
        theirs=("begin", "select pg_advisory_xact_lock(4343)"),
    ),
    Channel(
        "E21",
        _LOCKS,
        "insert into slugs values (42, 'pending')",
        "55P03",
        write=True,
        first=("set lock_timeout = 200",),
        theirs=("begin", "insert into slugs values (43, 'pending')"),
    ),
]
STATEMENTS = "where the convention has no role: what other sessions of the same login run, with the organization's id"
LISTENING = "LISTEN: a NOTIFY reaches every session of the database that listens, whatever organization it tells of"
