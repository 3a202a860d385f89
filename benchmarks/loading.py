"""Import, one after the other, what a notebook's first cell does, and say in JSON what each took."""

from __future__ import annotations

import json
import time

began = time.perf_counter()
import tenantsh  # noqa: E402

imported = time.perf_counter()
from IPython.core.interactiveshell import InteractiveShell  # noqa: E402

shell = InteractiveShell.instance()
ready = time.perf_counter()
shell.run_line_magic("load_ext", "tenantsh")
loaded = time.perf_counter()
assert tenantsh
print(json.dumps({"tenantsh": imported - began, "ipython": ready - imported, "extension": loaded - ready}))
