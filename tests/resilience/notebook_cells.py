"""A notebook's kernel without the notebook: cells come in as lines, what a person sees of them goes out.

python -m tests.resilience.notebook_cells DSN
"""

from __future__ import annotations

import json
import sys
from itertools import chain
from typing import Any


def serve(dsn: str) -> None:
    """Run a cell for each line of standard input, a JSON string; answer with what it showed, as a JSON string."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell: Any = InteractiveShell.instance(colors="NoColor")
    shell.history_manager.enabled = False
    first = f"%load_ext tenantsh\n%tenantsh {dsn} --org 42 --write"
    for cell in chain([first], map(json.loads, sys.stdin)):
        with capture_output() as captured:
            done = shell.run_cell(cell, store_history=False)
        shown = "\n".join(str(output.data.get("text/plain", "")) for output in captured.outputs)
        value = "" if done.result is None else repr(done.result)
        seen = "\n".join(filter(None, (captured.stdout, shown, value, captured.stderr)))
        sys.stdout.write(f"{json.dumps(seen)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve(sys.argv[1])
