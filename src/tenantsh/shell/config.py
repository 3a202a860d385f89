"""The configuration file: profiles (where and who), conventions of one's own, and how the prompt looks.

::

    [profiles.prod]
    conninfo = "service=prod"
    org = "42"
    allow = ["do-block"]
    convention = "ours"

    [conventions.ours]
    like = "platform"
    role = "app_user"
    settings = { "app.tenant_id" = "{org}" }

    [retention]
    audit_logs = "1 year -> cold"
    storage = "/var/lib/tenantsh/cold"

    [cells.main]
    clusters = { eu = "service=eu", us = "service=us" }
    query = "select cluster, org from cells where org = :org or name = :org"
    conninfo = "service=directory"

    [prompt]
    theme = "light"
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenantsh.lang.durations import seconds_of
from tenantsh.model.convention import CONVENTIONS, PLATFORM, Convention
from tenantsh.model.errors import ConfigError
from tenantsh.model.retention import PLATFORM_RULES, Retention, Rule, rules_of
from tenantsh.shell.evidence.reasons import seconds_in
from tenantsh.shell.paths import config_file
from tenantsh.shell.special import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tenantsh.model.cells import Cells


@dataclass(frozen=True, slots=True)
class Profile:
    """A named place to go to; every field can be overridden on the command line."""

    conninfo: str = ""
    org: str | None = None
    user: str | None = None
    role: str | None = None
    convention: str = "platform"
    write: bool = False
    replica: bool = False
    """Whether its sessions read from a standby where one is near enough."""
    max_lag: str | float | None = None
    """How far behind that may be: `500ms`, `10s`, `2min`, or seconds as a number."""
    storage: str | None = None
    """Where its cold storage is; the configuration's own where it is None."""
    allow: tuple[str, ...] = ()
    """Rules of the guard that its sessions let through."""
    admin: str | None = None
    r"""A profile whose login may see every row, for `\why`."""
    log: str | bool | None = None
    """The evidence log's file; False for none, None for one in the state folder that need not be writable."""
    log_literals: bool = False
    """Whether the log has statements as they were typed."""
    reason_min: int = 0
    """How many characters a reason must have that has to be said; 0 where it need not be."""
    reason_ttl: str | None = None
    """How long a reason holds: `8h`, `30 min`."""
    case_key: str | None = None
    """A file with the team's key, of which the keys of support cases are made; each case has its own without it."""
    cells: str | None = None
    """The clusters of which an organization decides one, by the name of their table."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """How the prompt looks; variables of the same names can change it while one types."""

    theme: str = "auto"
    toolbar: bool = True
    progress: bool = True
    plain: bool = False
    """Whether it is plain text in whole lines and words, as screen readers and dumb terminals want it."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the configuration file says."""

    profiles: Mapping[str, Profile] = field(default_factory=dict)
    conventions: Mapping[str, Convention] = field(default_factory=lambda: CONVENTIONS)
    prompt: Prompt = Prompt()
    rules: Mapping[str, Rule | None] = field(default_factory=dict)
    """Retention's rules by table; None where it keeps all."""
    storage: str | None = None
    """Where cold storage is."""
    masking: Mapping[str, str] = field(default_factory=dict)
    """Columns that are masked, `table.column` or `schema.table.column`, and how."""
    cells: Mapping[str, Cells] = field(default_factory=dict)
    """Clusters, and how it is known which of them an organization is in."""

    def profile(self, name: str | None) -> Profile:
        """A profile by name; without a name the one called `default`, or none. Raises ConfigError with near names."""
        if name is None:
            return self.profiles.get("default", Profile())
        if name not in self.profiles:
            raise ConfigError(f'no profile "{name}"', why=_listed(self.profiles), hint=_near(name, self.profiles))
        return self.profiles[name]

    def convention(self, name: str) -> Convention:
        """A convention by name. Raises ConfigError with near names."""
        if name not in self.conventions:
            raise ConfigError(
                f'no convention "{name}"', why=_listed(self.conventions), hint=_near(name, self.conventions)
            )
        return self.conventions[name]

    def cell(self, name: str) -> Cells:
        """Clusters by the name of their table. Raises ConfigError with near names."""
        if name not in self.cells:
            raise ConfigError(f'no cells "{name}"', why=_listed(self.cells), hint=_near(name, self.cells))
        return self.cells[name]

    def retention(self, convention: str, profile: Profile) -> Retention:
        """The rules for a place: the platform's own where that is the convention, and what the configuration says."""
        usual = {rule.table: rule for rule in PLATFORM_RULES} if convention == PLATFORM.name else {}
        rules = tuple(rule for rule in {**usual, **self.rules}.values() if rule is not None)
        return Retention(rules, profile.storage or self.storage)


def load(path: Path | None = None) -> Config:
    """Read the configuration file; an empty Config where there is none. Raises ConfigError with file and line."""
    path = path or config_file()
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read", why=str(error)) from error
    import tomllib  # only who has a configuration pays for it

    try:
        return _config(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML", why=str(error)) from error
    except ConfigError as error:
        raise ConfigError(f"{path}: {error.what}", why=error.why, hint=error.hint) from error


def _config(tables: Mapping[str, Any]) -> Config:
    _only(tables, ("profiles", "conventions", "retention", "masking", "cells", "prompt"), "at the top")
    conventions = dict(CONVENTIONS)
    for name, table in _tables(tables, "conventions"):
        conventions[name] = Convention.from_config(name, table, _like(name, table, conventions))
    profiles = {name: _profile(name, table) for name, table in _tables(tables, "profiles")}
    rules, storage = _retention(tables.get("retention", {}))
    prompt, masking = _prompt(tables.get("prompt", {})), _masking(tables.get("masking", {}))
    return Config(profiles, conventions, prompt, rules, storage, masking, _cells(tables))


def _cells(tables: Mapping[str, Any]) -> Mapping[str, Cells]:
    from tenantsh.model.cells import Cells  # few platforms have several clusters, and start-up counts

    return {name: Cells.from_config(name, table, seconds_in) for name, table in _tables(tables, "cells")}


def _like(name: str, table: Mapping[str, Any], known: Mapping[str, Convention]) -> Convention | None:
    like = table.get("like")
    if like is None or str(like) in known:
        return None if like is None else known[str(like)]
    raise ConfigError(f'convention "{name}" is like "{like}", which there is not', hint=_near(str(like), known))


def _profile(name: str, table: Mapping[str, Any]) -> Profile:
    _check(table, Profile, ("write", "replica", "log_literals"), f'profile "{name}"')
    if table.get("write") and table.get("replica"):
        raise ConfigError(
            f'profile "{name}" is to write, and to read from a standby', why="a standby cannot write", hint="say one"
        )
    storage = _storage(table.get("storage"), f'profile "{name}"')
    return dataclasses.replace(Profile(**table), storage=storage, allow=tuple(table.get("allow", ())))


def _retention(table: Any) -> tuple[Mapping[str, Rule | None], str | None]:
    if not isinstance(table, dict):
        raise ConfigError('"retention" has to be a table: [retention]')
    rules = {name: said for name, said in table.items() if name != "storage"}
    return rules_of(rules), _storage(table.get("storage"), "[retention]")


def _storage(said: Any, where: str) -> str | None:
    """A directory that is the same one wherever we are started, or a URL."""
    if said is None:
        return None
    if not isinstance(said, str) or not said:
        raise ConfigError(f'"storage" in {where} has to be a directory or a URL, as a string')
    if "://" in said:
        return said
    folder = Path(said).expanduser()
    if not folder.is_absolute():
        raise ConfigError(
            f'"storage" in {where} is a relative path: {said}',
            why="it would be another directory wherever this is started, in cron for example",
            hint="say the whole path, or a URL",
        )
    return str(folder)


def _masking(table: Any) -> Mapping[str, str]:
    if not isinstance(table, dict):
        raise ConfigError('"masking" has to be a table: [masking]')
    for name, rule in table.items():
        if not isinstance(rule, str) or name.count(".") not in (1, 2):
            raise ConfigError(
                f'"{name}" in [masking] has to name a column, and how it is masked', hint='"users.email" = "email"'
            )
        _check_rule(name, rule)
    return table


def _check_rule(name: str, rule: str) -> None:
    """Raise ConfigError for what is no rule, with a near one: any word would hide, and be believed to do more."""
    from tenantsh.db.masking.shown import RULES  # only who masks columns pays for it

    if rule not in RULES:
        raise ConfigError(
            f'"{name}" in [masking] has a rule that there is not: "{rule}"',
            hint=_near(rule, RULES) or f"rules are: {', '.join(RULES)}",
        )


def _prompt(table: Any) -> Prompt:
    if not isinstance(table, dict):
        raise ConfigError('"prompt" has to be a table: [prompt]')
    _check(table, Prompt, ("toolbar", "progress", "plain"), "[prompt]")
    prompt = Prompt(**table)
    if prompt.theme not in THEMES:
        raise ConfigError(f'no theme "{prompt.theme}"', why=f"there are {', '.join(THEMES)}")
    return prompt


def _check(table: Mapping[str, Any], kind: type[Profile | Prompt], switches: tuple[str, ...], where: str) -> None:
    """Raise ConfigError for keys that this kind of table has not, and for values of another type."""
    _only(table, [field.name for field in dataclasses.fields(kind)], f"in {where}")
    for key, value in table.items():
        if key in _LISTS:
            _check_list(key, value, where)
            continue
        if key in _OTHERS:
            _check_other(key, value, where)
            continue
        wanted = bool if key in switches else str
        if not isinstance(value, wanted):
            raise ConfigError(f'"{key}" in {where} has to be {"true or false" if wanted is bool else "a string"}')


_LISTS = ("allow",)
"""Keys whose values are lists of strings."""


def _is_time(value: Any) -> bool:
    try:
        return isinstance(value, str) and seconds_in(value) > 0
    except ConfigError:
        return False


def _is_lag(value: Any) -> bool:
    try:
        return (type(value) in (int, float) and 0 <= value < float("inf")) or seconds_of(value) >= 0
    except (TypeError, ValueError):
        return False


_OTHERS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "log": (lambda value: isinstance(value, bool) or (isinstance(value, str) and value != ""), "a file, or false"),
    "reason_min": (lambda value: type(value) is int and value >= 0, "a number of characters"),
    "max_lag": (_is_lag, 'a time: "500ms", "10s", "2min", or a number of seconds'),
    "reason_ttl": (_is_time, 'a time: a number with s, min, h or days, "30 min"'),
}
"""Keys whose values are of another kind: what is right, and how that is said."""


def _check_other(key: str, value: Any, where: str) -> None:
    right, said = _OTHERS[key]
    if not right(value):
        raise ConfigError(f'"{key}" in {where} has to be {said}')


def _check_list(key: str, value: Any, where: str) -> None:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f'"{key}" in {where} has to be a list of strings')


def _tables(tables: Mapping[str, Any], name: str) -> list[tuple[str, Mapping[str, Any]]]:
    found = tables.get(name, {})
    if not isinstance(found, dict) or not all(isinstance(table, dict) for table in found.values()):
        raise ConfigError(f'"{name}" has to hold tables: [{name}.NAME]')
    return list(found.items())


def _only(table: Mapping[str, Any], known: Any, where: str) -> None:
    for key in table:
        if key not in known:
            raise ConfigError(f'unknown key "{key}" {where}', hint=_near(key, known) or f"keys are: {', '.join(known)}")


def _near(word: str, known: Any) -> str | None:
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1)
    return f"did you mean {near[0]}?" if near else None


def _listed(known: Mapping[str, object]) -> str:
    return f"the configuration has {', '.join(known)}" if known else "the configuration has none"
