"""A psql that cannot forget whose data it is looking at.

>>> import tenantsh
>>> with tenantsh.connect(demo=True, org=42) as session:  # doctest: +SKIP
...     session.run("select count(*) from resources").rows
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenantsh.db.jsonb.composing import jsonb
    from tenantsh.db.session import Session
    from tenantsh.model.errors import TenantshError
    from tenantsh.model.result import Result
    from tenantsh.model.tenant import Tenant
    from tenantsh.notebook import load_ipython_extension, unload_ipython_extension
    from tenantsh.notebook.named import sessions
    from tenantsh.render.frame.concat import concat
    from tenantsh.render.frame.mixing import MixedTenantsWarning
    from tenantsh.shell.connecting import connect

__version__ = "0.1.0"
__all__ = [
    "MixedTenantsWarning",
    "Result",
    "Session",
    "Tenant",
    "TenantshError",
    "concat",
    "connect",
    "jsonb",
    "load_ipython_extension",
    "sessions",
    "unload_ipython_extension",
]

_HOMES = {
    "MixedTenantsWarning": "tenantsh.render.frame.mixing",
    "concat": "tenantsh.render.frame.concat",
    "connect": "tenantsh.shell.connecting",
    "jsonb": "tenantsh.db.jsonb.composing",
    "Session": "tenantsh.db.session",
    "Result": "tenantsh.model.result",
    "Tenant": "tenantsh.model.tenant",
    "TenantshError": "tenantsh.model.errors",
    "sessions": "tenantsh.notebook.named",
    "load_ipython_extension": "tenantsh.notebook",
    "unload_ipython_extension": "tenantsh.notebook",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import tenantsh` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
