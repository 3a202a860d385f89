"""Run one program with its output going to a file, and say in JSON what it took. `child.py FILE PROGRAM ARGUMENT…`

A program of its own, and a tiny one: the peak that the system reports of a child is never below that of the process
it was started from.
"""

import json
import os
import sys
import time

out, *argv = sys.argv[1:]
to_file = (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
started = time.monotonic()
pid = os.posix_spawn(argv[0], argv, os.environ, file_actions=[to_file])
_, status, usage = os.wait4(pid, 0)
wall = time.monotonic() - started
peak = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
print(json.dumps([wall, usage.ru_utime + usage.ru_stime, peak, os.waitstatus_to_exitcode(status)]))
