"""Record what psql makes of the scripts: `python -m tests.lang.record PSQL...` writes like_psql.json if they agree."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from tests.lang.oracle import Server, listen
from tests.lang.scripts import SCRIPTS

KEPT = Path(__file__).with_name("like_psql.json")


def main(psqls: list[str]) -> None:
    """Ask every psql, and keep what they all say."""
    server = Server()
    kept = {}
    for name, script in SCRIPTS.items():
        first, *others = [asdict(listen(server, psql, script)) for psql in psqls]
        assert all(other == first for other in others), f"{name}: {first} is not {others}"
        kept[name] = first
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
