"""A thousand entries pushed over HTTP with a latency, with and without lost replies; then a sync with nothing to do."""

from __future__ import annotations

import json
import math
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.context import build
from app.services.entries import EntryDraft, EntryService
from app.storage.projects import ProjectRepository
from tests.bench.measure import heading, line
from tests.bench.start import STINT, environment
from tests.sandbox.process import SandboxProcess, wait_until

ENTRIES = 1_000
LOSS = 0.05
LATENCY_S = 0.05
SETTLE_S = 1.0
RATIO = 1.3
MOST_SYNCS = 10
SYNC_S = 600
DAY = "2026-06-30"
_FAULT_SEED = 20


@dataclass(frozen=True, slots=True)
class Pushed:
    """What one campaign cost and left behind."""

    seconds: float
    syncs: int
    requests: int
    creates: int
    lost_replies: int
    duplicates: int
    losses: int
    inexact: int
    quiet_requests: int
    projects: int

    @property
    def reads(self) -> int:
        return self.requests - self.creates


def run(folder: Path) -> None:
    """Print both campaigns, the no-change sync after each, and what the lost replies cost."""
    done: dict[float, Pushed] = {}
    for share in (0.0, LOSS):
        name = f"push-{share:g}"
        with SandboxProcess(folder / name / "sandbox") as sandbox:
            done[share] = Campaign(sandbox, folder / name / "data").run(share)
        _report(done[share], share)
    _compare_times(done[0.0], done[LOSS])


def _compare_times(clean: Pushed, lossy: Pushed) -> None:
    """Beside 1.3 x the pushes without loss: each cycle that lost something waits for the settle time, a second more
    because instants are whole seconds, and reads what it needs to find out.
    """
    reads = max(0, lossy.reads - clean.reads)
    waits_s, reads_s = (SETTLE_S + 1) * lossy.syncs, reads * LATENCY_S
    allowed_s = RATIO * clean.seconds + waits_s + reads_s
    figure = f"{lossy.seconds:.1f} s / {clean.seconds:.1f} s = {lossy.seconds / clean.seconds:.2f} x"
    budget = f"{RATIO} x + {waits_s:.0f} s to settle + {reads} reads = {allowed_s:.1f} s"
    line("time with lost replies / without", figure, budget, lossy.seconds <= allowed_s)


def _report(pushed: Pushed, share: float) -> None:
    ms = LATENCY_S * 1000
    heading(f"Push of {ENTRIES:,} entries over HTTP at {ms:.0f} ms, {share:.0%} of the replies to creates lost")
    rate = ENTRIES / pushed.seconds
    line("time", f"{pushed.seconds:.1f} s, {rate:.0f} entries a second, {pushed.syncs} sync(s)", "no budget", True)
    figure = f"{pushed.requests:,} requests, {pushed.creates:,} of them creates, {pushed.lost_replies} replies lost"
    line("requests", figure, "no budget", True)
    line("duplicates", str(pushed.duplicates), "0", pushed.duplicates == 0)
    line("losses", str(pushed.losses), "0", pushed.losses == 0)
    line("entries whose seconds differ there", str(pushed.inexact), "0", pushed.inexact == 0)
    budget = 2 + math.ceil(pushed.projects / 100)
    quiet = pushed.quiet_requests
    line("requests of a sync with nothing changed", str(quiet), f"at most {budget}", quiet <= budget)


class Campaign:
    """One data folder against one sandbox, by the `stint` command and the HTTP transport."""

    def __init__(self, sandbox: SandboxProcess, folder: Path) -> None:
        self._sandbox, self._folder = sandbox, folder
        self._environment = environment(
            STINT_DATA_DIR=str(folder),
            STINT_TRANSPORT="api",
            STINT_SETTLE_SECONDS=f"{SETTLE_S:g}",
            STINT_WRITES_PER_SECOND="0",
            MEMBRANE_API_URL=sandbox.url,
            MEMBRANE_TOKEN=sandbox.token,
        )

    def run(self, share: float) -> Pushed:
        """Fetch projects, record, push until nothing waits, then sync once more."""
        self._sync()
        recorded = self._record()
        seen = self._last_request()
        if share:
            self._sandbox.fault(
                kind="cut_after",
                method="POST",
                path="*/projects/*/hours*",
                probability=share,
                times=None,
                seed=_FAULT_SEED,
            )
        self._sandbox.fault(kind="delay", seconds=LATENCY_S, times=None)  # what no other rule strikes takes its time
        started, syncs = time.perf_counter(), 1
        result = self._sync()
        while result["waiting"] + result["checking"] and syncs < MOST_SYNCS:
            result, syncs = self._sync(), syncs + 1
        taken, finished = time.perf_counter() - started, time.time()
        requests = self._sandbox.log(seen)
        self._sandbox.control("DELETE", "faults")
        # A project that changed in the very second of its listing is listed once more, so let that second pass.
        wait_until(lambda: time.time() > finished + 2, what="a later second")
        self._sync()
        seen = self._last_request()
        self._sync()
        duplicates, losses, inexact = self._compare(recorded)
        return Pushed(
            seconds=taken,
            syncs=syncs,
            requests=len(requests),
            creates=sum(1 for request in requests if _is_create(request)),
            lost_replies=sum(1 for request in requests if request["status"] is None),
            duplicates=duplicates,
            losses=losses,
            inexact=inexact,
            quiet_requests=len(self._sandbox.log(seen)),
            projects=len(self._sandbox.records("projects")),
        )

    def _record(self) -> dict[str, int]:
        """Log the entries by the service, spread over all projects; returns seconds by title."""
        context = build(self._environment)
        try:
            projects = [row.project.id for row in ProjectRepository(context.db).all()]
            service = EntryService(context.db, context.clock, context.zone)
            recorded = {}
            for number in range(ENTRIES):
                draft = EntryDraft(
                    f"bench {number:04}",
                    project_id=projects[number % len(projects)],
                    date=DAY,
                    seconds=600 + 7 * number,
                )
                recorded[draft.title] = service.log(draft).entry.seconds
            return recorded
        finally:
            context.close()

    def _sync(self) -> dict[str, Any]:
        words = [str(STINT), "--json", "sync", "--timeout", str(SYNC_S)]
        done = subprocess.run(
            words, env=self._environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SYNC_S + 30
        )
        if not done.stdout.strip():
            raise SystemExit(f"stint sync ended with {done.returncode}: {done.stderr}")
        result: dict[str, Any] = json.loads(done.stdout)
        return result

    def _last_request(self) -> int:
        log = self._sandbox.log()
        return int(log[-1]["seq"]) if log else 0

    def _compare(self, recorded: dict[str, int]) -> tuple[int, int, int]:
        """Duplicates, losses and inexact records, by the sandbox's own list."""
        found = [record for record in self._sandbox.records("hours") if record["title"] in recorded]
        counts = Counter(record["title"] for record in found)
        exact = {record["title"]: round(Decimal(str(record["hours"])) * 3600) for record in found}
        return (
            sum(count - 1 for count in counts.values()),
            len(recorded.keys() - counts.keys()),
            sum(1 for title, seconds in exact.items() if seconds != recorded[title]),
        )


def _is_create(request: dict[str, Any]) -> bool:
    asked = request["clientary"]
    return asked is not None and asked["method"] == "POST" and "/hours" in asked["path"]
