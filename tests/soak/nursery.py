"""`python -m tests.soak.nursery`: a process with the program loaded, of which every command line is a child by fork.

A thousand cold starts are a quarter of an hour of importing; a fork costs 10 ms and is as real to kill -9, to locks and
to the data file. Requests and answers are lines of JSON on standard input and output: `{"arguments", "environment",
"folder", "newer", "kill_s"}` is answered with `{"code"}` when that process has ended (negative: the signal). Its output
is in `out` and `err` below `folder`. `kill_s`: kill it that much later; null: do not. `newer` lets it be a build with
one more migration.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from app import context
from app.storage import migrations

LOADED = (
    "app.cli.main", "app.cli.entries", "app.cli.syncing", "app.cli.invoices", "app.services.sync", "app.sync.engine",
    "app.membrane.api", "app.membrane.select", "httpx", "pydantic",
)  # fmt: skip
"""What most commands need; a command imports the rest itself, as always."""

NEWER = """
create table entry_copy as select * from entry;
update entry set notes = notes;
alter table client add column soaked text;
drop table entry_copy;
"""
"""A step that takes its time and touches every row."""


def main() -> int:
    for name in LOADED:
        importlib.import_module(name)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            os._exit(_run(request))
        answers.write(json.dumps({"code": _ended(child, request["kill_s"])}) + "\n")
        answers.flush()
    return 0


def _ended(child: int, kill_s: float | None) -> int:
    """The exit code of a child, which is killed after so long; it cannot be another's by then, for nobody reaped it."""
    if kill_s is not None and signal.sigtimedwait({signal.SIGCHLD}, kill_s) is None:
        os.kill(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    while signal.sigtimedwait({signal.SIGCHLD}, 0) is not None:
        pass
    return code


def _run(request: dict[str, Any]) -> int:
    """One command line, as `stint` would run it in a process that has just been started."""
    from app.cli.main import main as run

    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    os.setsid()
    os.environ.update(request["environment"])
    time.tzset()
    folder = Path(request["folder"])
    for name, number in (("out", 1), ("err", 2)):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if request["newer"]:
        _grow()
    try:
        return run(request["arguments"])
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _grow() -> None:
    """Be a build that knows one more step."""
    released, latest = migrations.script, migrations.LATEST + 1
    for module in (migrations, context):
        vars(module)["LATEST"] = latest
    vars(migrations)["script"] = lambda number: NEWER if number == latest else released(number)


if __name__ == "__main__":
    sys.exit(main())
