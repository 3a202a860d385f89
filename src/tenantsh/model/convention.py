"""How identity reaches the policies: a convention is data, the same shape in code and in the config file.

Sources for the shipped ones: facts/rls.md section 1 (PostgREST and Supabase read in their repositories,
role-per-tenant in Microsoft's and Logto's; django-rls-tenants in its wheel, 1.3.4; Nile in its documentation).
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from tenantsh.model.errors import ConfigError

Template = str | Mapping[str, Any] | None
"""Text with `{org}`, `{user}`, `{email}`, `{role}`; a mapping of such, set as JSON; None for what must stay empty."""


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
    list_organizations: str | None = None
    r"""SQL run as the login: columns org, name, and any others that `\each @COLUMN=VALUE` may ask for; where it is
    None, what `find_organizations` finds for an empty pattern."""
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
        values = {key: _checked(key, value, f'in convention "{name}"') for key, value in table.items() if key != "like"}
        made = dataclasses.replace(base or cls(name=name), name=name, **values)
        if not made.carries_organization:
            raise ConfigError(
                f'convention "{name}" does not tell the policies which organization is meant',
                why="neither its role nor its settings have {org} in them",
                hint='for example settings = { "app.current_org_id" = "{org}" }',
            )
        return made

    @property
    def carries_organization(self) -> bool:
        """Whether the organization reaches the policies at all, by the role or by a setting."""
        return "{org}" in f"{self.role} {self.settings}"

    @property
    def carriers(self) -> tuple[str, ...]:
        """What policies would have in them, in lower case, that know the organization: settings, or what tells a role.

        >>> PLATFORM.carriers, ROLE_PER_TENANT.carriers
        (('app.current_org_id',), ('current_user', 'session_user', 'current_role'))
        """
        return self._carrying or ("current_user", "session_user", "current_role")

    @property
    def by_role(self) -> bool:
        """Whether no setting, and so the role, says which organization is meant."""
        return not self._carrying

    @property
    def _carrying(self) -> tuple[str, ...]:
        return tuple(name.lower() for name, template in self.settings.items() if "{org}" in str(template))

    @property
    def unread(self) -> str:
        """That nothing in a database goes by this convention, in words."""
        reads = "looks at the role" if self.by_role else f"reads {' or '.join(self.carriers)}"
        return f'no policy or function here {reads}, as the convention "{self.name}" has it'

    @property
    def carries_person(self) -> bool:
        """Whether policies are told who a person is, and not her role alone."""
        return any(place in f"{self.settings}" for place in ("{user}", "{email}"))


def _checked(key: str, value: Any, where: str) -> Any:
    """A value from the configuration file in the shape that its field has; raises ConfigError."""
    if key in ("context_functions", "forbidden_settings"):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ConfigError(f'"{key}" {where} has to be a list of strings')
        return tuple(value)
    if key == "settings":
        if not isinstance(value, dict):
            raise ConfigError(f'"settings" {where} has to be a table of templates')
        _check_places(value, ("org", "user", "email", "role"))
        return value
    if not isinstance(value, str):
        raise ConfigError(f'"{key}" {where} has to be a string')
    if key in ("role", "write_role"):
        _check_places(value, ("org",))
    return value


def _check_places(template: Any, known: tuple[str, ...]) -> None:
    if isinstance(template, (Mapping, list)):
        for item in template.values() if isinstance(template, Mapping) else template:
            _check_places(item, known)
    elif isinstance(template, str):
        hint = f"places are {', '.join(f'{{{name}}}' for name in known)}; a brace itself is written twice"
        try:
            unknown = {name for _, name, _, _ in Formatter().parse(template) if name is not None} - set(known)
        except ValueError as error:
            raise ConfigError(f'the template "{template}" cannot be read', why=str(error), hint=hint) from error
        if unknown:
            raise ConfigError(f'the template "{template}" has a place that is not known', hint=hint)


def _filled(template: Any, known: Mapping[str, str]) -> Any:
    """A template with what is known in its places; None where it needs something that is not."""
    if isinstance(template, str):
        try:
            return template.format(**known)
        except KeyError:
            return None
    if isinstance(template, Mapping):
        items = {key: _filled(value, known) for key, value in template.items()}
        return {key: value for key, value in items.items() if value is not None}
    if isinstance(template, list):
        return [_filled(item, known) for item in template]
    return template


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


PLATFORM = Convention(
    name="platform",
    role="org_viewer",
    write_role="org_member",
    settings={"app.current_org_id": "{org}", "app.current_user_id": "{user}"},
    context_functions=("platform.current_user_org_id", "platform.current_user_id"),
    forbidden_settings=("app.bypass_rls",),
    organization=(
        "select org_id::pg_catalog.text as org, name from public.organizations"
        " where org_id::pg_catalog.text operator(pg_catalog.=) :org"
    ),
    find_organizations="select org, name, detail from platform.find_organizations(:pattern)",
    list_organizations=(
        "select org, name, pg_catalog.split_part(detail, ', ', 1) as plan_tier,"
        " pg_catalog.substring(detail, '([0-9]+) members') as members,"
        " pg_catalog.substring(detail, 'deleted ([0-9-]+)') as deleted"
        " from platform.find_organizations('') order by pg_catalog.length(org), org"
    ),
    find_person="select user_id, email, role, org, org_name from platform.find_person(:org, :who)",
)

POSTGREST = Convention(
    name="postgrest",
    role="authenticated",
    settings={"request.jwt.claims": {"sub": "{user}", "email": "{email}", "org_id": "{org}", "role": "{role}"}},
    context_functions=("auth.uid", "auth.jwt", "auth.role"),
)

_OLDER_CLAIMS = ("request.jwt.claim", "request.jwt.claim.sub", "request.jwt.claim.role", "request.jwt.claim.email")
"""What older PostgREST set, which Supabase's functions still believe before all else."""

SUPABASE = dataclasses.replace(
    POSTGREST,
    name="supabase",
    settings={
        **dict.fromkeys(_OLDER_CLAIMS),
        "request.jwt.claims": {
            "sub": "{user}",
            "email": "{email}",
            "role": "{role}",
            "aud": "{role}",
            "app_metadata": {"org_id": "{org}"},
        },
    },
)

ROLE_PER_TENANT = Convention(name="role-per-tenant", role="tenant_{org}", tenant_column="tenant_id")

DJANGO_RLS_TENANTS = Convention(
    name="django-rls-tenants",
    settings={"rls.current_tenant": "{org}"},
    tenant_column="tenant_id",
    forbidden_settings=("rls.is_admin",),
)

NILE = Convention(
    name="nile",
    settings={"nile.tenant_id": "{org}", "nile.user_id": "{user}"},
    tenant_column="tenant_id",
    organization=(
        "select id::pg_catalog.text as org, name::pg_catalog.text as name from tenants"
        " where id::pg_catalog.text operator(pg_catalog.=) :org"
    ),
    find_organizations=(
        "select id::pg_catalog.text as org, name::pg_catalog.text as name, null::pg_catalog.text as detail from tenants"
        " where :pattern operator(pg_catalog.=) '' or id::pg_catalog.text operator(pg_catalog.=) :pattern"
        " or pg_catalog.strpos(pg_catalog.lower(name::pg_catalog.text), pg_catalog.lower(:pattern))"
        " operator(pg_catalog.>) 0 order by pg_catalog.length(name::pg_catalog.text), name"
    ),
)

CONVENTIONS = {c.name: c for c in (PLATFORM, POSTGREST, SUPABASE, ROLE_PER_TENANT, DJANGO_RLS_TENANTS, NILE)}
