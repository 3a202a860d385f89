"""pgcli's completer by itself, asked from outside: run by the Python that pgcli is installed for.

Standard input: `{"dsn": {...}, "asked": [[text, cursor], ...]}`. Standard output: `{"refresh": {"wall", "cpu"},
"answers": [{"texts": the first ten, "count", "cpu": seconds}, ...]}`.
"""

import json
import sys
import time

from pgcli.completion_refresher import CompletionRefresher
from pgcli.pgcompleter import PGCompleter
from pgcli.pgexecute import PGExecute
from pgspecial.main import PGSpecial
from prompt_toolkit.document import Document


def main() -> None:
    request = json.load(sys.stdin)
    executor = PGExecute(**request["dsn"])
    made: list[PGCompleter] = []
    refresher = CompletionRefresher()
    wall, cpu = time.perf_counter(), time.process_time()
    refresher.refresh(executor, PGSpecial(), made.append)
    refresher._completer_thread.join()  # noqa: SLF001 - it offers no other way to wait for it
    refresh = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    answers = [_answer(made[0], text, cursor) for text, cursor in request["asked"]]
    json.dump({"refresh": refresh, "answers": answers}, sys.stdout)


def _answer(completer: PGCompleter, text: str, cursor: int) -> dict[str, object]:
    began = time.process_time()
    try:
        found = completer.get_completions(Document(text, cursor), None, smart_completion=True)
    except Exception:  # noqa: BLE001 - it fails on some half-written texts, and the rest is to be measured
        found = []
    cpu = time.process_time() - began
    return {"texts": [item.text for item in found[:10]], "count": len(found), "cpu": cpu}


main()
