"""The words that psql's lists say things with."""

from __future__ import annotations

YES_OR_NO: dict[bool | None, str] = {True: "yes", False: "no", None: "no"}
"""A flag in words; what is unknown is not so."""
