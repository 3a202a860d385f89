"""What is known of the context: the settings that carry it, and which functions read it, be it through others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenantsh.db.doctor.defaults import constant, inside, of_source
from tenantsh.db.pruning.text import everything, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.db.doctor.rows import Function
    from tenantsh.model.convention import Convention

_READ = re.compile(r"current_setting\s*\(\s*'([^']+)'", re.IGNORECASE)
_LOGIN = re.compile(r"\b(current_user|session_user|current_role)\b", re.IGNORECASE)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_WORD = re.compile(r"[a-z_][\w$]*", re.IGNORECASE)


class Source(StrEnum):
    """Where a value comes from, as far as whose rows are seen depends on it."""

    ORGANIZATION = "organization"
    """The context's organization."""
    CONTEXT = "context"
    """Something else of the context, as the person."""
    SETTING = "setting"
    """A setting that is none of the context's: whoever is connected may set it."""


@dataclass(frozen=True, eq=False)
class Known:
    """What a convention and the functions of a database say of the context."""

    tenant_column: str
    organization: frozenset[str]
    """Settings that say which organization is meant, in lower case."""
    context: frozenset[str]
    """All settings of the context."""
    forbidden: frozenset[str]
    by_role: bool
    """Whether it is the role that says which organization is meant."""
    named: frozenset[str]
    """Functions that the convention says read it."""
    plain: str | None
    """The setting that is the organization's id and nothing else."""
    claim: tuple[str, ...]
    """The setting that is JSON, and the keys on the way to the organization's id in it; empty where there is none."""
    carriers: tuple[str, ...]
    """What a text has in it that goes by the organization, in lower case: these settings, or what tells a role."""
    lookups: str
    """SQL of the convention's that looks organizations and people up, as the login."""
    functions: Sequence[Function] = field(repr=False)
    called: frozenset[int] = frozenset()
    """The functions that are meant, where several have one name."""

    @classmethod
    def of(cls, convention: Convention, functions: Sequence[Function]) -> Known:
        """What a convention says, and the functions that were found."""
        settings = {name.lower(): str(template) for name, template in convention.settings.items()}
        organization = frozenset(name for name, template in settings.items() if "{org}" in template)
        lookups = (convention.organization, convention.find_organizations, convention.find_person)
        return cls(
            tenant_column=convention.tenant_column,
            organization=organization,
            context=frozenset(settings),
            forbidden=frozenset(name.lower() for name in convention.forbidden_settings),
            by_role=not organization,
            named=frozenset(convention.context_functions),
            plain=next((name for name, template in settings.items() if template == "{org}"), None),
            claim=next(filter(None, (_way(name, template) for name, template in convention.settings.items())), ()),
            carriers=convention.carriers,
            lookups=" ".join(sql for sql in lookups if sql),
            functions=functions,
        )

    def of_setting(self, name: str) -> Source | None:
        """What a setting is; None for one of PostgreSQL's own."""
        name = name.lower()
        if name in self.organization:
            return Source.ORGANIZATION
        if name in self.context:
            return Source.CONTEXT
        return Source.SETTING if "." in name else None

    @cached_property
    def by_name(self) -> dict[str, frozenset[Source]]:
        """What functions read, by their bare name in lower case."""
        found = {name.rpartition(".")[2].lower(): frozenset[Source]() for name in self.named}
        for function in self.functions:
            name = function.name.lower()
            found[name] = found.get(name, frozenset()) | self._directly(without_comments(function.source))
        found = {name: sources for name, sources in found.items() if sources or name in self._named}
        return self._spread({name: sources or frozenset([Source.ORGANIZATION]) for name, sources in found.items()})

    def within(self, called: Iterable[int]) -> Known:
        """The same for a condition that calls these functions."""
        meant = self._one_of_several.intersection(called)
        return replace(self, called=meant) if meant else self

    def reads(self, name: str) -> frozenset[Source]:
        """What a call of a function reads, by its bare name."""
        name = name.lower()
        meant = [each for each in self._overloaded.get(name, ()) if each.oid in self.called]
        if not meant or name in self._named:
            return self.by_name.get(name, frozenset())
        return _together(self._reads_itself(each) for each in meant)

    def _reads_itself(self, function: Function) -> frozenset[Source]:
        """What one of several functions of a name reads."""
        source, name = without_comments(function.source), function.name.lower()
        words = {word.lower() for word in _WORD.findall(source)}
        others = (self._directly(each.source) for each in self._overloaded[name] if each is not function)
        through = _together(self.by_name[word] for word in words & self.by_name.keys() - {name})
        return self._directly(source) | through | (_together(others) if name in words else frozenset())

    @cached_property
    def _one_of_several(self) -> frozenset[int]:
        return frozenset(each.oid for found in self._overloaded.values() for each in found)

    @cached_property
    def _overloaded(self) -> dict[str, list[Function]]:
        found: dict[str, list[Function]] = {}
        for function in self.functions:
            found.setdefault(function.name.lower(), []).append(function)
        return {name: functions for name, functions in found.items() if len(functions) > 1}

    def of_function(self, function: Function) -> frozenset[Source]:
        """What a function reads, be it through others."""
        return self.by_name.get(function.name.lower(), frozenset())

    @cached_property
    def defaults(self) -> dict[str, str]:
        """Functions, by their bare name in lower case, that have an organization for a context that is not set."""
        found = ((each.name.lower(), self._default(each)) for each in self.functions)
        return {name: value for name, value in found if value is not None}

    def _default(self, function: Function) -> str | None:
        if Source.ORGANIZATION not in self._directly(function.source) or "coalesce" not in function.source.lower():
            return None
        return of_source(function.source, function.language, self._carries)

    def _carries(self, node: Any) -> bool:
        """Whether a part of an expression reads the organization itself."""
        return any(self._is_organization(each) for each in everything(node) if type(each).__name__ == "FuncCall")

    def _is_organization(self, call: Any) -> bool:
        if call.funcname[-1].string.sval != "current_setting" or not call.args:
            return False
        return self.of_setting(constant(inside(unwrapped(call.args[0]))) or "") is Source.ORGANIZATION

    @property
    def _named(self) -> frozenset[str]:
        return frozenset(name.rpartition(".")[2].lower() for name in self.named)

    def _directly(self, text: str) -> frozenset[Source]:
        sources = (self.of_setting(name) for name in _READ.findall(text))
        found = frozenset(source for source in sources if source is not None)
        return found | {Source.ORGANIZATION} if self.by_role and _LOGIN.search(text) else found

    def _spread(self, found: dict[str, frozenset[Source]]) -> dict[str, frozenset[Source]]:
        """Add what functions read through those that they call."""
        words = [
            (f.name.lower(), {word.lower() for word in _WORD.findall(without_comments(f.source))})
            for f in self.functions
        ]
        changed = True
        while changed:
            changed = False
            for name, called in words:
                through = _together(found[each] for each in called & found.keys() if each != name)
                if through - found.get(name, frozenset()):
                    found[name] = found.get(name, frozenset()) | through
                    changed = True
        return found


def without_comments(source: str) -> str:
    """A function's text without what nothing runs of it."""
    return _COMMENT.sub(" ", source)


def _way(name: str, template: Any) -> tuple[str, ...]:
    """The keys that lead from a setting to the organization's id in its JSON; empty where none do."""
    if not isinstance(template, Mapping):
        return ()
    for key, value in template.items():
        if value == "{org}":
            return (name, key)
        if below := _way(key, value):
            return (name, *below)
    return ()


def _together(sources: Iterable[frozenset[Source]]) -> frozenset[Source]:
    return frozenset().union(*sources)
