"""The whole probe: one step after another, each told to whoever waits, all of them reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.cancel import CancelToken, Deadline
from app.membrane.transport import Transport
from app.probe.actions import probe_actions
from app.probe.asking import Asker, OutOfTime
from app.probe.findings import Findings
from app.probe.hours import probe_hours
from app.probe.lists import (
    KINDS,
    Where,
    find_paths,
    probe_filters,
    probe_list,
    probe_paging,
    probe_singles,
)
from app.probe.totals import probe_totals
from app.probe.writing import probe_writing

Progress = Callable[[int, int, str], None]
"""Called before each step: steps done, steps in all, and the step's name (`paths`, `clients`, ..., `actions`)."""


@dataclass(frozen=True, slots=True)
class Probed:
    """What a probe came to. `finished` is False when its time was over before its questions were, and where
    Clientary answered only with errors of its own.
    """

    findings: Findings
    asker: Asker
    finished: bool


def probe(
    transport: Transport, connection_id: str, deadline: Deadline, cancel: CancelToken, progress: Progress
) -> Probed:
    """Learn what can be learned by reading. Raises `TransportError` only where nothing at all could be asked, and
    where sign-in, connection or network are lost on the way; `Cancelled` at once."""
    asker = Asker(transport, connection_id, cancel, deadline)
    findings = Findings()
    total = len(KINDS) + 7
    done = 0

    def begin(step: str) -> None:
        nonlocal done
        progress(done, total, step)
        done += 1

    finished = True
    try:
        begin("paths")
        where = find_paths(asker, findings)
        if where is not None:
            _by_proxy(asker, where, findings, begin)
        begin("actions")
        probe_actions(asker, findings)
    except OutOfTime:
        finished = False
    progress(total, total, "done")
    return Probed(findings, asker, finished and not findings.failing)


def _by_proxy(asker: Asker, where: Where, findings: Findings, begin: Callable[[str], None]) -> None:
    for kind in KINDS:
        begin(kind.name)
        probe_list(asker, where, findings, kind)
    for step, ask in (
        ("paging", probe_paging),
        ("filters", probe_filters),
        ("hours", probe_hours),
        ("records", probe_singles),
        ("totals", probe_totals),
    ):
        begin(step)
        ask(asker, where, findings)
    probe_writing(findings)
