"""Which convention could be a database's: one that is known, or the lines that say its own. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.model.convention import CONVENTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tenantsh.db.fitting.signs import Signs
    from tenantsh.model.convention import Convention

_WHOSE = re.compile(r"tenant|org|account|company|workspace|team|customer|client", re.IGNORECASE)
_PERSON = re.compile(r"user|person|member|principal|sub$", re.IGNORECASE)
_OPENS = re.compile(r"bypass|admin|super", re.IGNORECASE)


def fits(convention: Convention, found: Signs) -> bool:
    """Whether policies read what a convention says of the organization."""
    if convention.by_role:
        return found.by_role > 0 and not found.settings
    return all(name in found.settings for name in convention.carriers)


def likely(known: Mapping[str, Convention], found: Signs) -> Convention | None:
    """The convention that fits best: one of the configuration's own, or a shipped one; None where none does."""
    fitting = [convention for convention in known.values() if fits(convention, found)]
    return min(fitting, key=lambda one: (one.name in CONVENTIONS, _unlike_supabase(one, found)), default=None)


def _unlike_supabase(convention: Convention, found: Signs) -> bool:
    """Of the two that read the same claims: whether it is the other one."""
    supabase = found.app_metadata > 0 or any(name in found.functions for name in ("auth.uid", "auth.jwt"))
    return (convention.name == "supabase") is not supabase


def whose(found: Signs) -> str | None:
    """The setting that says which organization is meant, as far as its name tells; None where none is read."""
    names = [name for name in found.settings if not _OPENS.search(name) and not _PERSON.search(name)]
    return next(filter(_WHOSE.search, names), next(iter(names), None))


def lines(setting: str, found: Signs) -> Iterator[str]:
    """What the configuration file could say of a database whose policies read such a setting."""
    people = [name for name in found.settings if name != setting and _PERSON.search(name)]
    templates = {setting: "{org}", **dict.fromkeys(people[:1], "{user}")}
    yield "[conventions.ours]"
    if not found.own and found.roles:
        yield f"role = {_text(next(iter(found.roles)))}"
    yield f"settings = {{ {', '.join(f'{_text(name)} = {_text(said)}' for name, said in templates.items())} }}"
    if found.columns:
        yield f"tenant_column = {_text(next(iter(found.columns)))}"
    if opening := [name for name in found.settings if _OPENS.search(name)]:
        yield f"forbidden_settings = [{', '.join(map(_text, opening))}]"


def _text(value: str) -> str:
    r"""A string as TOML spells it.

    >>> print(_text('a"b'), _text("x\n\U000e0001"))
    "a\"b" "x\U0000000a\U000e0001"
    """
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in escaped) + '"'
