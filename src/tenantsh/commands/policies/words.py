"""Row security in words: what stands between a role and the rows of a relation, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.policies import Command, Standing
from tenantsh.lang.quote import spell_identifier
from tenantsh.model.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.db.policies import Relation, Subject, Table

KINDS = {"r": "table", "p": "partitioned table", "v": "view", "m": "materialized view", "f": "foreign table"}
COMMANDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
EVERY, NONE, POLICY, ELSEWHERE = "every row", "no rows", "by policy", "unknown"
_ROWS = {
    Standing.APPLIES: POLICY,
    Standing.NO_POLICY: NONE,
    Standing.OFF: EVERY,
    Standing.OWNER: EVERY,
    Standing.BYPASS: EVERY,
    Standing.COPY: EVERY,
    Standing.FOREIGN: ELSEWHERE,
}


def kind(row: Relation) -> str:
    """What it is: `partition`, or the word for its relkind."""
    return "partition" if row.is_partition else KINDS[row.kind]


def rows(table: Table) -> str:
    """Which rows row security leaves the subject."""
    if table.standing is not Standing.VIEW:
        return _ROWS[table.standing]
    if not table.beneath:
        return EVERY
    unknown = any(each.kind == "f" for each in table.beneath)
    return EVERY if table.open and not unknown else ELSEWHERE if table.open else POLICY


def why(table: Table) -> str:
    """Why it is these rows, in few words; where policies decide, their names."""
    row, who = table.relation, table.subject
    match table.standing:
        case Standing.APPLIES:
            return ", ".join(each.policy.name for each in table.combined(Command.SELECT).clauses)
        case Standing.NO_POLICY:
            return f"no policy permits {who.role} anything"
        case Standing.OFF:
            unused = f", {counted(len(table.policies), 'policy')} not in force" if table.policies else ""
            return f"row security is off{unused}"
        case Standing.OWNER:
            return f"{_owning(row, who)}, and row security is not forced"
        case Standing.BYPASS:
            return above(who)
        case Standing.COPY:
            return f"it holds what its owner {row.owner} saw when it was refreshed"
        case Standing.FOREIGN:
            return "another server decides"
        case Standing.VIEW:
            return _viewing(table)


def above(who: Subject) -> str:
    """What puts a role above row security."""
    return f"{who.role} {'is a superuser' if who.superuser else 'has BYPASSRLS'}"


def security(row: Relation) -> str:
    """How row security is set."""
    if row.kind not in "rp":
        return ""
    return "forced" if row.enabled and row.forced else "on" if row.enabled else "off"


def granted(row: Relation) -> list[str]:
    """The commands that the subject may use, by privilege."""
    if not row.usage:
        return []
    may = (row.selects, row.inserts, row.updates, row.deletes, row.truncates)
    return [command for command, is_granted in zip(COMMANDS, may, strict=True) if is_granted]


def listed(names: Sequence[str], most: int = 3) -> str:
    """Names in words, the first few and how many more there are.

    >>> listed(["a", "b"]), listed(["a", "b", "c", "d", "e"])
    ('a and b', 'a, b, c and 2 more')
    """
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most:,} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def roles(names: Iterable[str]) -> str:
    """Roles of a policy, as SQL writes them."""
    return ", ".join("PUBLIC" if name == "PUBLIC" else spell_identifier(name) for name in names)


def _owning(row: Relation, who: Subject) -> str:
    return "the owner itself" if row.owner == who.role else f"{who.role} has the privileges of the owner {row.owner}"


def _viewing(table: Table) -> str:
    """Through a view: which tables it leaves open, and as whom it reads."""
    if not table.beneath:
        return "it reads no table"
    opened = [each for each in table.beneath if not each.applies]
    readers = sorted({each.reader for each in opened or table.beneath})
    if not opened:
        return f"of what it reads, as {listed(readers)}"
    return f"of {listed(sorted({each.sql for each in opened}))}, read as {listed(readers)}"
