"""`python -m tenantsh` and the `tenantsh` command."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command line; returns the exit status."""
    gc.disable()  # while importing there is no garbage to find, and looking for it takes a tenth of the start
    from tenantsh.repl.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
