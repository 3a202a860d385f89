"""What rows become in a notebook."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Engine:
    """A library of frames, and whose types its columns have; `Result.frame` knows which there are."""

    name: str = "pandas"
    dtypes: str = "pandas"


PANDAS = Engine()
