"""How identity reaches the policies: a convention is data, the same shape in code and in the config file.

Sources for the shipped ones: facts/rls.md section 1 (PostgREST and Supabase read in their repositories,
role-per-tenant in Microsoft's and Logto's).
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenantsh.model.errors import ConfigError

Template = str | Mapping[str, Any]
"""Text with `{org}`, `{user}`, `{email}`, `{role}`; or a mapping of such, set as JSON."""


@dataclass(frozen=True, slots=True)
class Convention:
    """What a session sets so that a database's row security sees one organization."""

    name: str
    role: str | None = None
    """Template of the database role that is assumed; None leaves the login's own."""
    write_role: str | None = None
    """The role for sessions that may write; `role` where it is None."""
    settings: Mapping[str, Template] = field(default_factory=dict)
    """Setting name to template, in the order they are set. A setting whose template needs a person is
    left out of sessions without one."""
    tenant_column: str = "org_id"
    context_functions: tuple[str, ...] = ()
    """Functions whose result is the context, as the policies call them."""
    forbidden_settings: tuple[str, ...] = ()
    """Settings that switch row security off in this convention and are never set."""
    organization: str | None = None
    """SQL run inside the tenant's scope with `:org`: columns org, name; no row where there is none."""
    find_organizations: str | None = None
    """SQL run as the login with `:pattern` (an id, a name, a part of one; empty for all): columns org, name, detail."""
    find_person: str | None = None
    """SQL run as the login with `:org`, `:who` (id or email): columns user_id, email, role, org, org_name;
    one row per organization she is in when she is in none called `:org`."""

    def role_for(self, org: str, *, write: bool) -> str | None:
        """The role of a session on `org`."""
        template = (self.write_role or self.role) if write else self.role
        return template.format(org=org) if template else None

    def context(self, **identity: str | None) -> tuple[tuple[str, str], ...]:
        """The settings for an identity (org, user, email, role), rendered, in order.

        >>> PLATFORM.context(org="42", user=None)
        (('app.current_org_id', '42'),)
        """
        known = {key: value for key, value in identity.items() if value is not None}
        filled = ((name, _filled(template, known)) for name, template in self.settings.items())
        return tuple((name, _text(value)) for name, value in filled if value is not None)

    @classmethod
    def from_config(cls, name: str, table: Mapping[str, Any], base: Convention | None = None) -> Convention:
        """A convention from a `[conventions.NAME]` table; fields that it leaves out come from `base`."""
        known = {f.name for f in dataclasses.fields(cls)} - {"name"}
        unknown = sorted(set(table) - known - {"like"})
        if unknown:
            raise ConfigError(
                f'unknown key "{unknown[0]}" in convention "{name}"', hint=f"keys are: {', '.join(sorted(known))}"
            )
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
        }
        values.pop("like", None)
        return dataclasses.replace(base or cls(name=name), name=name, **values)


def _filled(template: Any, known: Mapping[str, str]) -> Any:
    """A template with what is known in its places; None where it needs something that is not."""
    if isinstance(template, str):
        try:
            return template.format(**known)
        except KeyError:
            return None
        except (ValueError, IndexError, AttributeError) as error:
            raise ConfigError(f'the template "{template}" cannot be read', why=str(error), hint=_PLACES) from error
    if isinstance(template, Mapping):
        items = {key: _filled(value, known) for key, value in template.items()}
        return {key: value for key, value in items.items() if value is not None}
    if isinstance(template, list):
        return [_filled(item, known) for item in template]
    return template


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


_PLACES = "places are {org}, {user}, {email} and {role}; a brace itself is written twice"

PLATFORM = Convention(
    name="platform",
    role="org_viewer",
    write_role="org_member",
    settings={"app.current_org_id": "{org}", "app.current_user_id": "{user}"},
    context_functions=("platform.current_user_org_id", "platform.current_user_id"),
    forbidden_settings=("app.bypass_rls",),
    organization="select org_id::text as org, name from organizations where org_id::text = :org",
    find_organizations="select org, name, detail from platform.find_organizations(:pattern)",
    find_person="select user_id, email, role, org, org_name from platform.find_person(:org, :who)",
)

POSTGREST = Convention(
    name="postgrest",
    role="authenticated",
    settings={"request.jwt.claims": {"sub": "{user}", "email": "{email}", "org_id": "{org}", "role": "{role}"}},
    context_functions=("auth.uid", "auth.jwt", "auth.role"),
)

SUPABASE = dataclasses.replace(
    POSTGREST,
    name="supabase",
    settings={
        "request.jwt.claims": {
            "sub": "{user}",
            "email": "{email}",
            "role": "{role}",
            "aud": "{role}",
            "app_metadata": {"org_id": "{org}"},
        }
    },
)

ROLE_PER_TENANT = Convention(name="role-per-tenant", role="tenant_{org}", tenant_column="tenant_id")

CONVENTIONS = {c.name: c for c in (PLATFORM, POSTGREST, SUPABASE, ROLE_PER_TENANT)}
