"""The IPython edge: magics over the same sessions and results."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def load_ipython_extension(ip: InteractiveShell) -> None:
    """`%load_ext tenantsh`: make `%tenantsh` and `%%tenantsh` known."""
    from tenantsh.notebook import highlighting
    from tenantsh.notebook.magics import TenantshMagics

    ip.register_magics(TenantshMagics(ip))
    if hasattr(ip, "pt_app"):  # a terminal; kernels leave colours to their notebook
        highlighting.highlight()


def unload_ipython_extension(ip: InteractiveShell) -> None:
    """`%unload_ext tenantsh`: close every session and forget the magics."""
    from tenantsh.notebook import highlighting
    from tenantsh.notebook.magics import unregister

    unregister(ip)
    highlighting.plain_again()
