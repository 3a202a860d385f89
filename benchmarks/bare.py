"""The least that Python and psycopg can do: connect, select 1, print it. `bare.py CONNINFO [--no-gc]`"""

from __future__ import annotations

import gc
import sys

if "--no-gc" in sys.argv:
    gc.disable()  # as tenantsh does while it starts

import psycopg

with psycopg.connect(sys.argv[1]) as connection:
    print(connection.execute("select 1").fetchall())
