"""Which things there are of the wanted kinds: one resolver for each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.shell.completion import wanted
from tenantsh.shell.completion.resolve import (
    archived,
    columns,
    files,
    filters,
    functions,
    guesses,
    joins,
    jsonb,
    lists,
    meta,
    own,
    relations,
    settings,
    things,
    types,
    words,
)
from tenantsh.shell.completion.resolve.found import Found, Looking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tenantsh.commands.registry import Registry
    from tenantsh.model.catalog import Catalog
    from tenantsh.shell.completion.person import Person
    from tenantsh.shell.completion.wish import Wish

_RESOLVERS: dict[type, Callable[[Any, Looking], Iterable[Found]]] = {
    wanted.Words: words.keywords,
    wanted.WordsBehind: words.behind,
    wanted.Texts: words.texts,
    wanted.Relations: relations.relations,
    wanted.Joins: joins.joins,
    wanted.Conditions: joins.conditions,
    wanted.Columns: columns.columns,
    wanted.Lists: lists.lists,
    wanted.Guesses: guesses.guesses,
    wanted.Aliases: columns.aliases,
    wanted.Labels: columns.labels,
    wanted.Functions: functions.functions,
    wanted.Arguments: functions.arguments,
    wanted.Types: types.types,
    wanted.Things: things.things,
    wanted.Parts: things.parts,
    wanted.Holders: things.holders,
    wanted.Settings: settings.settings,
    wanted.SettingValues: settings.setting_values,
    wanted.JsonKeys: jsonb.keys,
    wanted.JsonValues: jsonb.values,
    wanted.JsonOperators: jsonb.operators,
    wanted.Filter: filters.filters,
    wanted.Commands: meta.commands,
    wanted.Files: files.files,
    wanted.Variables: meta.variables,
    wanted.Organizations: meta.organizations,
    wanted.Own: own.own,
    wanted.Routines: meta.routines,
    wanted.Months: archived.months,
}


def resolve(wish: Wish, catalog: Catalog, commands: Registry, person: Person) -> Iterator[Found]:
    """Everything that is wanted and fits the typed word, in no order."""
    looking = Looking(wish, catalog, commands, person)
    for kind in wish.wanted:
        yield from _RESOLVERS[type(kind)](kind, looking)
