"""`%%tenantsh` cells as SQL at IPython's prompt. In JupyterLab that is `labextension/`."""

from __future__ import annotations

NAME = "tenantsh"
LEXER = "PostgresLexer"
"""The lexer's name in `pygments.lexers`, which IPython imports when such a cell is first typed."""


def highlight() -> None:
    """Have IPython's terminal colour our cells as PostgreSQL's SQL, from its next prompt on."""
    _lexers().setdefault(NAME, LEXER)


def plain_again() -> None:
    """Take that back, if it was ours."""
    lexers = _lexers()
    if lexers.get(NAME) == LEXER:
        del lexers[NAME]


def _lexers() -> dict[str, str]:
    """IPython's lexers by magic. It has no public door; where this one is missing, cells stay without colours."""
    try:
        from IPython.terminal import ptutils
    except ImportError:  # an IPython without a terminal
        return {}
    lexers = getattr(ptutils, "_MAGIC_LEXER_CLASSES", None)
    return lexers if isinstance(lexers, dict) else {}
