"""The window beside an empty one: start, memory, gaps of the GUI thread during sync, and what it costs to idle."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from tests.bench import million
from tests.bench.measure import heading, line
from tests.bench.start import STINT, environment
from tests.bench.sync_first import CLIENTS, HOURS, PROJECTS, fill
from tests.sandbox.process import ROOT, SandboxProcess, wait_until

RUNS, GAP_RUNS = 7, 3
EMPTY = [sys.executable, "-m", "tests.bench.empty_window"]
SIZES = (100, 100_000)
SHORT_S, LONG_S = 20.0, 60.0
AT_REST_S = 13.0
"""After the first paint: what follows it is over, and the cursor of the title has stopped blinking."""
SYNC_S = 300.0
START_BUDGET, MEMORY_BUDGET, GAP_BUDGET_MS = 1.35, 1.3, 16.0
IDLE_BUDGETS_S = {"hidden": 0.2, "visible": 0.5}
TEN_MINUTES_S = 600.0


class Shown(NamedTuple):
    """One start: wall and CPU seconds to the first real content, memory when it had settled."""

    wall_s: float
    cpu_s: float
    pss_mib: float
    rss_mib: float
    """What the share would be if no other process had Qt loaded; those that have make the ratio of shares larger."""


class EndedTooSoon(Exception):
    """A window that did not tell what it was to tell."""


def run(folder: Path) -> None:
    """Print everything; `folder` is for data folders."""
    _report_starts(folder)
    _report_gaps(folder)
    _report_idle(folder)


def _report_starts(folder: Path) -> None:
    heading(f"Window: start and memory beside an empty PySide6 window with a table (medians of {RUNS} turns)")
    made = {entries: _data(folder / f"window-{entries}", entries) for entries in SIZES}
    empty: list[Shown] = []
    ours: dict[int, list[Shown]] = {entries: [] for entries in SIZES}
    for turn in range(RUNS + 1):
        floor = _start(EMPTY)
        shown = {entries: _start(_probe(made[entries], "start")) for entries in SIZES}
        if turn > 0:  # the first turn warms up
            empty.append(floor)
            for entries, one in shown.items():
                ours[entries].append(one)
    for entries, found in ours.items():
        for name, field, unit, factor, budget in (
            ("start, wall", "wall_s", "ms", 1000.0, START_BUDGET),
            ("start, CPU", "cpu_s", "ms", 1000.0, START_BUDGET),
            ("memory, PSS", "pss_mib", "MiB", 1.0, MEMORY_BUDGET),
            ("memory, alone with Qt", "rss_mib", "MiB", 1.0, MEMORY_BUDGET),
        ):
            mine, floor_value = (median(getattr(one, field) for one in some) * factor for some in (found, empty))
            figure = f"{mine:.1f} / {floor_value:.1f} {unit} = {mine / floor_value:.2f} x"
            line(f"{name}, {entries:,} entries", figure, f"at most {budget:g} x", mine <= budget * floor_value)


def _report_gaps(folder: Path) -> None:
    heading(
        f"Window: gaps of the GUI thread, asked every 2 ms, from the first paint on for {SHORT_S:g} s, or until the"
        f" first sync of {CLIENTS} clients and {PROJECTS} projects is over"
    )
    with SandboxProcess(folder / "gaps" / "sandbox", "--empty") as sandbox:
        _report_gap("at rest", _gaps(folder / "gaps" / "rest", {"STINT_TRANSPORT": "none"}, None))
        fill(sandbox)
        account = {
            "STINT_TRANSPORT": "api",
            "STINT_WRITES_PER_SECOND": "0",
            "MEMBRANE_API_URL": sandbox.url,
            "MEMBRANE_TOKEN": sandbox.token,
        }
        for data in (folder / "gaps" / f"sync-{turn}" for turn in range(GAP_RUNS)):
            _report_gap(f"while {HOURS:,} hours arrive", _gaps(data, account, data))
        sandbox.fault(kind="hang", path="*", times=None)
        _report_gap("while the server hangs", _gaps(folder / "gaps" / "sync-0", account, None))
        sandbox.control("DELETE", "faults")


def _report_gap(what: str, seen: dict[str, Any]) -> None:
    p999 = float(seen["p999_ms"])
    busy, longest = float(seen["busy_p999_ms"]), float(seen["longest_ms"])
    figure = f"{p999:.1f} ms ({busy:.1f} of CPU), {seen['over_50']} over 50, longest {longest:.0f}"
    line(f"99.9th percentile {what}", figure, f"under {GAP_BUDGET_MS:g} ms", p999 < GAP_BUDGET_MS)


def _report_idle(folder: Path) -> None:
    heading(f"Window: cost of a running timer beside a window with a bare clock, from {LONG_S:g} s without sync")
    data = _data(folder / "window-idle", SIZES[0])
    subprocess.run(
        [str(STINT), "--data-dir", str(data), "start", "bench"],
        env=environment(),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for mode, budget in IDLE_BUDGETS_S.items():
        (cpu_s, wakes), (floor_s, _) = _idle(_probe(data, mode), [*EMPTY, mode])
        mine, floor = (one * TEN_MINUTES_S / LONG_S for one in (cpu_s, floor_s))
        line(f"CPU in 10 minutes, {mode}", f"{mine:.2f} s (bare {floor:.2f} s)", f"under {budget:g} s", mine < budget)
        met = wakes / LONG_S <= 1.5
        line(f"wake-ups a second, {mode}", f"{wakes / LONG_S:.1f}", "one", met)


def _data(folder: Path, entries: int) -> Path:
    folder.mkdir(mode=0o700)
    million.build(folder / "stint.sqlite3", entries)
    return folder


def _probe(data: Path, mode: str) -> list[str]:
    return [sys.executable, "-m", "tests.bench.window_probe", str(data), mode]


@contextmanager
def _running(words: list[str], **more: str) -> Iterator[subprocess.Popen[str]]:
    """A window without a screen, ended politely if it has not ended by itself."""
    surroundings = environment(QT_QPA_PLATFORM="offscreen", **{"STINT_TRANSPORT": "none", **more})
    process = subprocess.Popen(
        words, env=surroundings, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    said: list[str] = []
    listener = threading.Thread(target=lambda: said.extend(process.stderr or ()))
    listener.start()
    try:
        yield process
    except EndedTooSoon as exc:
        raise SystemExit(f"{exc}\n{''.join(said)}") from exc
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(30)
        listener.join()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def _next(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    told = process.stdout.readline()
    if not told:
        raise EndedTooSoon(f"the window ended with {process.wait(30)} before it had told everything")
    facts: dict[str, Any] = json.loads(told)
    return facts


def _start(words: list[str]) -> Shown:
    before = time.monotonic()
    with _running(words) as process:
        shown, settled = _next(process), _next(process)
        process.wait(30)
    return Shown(shown["shown_at"] - before, shown["cpu_s"], settled["pss_kib"] / 1024, settled["rss_kib"] / 1024)


def _gaps(data: Path, account: dict[str, str], synced: Path | None) -> dict[str, Any]:
    """What the heart-beat saw in `SHORT_S`; with `synced` until that folder has had its first whole sync."""
    with _running(_probe(data, "gaps"), **account) as process:
        _next(process)
        began = time.monotonic()
        if synced is not None:
            wait_until(lambda: _pulled(synced), SYNC_S, "a whole sync")
        else:
            wait_until(lambda: time.monotonic() - began > SHORT_S, SHORT_S + 10)
        process.send_signal(signal.SIGTERM)
        return _next(process)


def _pulled(data: Path) -> bool:
    log = data / "logs" / "stint.log"
    return log.exists() and "engine: sync idle" in log.read_text(encoding="utf-8")


def _idle(*commands: list[str]) -> list[tuple[float, int]]:
    """CPU seconds and wake-ups in `LONG_S` of several windows at the same time."""
    with ExitStack() as stack:
        windows = [stack.enter_context(_running(words)) for words in commands]
        for window in windows:
            _next(window)
            _next(window)
        begun = time.monotonic()
        wait_until(lambda: time.monotonic() - begun > AT_REST_S, AT_REST_S + 10)
        before, begun = [(_cpu_s(one.pid), _wakes(one.pid)) for one in windows], time.monotonic()
        wait_until(lambda: time.monotonic() - begun > LONG_S, LONG_S + 10)
        return [(_cpu_s(w.pid) - cpu, _wakes(w.pid) - wakes) for w, (cpu, wakes) in zip(windows, before, strict=True)]


def _cpu_s(pid: int) -> float:
    """From the scheduler's own count in nanoseconds: clock ticks are too coarse for so little."""
    return sum(_first_number(file) for file in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


def _wakes(pid: int) -> int:
    """How often any of its threads went to sleep, and so was woken."""
    lines = [text for file in Path(f"/proc/{pid}/task").glob("*/status") for text in file.read_text().splitlines()]
    return sum(int(text.split()[1]) for text in lines if text.startswith("voluntary_ctxt_switches"))


def _first_number(file: Path) -> int:
    return int(file.read_text(encoding="ascii").split()[0])
