"""The first sync of a large account: how many requests beside the fewest pages it takes, how long, and how much memory.

`python -m tests.bench.sync_first` is the process that is measured: it loads everything, then syncs once.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.cancel import CancelToken
from app.context import build
from app.services.sync import SyncService
from app.sync.resources import RESOURCES
from tests.bench.measure import heading, line
from tests.bench.start import environment
from tests.sandbox.process import ROOT, SandboxProcess

CLIENTS, PROJECTS, HOURS, DAYS = 60, 300, 30_000, 1_000
PAGE = 100
BULK = 5_000
TIMEOUT_S = 1_200
MORE_REQUESTS, MEMORY_MIB = 1.05, 40.0
PAGING = {"hours come whole": "all", "hours come in pages with counts": "envelope"}


def run(folder: Path) -> None:
    """Print both ways of paging; the account is filled once."""
    heading(f"First sync of {CLIENTS} clients, {PROJECTS} projects and {HOURS:,} hours over HTTP")
    with SandboxProcess(folder / "first" / "sandbox", "--empty") as sandbox:
        fill(sandbox)
        for name, paging in PAGING.items():
            sandbox.speak(hours_paging=paging)
            _report(name, sandbox, folder / "first" / paging)


def fill(sandbox: SandboxProcess) -> None:
    """All of the account: hours that somebody recorded on the web, thirty a day, none of them billed."""
    clients = _bulk(sandbox, "clients", [{"name": f"Client {n:02}"} for n in range(CLIENTS)])
    projects = _bulk(
        sandbox,
        "projects",
        [
            {"name": f"Project {n:03}", "client_id": clients[n % CLIENTS], "rate": 90, "currency_code": "EUR"}
            for n in range(PROJECTS)
        ],
    )
    for first in range(0, HOURS, BULK):
        _bulk(
            sandbox,
            "hours",
            [
                {"title": f"work {n}", "hours": "1.25", "date": _day(n), "project_id": projects[n % PROJECTS]}
                for n in range(first, first + BULK)
            ],
        )


def _day(number: int) -> str:
    return str(date(2026, 5, 4) - timedelta(days=number * DAYS // HOURS))


def _bulk(sandbox: SandboxProcess, kind: str, records: list[dict[str, Any]]) -> list[int]:
    ids: list[int] = sandbox.control("POST", f"records/{kind}/bulk", {"records": records})["ids"]
    return ids


def _report(name: str, sandbox: SandboxProcess, data: Path) -> None:
    sandbox.control("DELETE", "log")
    done = _measured(sandbox, data)
    requests = len(sandbox.log())
    others = len(RESOURCES) - 2  # of each, one page is enough here
    fewest = sum(math.ceil(n / PAGE) for n in (CLIENTS, PROJECTS)) + others
    fewest += PROJECTS * math.ceil(HOURS / PROJECTS / PAGE)
    line(f"{name}: time", f"{done['seconds']:.1f} s, {done['hours']:,} hours", "all of them", done["hours"] == HOURS)
    most = math.floor(fewest * MORE_REQUESTS)
    line("requests", f"{requests:,}, fewest pages {fewest:,}", f"at most {most:,}", requests <= most)
    more = done["more_mib"]
    line("memory at its highest above idle", f"{more:.1f} MiB", f"under {MEMORY_MIB:g} MiB", more < MEMORY_MIB)


def _measured(sandbox: SandboxProcess, data: Path) -> dict[str, Any]:
    account = {
        "STINT_DATA_DIR": str(data),
        "STINT_TRANSPORT": "api",
        "MEMBRANE_API_URL": sandbox.url,
        "MEMBRANE_TOKEN": sandbox.token,
        "STINT_CONNECTION_ID": sandbox.connection_id,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.sync_first"],
        env=environment(**account), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=TIMEOUT_S,
        check=True,
    )  # fmt: skip
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


def main() -> None:
    """Load what a sync needs, note the memory, sync, and tell."""
    import app.membrane.api
    import app.sync.engine  # noqa: F401  # loaded is what an idle program is

    context = build()
    try:
        Path("/proc/self/clear_refs").write_text("5")  # forget the highest so far (Linux, proc(5))
        before, began = _resident("VmRSS"), time.perf_counter()
        result = SyncService(context, CancelToken()).run(timeout_s=TIMEOUT_S)
        seconds = time.perf_counter() - began
        more = (_resident("VmHWM") - before) / 1024
    finally:
        context.close()
    print(json.dumps({"seconds": seconds, "more_mib": more, "hours": result.pulled["hours"]}))


def _resident(name: str) -> int:
    """KiB of this process by the kernel's own count."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(text.split()[1]) for text in lines if text.startswith(f"{name}:"))


if __name__ == "__main__":
    main()
