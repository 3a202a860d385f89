"""SECURITY DEFINER functions: what their owner sees is what their callers see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.commands.doctor.checks.words import callers, listed, revoked, runs_texts, who, without_literals
from tenantsh.db.doctor.context import Source, without_comments
from tenantsh.model.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.doctor.rows import Function, Relation, Trigger
    from tenantsh.db.doctor.survey import Survey

_WORD = re.compile(r"[a-z_][\w$]*", re.IGNORECASE)
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
                revoked(survey, function),
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


_ROW = re.compile(r"\b(?:NEW|OLD)\b", re.IGNORECASE)
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
    source = without_literals(without_comments(function.source))
    rows = {name.lower() for name in trigger.rows}
    kept = bool(_KEPT.search(source))
    return all(_goes_by(piece, rows, kept=kept) for piece in source.split(";") if _words(piece) & tables.keys())


def _goes_by(statement: str, rows: set[str], *, kept: bool) -> bool:
    chosen, words = _CHOOSING.search(statement), _words(statement)
    if words & rows or ("insert" in words and "from" not in words and _ROW.search(statement)):
        return True
    return chosen is not None and (kept or bool(_ROW.search(chosen[1])))


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def asking_for_their_owner(survey: Survey) -> Iterator[Finding]:
    """SECURITY DEFINER functions of policies that ask who the current user is: always their owner."""
    called = {oid for policies in survey.policies.values() for policy in policies for oid in policy.functions}
    for oid in sorted(called & survey.functions.keys()):
        function = survey.functions[oid]
        if function.definer and _NAMES_THE_ROLE.search(without_literals(without_comments(function.source))):
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
    if function.language == "plpgsql" and runs_texts(source):
        return Level.CRITICAL, "definer-dynamic", "it runs SQL that it puts together"
    bound = survey.known.of_function(function) & {Source.ORGANIZATION, Source.CONTEXT}
    met = [tables[word].sql for word in sorted(words & tables.keys())]
    if not met or bound or _looks_up(survey, function):
        return None
    return Level.CRITICAL, "definer", f"it uses {listed(met)} without asking for the context"


def _looks_up(survey: Survey, function: Function) -> bool:
    """Whether the convention calls it to look organizations or people up."""
    called = rf'(?<![\w$]){re.escape(function.name)}"?\s*\('
    return re.search(called, survey.known.lookups, re.IGNORECASE) is not None


def _sees_all(survey: Survey, function: Function) -> bool:
    """Whether there is a table of tenants' of which the function's owner sees every row."""
    return function.owner_above or any(
        relation.owner == function.owner and not (relation.enabled and relation.forced) for relation in survey.tenants
    )


def _tables(survey: Survey) -> dict[str, Relation]:
    return {relation.name.lower(): relation for relation in (*survey.views_of_tenants, *survey.tenants)}
