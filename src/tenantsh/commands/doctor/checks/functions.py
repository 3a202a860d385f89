"""Functions that act as somebody above row security, or change the context."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.commands.doctor.checks.words import callers, granted_to, listed, who
from tenantsh.db.doctor.context import Source, without_comments
from tenantsh.db.doctor.survey import grantees
from tenantsh.lang.quote import spell_on_a_line
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.doctor.rows import Function, Relation, Trigger
    from tenantsh.db.doctor.survey import Survey

_WORD = re.compile(r"[a-z_][\w$]*", re.IGNORECASE)
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_DYNAMIC = re.compile(r"\bEXECUTE\b(?!\s+(?:ON|FUNCTION|PROCEDURE)\b)", re.IGNORECASE)
_SET_CONFIG = re.compile(r"\bset_config\s*\(\s*(?:'([^']*)')?", re.IGNORECASE)
_SET = re.compile(
    r"\b(?:SET\s+(?:LOCAL\s+|SESSION\s+)?|RESET\s+|DISCARD\s+)"
    r"(\"?[a-z_]\w*\"?\.\"?\w+|\"?role\b|row_security\b|session\s+authorization|all\b)",
    re.IGNORECASE,
)
_READABLE = ("sql", "plpgsql")


def definers(survey: Survey) -> Iterator[Finding]:
    """SECURITY DEFINER functions that tenants may call and whose owner sees every row."""
    tables = _tables(survey)
    for function in survey.functions.values():
        if not function.definer or function.is_trigger or function.of_extension or not _sees_all(survey, function):
            continue
        if not (whom := callers(survey, function)):
            continue
        told = _what(survey, function, tables)
        if told is not None:
            level, check, words = told
            yield Finding(
                level,
                check,
                function.sql,
                f"{whom} may call it, it acts as {function.owner_name}, who sees every organization's rows,"
                f" and {words}",
                "a SECURITY DEFINER function has its owner's rights and row security, whoever calls it",
                _revoked(survey, function),
                sure=False,
            )


def leaking(survey: Survey) -> dict[int, Function]:
    """Functions that show rows of every organization to whoever may call them."""
    tables = _tables(survey)
    return {
        oid: function
        for oid, function in survey.functions.items()
        if function.definer
        and not function.is_trigger
        and _sees_all(survey, function)
        and _what(survey, function, tables)
    }


_ROW = re.compile(r"\b(?:NEW|OLD)\.", re.IGNORECASE)
_KEPT = re.compile(r"(?::=|\bINTO\b)[^;]*\b(?:NEW|OLD)\.|\b(?:NEW|OLD)\.[^;]*\bINTO\b", re.IGNORECASE)
_CHOOSING = re.compile(r"\b(?:WHERE|VALUES|ON|USING)\b(.*)", re.IGNORECASE | re.DOTALL)
_NAMES_THE_ROLE = re.compile(r"\b(?:current_user|current_role)\b", re.IGNORECASE)


def set_off(survey: Survey) -> Iterator[Finding]:
    """SECURITY DEFINER functions of triggers that tenants set off, and that use more than the row at hand."""
    tables = _tables(survey)
    for trigger in survey.triggers:
        function, relation = survey.functions.get(trigger.function), survey.relations.get(trigger.relation)
        if function is None or relation is None or not (function.definer and _sees_all(survey, function)):
            continue
        writers = {role.oid: role for word in trigger.commands for role in survey.may(relation, word, some=True)}
        told = _what(survey, function, tables) if writers and not _at_hand(function, trigger, tables) else None
        if told is not None:
            level, check, words = told
            yield Finding(
                level,
                check,
                function.sql,
                f"{who(writers.values())} sets it off by a trigger on {relation.sql}, it acts as {function.owner_name},"
                f" who sees every organization's rows, and {words}",
                "a SECURITY DEFINER function has its owner's rights and row security, whoever sets it off",
                f"ALTER FUNCTION {function.sql} SECURITY INVOKER;",
                sure=False,
            )


def _at_hand(function: Function, trigger: Trigger, tables: dict[str, Relation]) -> bool:
    """Whether each statement of a trigger's function that uses tenants' tables goes by the rows that were written."""
    source = _without_literals(without_comments(function.source))
    rows = {name.lower() for name in trigger.rows}
    kept = bool(_KEPT.search(source))
    return all(_goes_by(piece, rows, kept=kept) for piece in source.split(";") if _words(piece) & tables.keys())


def _goes_by(statement: str, rows: set[str], *, kept: bool) -> bool:
    chosen = _CHOOSING.search(statement)
    if _words(statement) & rows:
        return True
    return chosen is not None and (kept or bool(_ROW.search(chosen[1])))


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def asking_for_their_owner(survey: Survey) -> Iterator[Finding]:
    """SECURITY DEFINER functions of policies that ask who the current user is: always their owner."""
    called = {oid for policies in survey.policies.values() for policy in policies for oid in policy.functions}
    for oid in sorted(called & survey.functions.keys()):
        function = survey.functions[oid]
        if function.definer and _NAMES_THE_ROLE.search(_without_literals(without_comments(function.source))):
            yield Finding(
                Level.WARNING,
                "context-definer",
                function.sql,
                f"a policy's function is SECURITY DEFINER and asks for current_user: {function.owner_name} there",
                "whoever asks, it answers for its owner",
                f"ALTER {function.word} {function.sql} SECURITY INVOKER;  -- or session_user, where logins are tenants",
            )


def _what(survey: Survey, function: Function, tables: dict[str, Relation]) -> tuple[Level, str, str] | None:
    if function.language not in _READABLE:
        return Level.WARNING, "definer", f"it is written in {function.language}, which is not read here"
    source = without_comments(function.source)
    words = {word.lower() for word in _WORD.findall(source)}
    if function.language == "plpgsql" and _DYNAMIC.search(_without_literals(source)):
        return Level.CRITICAL, "definer-dynamic", "it runs SQL that it puts together"
    bound = survey.known.of_function(function) & {Source.ORGANIZATION, Source.CONTEXT}
    met = [tables[word].sql for word in sorted(words & tables.keys())]
    if not met or bound or function.name.lower() in survey.known.lookups.lower():
        return None
    return Level.CRITICAL, "definer", f"it uses {listed(met)} without asking for the context"


def _sees_all(survey: Survey, function: Function) -> bool:
    """Whether there is a table of tenants' of which the function's owner sees every row."""
    return function.owner_above or any(
        relation.owner == function.owner and not (relation.enabled and relation.forced) for relation in survey.tenants
    )


def _tables(survey: Survey) -> dict[str, Relation]:
    return {relation.name.lower(): relation for relation in (*survey.views_of_tenants, *survey.tenants)}


def _revoked(survey: Survey, function: Function) -> str:
    names = granted_to(survey, set(grantees(function.grants, "EXECUTE")) - {function.owner})
    return f"REVOKE EXECUTE ON {function.word} {function.sql} FROM {names};"


def definers_paths(survey: Survey) -> Iterator[Finding]:
    """SECURITY DEFINER functions that look names up where their caller says, or may make some."""
    for function in survey.functions.values():
        if not function.definer or function.of_extension:
            continue
        if not (function.is_trigger or _in_policy(survey, function) or survey.calling(function)):
            continue
        words = _path(survey, function)
        if words is not None:
            yield Finding(
                Level.WARNING,
                "definer-path",
                function.sql,
                f"SECURITY DEFINER, {words}",
                "a caller's temporary table, or one in a schema of the caller's path, takes the place of the one meant",
                f"ALTER {function.word} {function.sql} SET search_path = pg_catalog, "
                f"{spell_on_a_line(function.schema)}, pg_temp;",
            )


def _in_policy(survey: Survey, function: Function) -> bool:
    return any(function.oid in policy.functions for policies in survey.policies.values() for policy in policies)


def _path(survey: Survey, function: Function) -> str | None:
    said = next((value for value in function.settings if value.lower().startswith("search_path=")), None)
    if said is None:
        return None if _needs_no_path(function) else "without a search_path of its own"
    names = [name.strip().strip('"') for name in said.partition("=")[2].split(",")]
    if any("$user" in name for name in names):
        return 'its search_path has "$user" in it'
    open_ = [name for name in names if (row := survey.schemas.get(name)) and survey.creators(row)]
    if open_:
        return f"its search_path has {listed(open_)}, where callers may create"
    if names and names[-1] != "pg_temp" and [name for name in names if name and name != "pg_catalog"]:
        return "its search_path does not say pg_temp at its end, so temporary tables come first"
    return None


def _needs_no_path(function: Function) -> bool:
    """Whether its body was bound to objects when it was made (BEGIN ATOMIC)."""
    return function.language == "sql" and function.source.lstrip().upper().startswith("BEGIN ATOMIC")


def setters(survey: Survey) -> Iterator[Finding]:
    """Functions with which tenants change the context, or the role."""
    for function in survey.functions.values():
        if function.of_extension or function.is_trigger or not (whom := callers(survey, function)):
            continue
        while_running, changed = _while_running(survey, function), _changed(survey, function)
        if while_running or changed:
            how = "runs with" if while_running else "changes"
            yield Finding(
                Level.WARNING,
                "context-setter",
                function.sql,
                f"{whom} may call it, and it {how} {listed(while_running or changed)}",
                "what it reads is another organization's; afterwards its caller may be in another one, or in none",
                _revoked(survey, function),
            )


def _while_running(survey: Survey, function: Function) -> list[str]:
    """Settings of the context, and roles, that a function has while it runs."""
    names = (setting.partition("=")[0].lower() for setting in function.settings)
    return sorted(name for name in names if _matters(survey, name))


def _changed(survey: Survey, function: Function) -> list[str]:
    source = without_comments(function.source)
    bare = source if _DYNAMIC.search(_without_literals(source)) else _without_literals(source)
    # what a function has in quotes is text, unless it runs text
    said = [" ".join(name.replace('"', "").lower().split()) for name in _SET.findall(bare)]
    called = (found for found in _SET_CONFIG.finditer(source) if bare[found.start()] != " ")
    said += [(found[1] or "a setting that it computes").lower() for found in called]
    return sorted({name for name in said if _matters(survey, name)})


def _without_literals(source: str) -> str:
    return _LITERAL.sub(lambda found: " " * len(found[0]), source)


_ALWAYS = frozenset({"role", "row_security", "session authorization", "all", "a setting that it computes"})


def _matters(survey: Survey, name: str) -> bool:
    """Whether a setting decides whose rows are seen."""
    return name in _ALWAYS or name in survey.known.context or name in survey.known.forbidden


def running_texts(survey: Survey) -> Iterator[Finding]:
    """Functions that run SQL which they put together, as whoever calls them."""
    for function in survey.functions.values():
        if function.definer or function.of_extension or function.is_trigger or function.language != "plpgsql":
            continue
        source = _without_literals(without_comments(function.source))
        if _DYNAMIC.search(source) and (whom := callers(survey, function)):
            yield Finding(
                Level.NOTE,
                "dynamic-sql",
                function.sql,
                f"{whom} may call it, and it runs SQL that it puts together",
                "nobody who reads a statement sees what it runs: it may change the context, or the role",
                _revoked(survey, function),
                sure=False,
            )


def leakproof(survey: Survey) -> Iterator[Finding]:
    """Functions that were declared to tell nothing of their arguments."""
    for function in survey.functions.values():
        if function.leakproof and not function.of_extension and survey.calling(function):
            yield Finding(
                Level.WARNING,
                "leakproof",
                function.sql,
                "it is declared LEAKPROOF",
                "it runs before policies do, on rows of every organization: an error or a notice of it tells of them",
                f"ALTER FUNCTION {function.sql} NOT LEAKPROOF;",
                sure=False,
            )


def owned(survey: Survey) -> Iterator[Finding]:
    """Functions of policies that tenants own, and so may write anew."""
    called = {oid for policies in survey.policies.values() for policy in policies for oid in policy.functions}
    for oid in sorted(called & survey.functions.keys()):
        function = survey.functions[oid]
        owners = [role for role in survey.roles.values() if function.owner in role.holds and not role.above]
        if owners:
            yield Finding(
                Level.CRITICAL,
                "policy-function-owned",
                function.sql,
                f"policies ask it whose rows are to be seen, and {who(owners)} may write it anew",
                "CREATE OR REPLACE FUNCTION by its owner changes what every policy that calls it means",
                f"ALTER {function.word} {function.sql} OWNER TO …;  -- a role that nobody logs in as",
            )
