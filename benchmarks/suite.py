"""The benchmarks in the order in which they run, and the part of the project that each of them is about."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.figures import Figure
    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

    Measure = Callable[[Ground, Peers], Iterable[Figure]]

_DOOR = "The door: starting, asking, printing (parts A and B)"
_TYPING = "Typing: completion and the prompt (part C)"
_DATA = "Documents, partitions, retention (part D)"
_FRAMES = "Frames (part E)"
_SAFETY = "Guard, policies, doctor, seal (part F)"
_SUPPORT = "Support: cases, many organizations (part G)"
_SERVERS = "Any server that the platform grows to (part H)"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One of them; its module is loaded when it runs, so that one that cannot be loaded is the only one to fail."""

    part: str
    module: str
    function: str = "measure"

    def measure(self) -> Measure:
        found: Measure = getattr(import_module(f"benchmarks.{self.module}"), self.function)
        return found


SUITE = {
    "startup": Benchmark(_DOOR, "startup"),
    "demo": Benchmark(_DOOR, "demo"),
    "trips": Benchmark(_DOOR, "trips"),
    "opening": Benchmark(_DOOR, "opening"),
    "scope": Benchmark(_DOOR, "scope"),
    "scripts": Benchmark(_DOOR, "scripts"),
    "aligned": Benchmark(_DOOR, "printing", "aligned"),
    "memory": Benchmark(_DOOR, "printing", "memory"),
    "csv": Benchmark(_DOOR, "printing", "csv"),
    "listing": Benchmark(_DOOR, "listing"),
    "keystroke": Benchmark(_TYPING, "keystroke"),
    "catalog": Benchmark(_TYPING, "catalog"),
    "echo": Benchmark(_TYPING, "echo"),
    "contexts": Benchmark(_TYPING, "contexts"),
    "documents": Benchmark(_DATA, "documents"),
    "indexes": Benchmark(_DATA, "indexes"),
    "partitions": Benchmark(_DATA, "partitions"),
    "retention": Benchmark(_DATA, "retention"),
    "frames": Benchmark(_FRAMES, "frames"),
    "inserting": Benchmark(_FRAMES, "inserting"),
    "notebook": Benchmark(_FRAMES, "notebook"),
    "guard": Benchmark(_SAFETY, "guard"),
    "secured": Benchmark(_SAFETY, "secured"),
    "seal": Benchmark(_SAFETY, "seal"),
    "why": Benchmark(_SAFETY, "why"),
    "looks": Benchmark(_SUPPORT, "looks"),
    "replay": Benchmark(_SUPPORT, "replay"),
    "compare": Benchmark(_SUPPORT, "compare"),
    "each": Benchmark(_SUPPORT, "each"),
    "citus": Benchmark(_SERVERS, "citus"),
}
