r"""Variables of the shell and of its environment: `\set`, `\unset`, `\prompt`, `\getenv`, `\setenv`."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.registry import command
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tenantsh.commands.context import Context

GROUP = "Variables"


@command(
    r"\set", "[NAME [VALUE...]]", group=GROUP, direct=True, keeps_semicolons=True, examples=[r"\set who 42", r"\set"]
)
def set_variable(ctx: Context, name: kinds.Variable | None = None, *values: kinds.Value) -> Result | None:
    """Set a variable, or list all of them."""
    if name is None:
        listed = "".join(f"{key} = '{value}'\n" for key, value in ctx.variables.items())
        return Result(data=[listed.encode("utf-8", "surrogateescape")])
    ctx.variables.set(name, "".join(values) if values else None)
    return None


@command(r"\unset", "NAME", group=GROUP, keeps_semicolons=True, examples=[r"\unset who"])
def unset_variable(ctx: Context, name: kinds.Variable) -> None:
    """Forget a variable."""
    ctx.variables.unset(name)


@command(r"\prompt", "[TEXT] NAME", group=GROUP, keeps_semicolons=True)
def prompt(ctx: Context, text: kinds.Variable, name: kinds.Variable | None = None) -> None:
    """Ask for a text and set a variable to it."""
    if name is None:
        text, name = "", text
    answer = ctx.ask(text)
    if answer is None:
        raise UsageError(r"\prompt: could not read value for variable")
    ctx.variables.set(name, answer)


@command(r"\getenv", "NAME ENVVAR", group=GROUP, keeps_semicolons=True, examples=[r"\getenv home HOME"], since=15)
def get_environment(ctx: Context, name: kinds.Variable, variable: kinds.EnvironmentVariable) -> None:
    """Set a variable to the value of an environment variable."""
    value = os.environ.get(variable)
    if value is not None:
        ctx.variables.set(name, value)


@command(r"\setenv", "NAME [VALUE]", group="Operating System", keeps_semicolons=True, examples=[r"\setenv PAGER less"])
def set_environment(_ctx: Context, name: kinds.EnvironmentVariable, value: str | None = None) -> None:
    """Set an environment variable for programs that are started from here, or unset it."""
    if "=" in name:
        raise UsageError(r'\setenv: environment variable name must not contain "="')
    with suppress(OSError, ValueError, KeyError):  # a name that no environment takes
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value
