"""types, settings and everything that has a name besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.named import Names
from tenantsh.shell.completion.resolve.found import Found
from tenantsh.shell.completion.resolve.relations import schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Settings, SettingValues, Things


def things(wanted: Things, looking: Looking) -> Iterator[Found]:
    """Things of a kind; those of one relation where it is given."""
    if wanted.kind == "schema":
        yield from schemas(looking, wanted.fit)
        return
    of = looking.catalog.relation(wanted.of.name, wanted.of.schema) if wanted.of else None
    for thing, match in looking.matches(looking.catalog.things.get(wanted.kind, Names())):
        if of is None or thing.of == of.oid:
            yield Found(thing.name, looking.spelled(thing.name), wanted.kind, wanted.fit, match, thing.detail)


def settings(wanted: Settings, looking: Looking) -> Iterator[Found]:
    """Configuration parameters."""
    for setting, match in looking.matches(looking.catalog.settings):
        if setting.settable or not wanted.settable:
            yield Found(setting.name, setting.name, "setting", wanted.fit, match, setting.detail)


def setting_values(wanted: SettingValues, looking: Looking) -> Iterator[Found]:
    """Values of a configuration parameter."""
    return iter(())
