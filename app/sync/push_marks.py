"""When the marks on hours are sent, and what a refusal of one means: they come last and hold up nothing."""

from __future__ import annotations

from app.errors import Rejected
from app.storage.hours_marks import HoursMarkRepository
from app.storage.outbox import ENTRY, IN_FLIGHT, SAVE, Operation
from app.sync.cycle import Cycle
from app.sync.hours import sent_values
from app.sync.marks import NOT_KEPT, STILL_LISTED

REFUSED_PUT = f"Clientary refused to mark hours as billed ({{words}}), so {STILL_LISTED}."
REFUSED_OFF = (
    "Clientary refused to take the mark of an invoice off its hours ({words}); here they can be billed again, "
    "elsewhere they still count as billed. Sync with --retry-parked to try again."
)
AWAITED_MARKS, AWAITED_S = 20, 5
"""So many leave while a person waits for an invoice, what the pace lets through at once, and no more than take about so
many seconds. The rest leaves in the next cycle.
"""
_REQUESTS_EACH = 2


def marks_last(cycle: Cycle, waiting: list[Operation]) -> list[Operation]:
    """Waiting operations with those of marked hours behind all others, so that no invoice waits for them."""
    due = HoursMarkRepository(cycle.db).due() if waiting else frozenset[str]()
    marking = [o for o in waiting if o.kind == ENTRY and o.action == SAVE and o.record_id in due]
    later = {operation.id for operation in marking}
    if cycle.awaited:
        left = max(0, _bearable(cycle) - cycle.marks_sent)
        marking = marking[:left]
        cycle.marks_sent += len(marking)
    return [operation for operation in waiting if operation.id not in later] + marking


def _bearable(cycle: Cycle) -> int:
    """How many marks a person can wait for, by how long the requests of this cycle took."""
    requests, elapsed_s = cycle.clientary.requests, cycle.now - cycle.began_at
    if elapsed_s <= 0:
        return AWAITED_MARKS
    return max(1, min(AWAITED_MARKS, AWAITED_S * requests // (_REQUESTS_EACH * elapsed_s)))


def give_up_refused(cycle: Cycle, operation: Operation, error: Rejected) -> bool:
    """A refused save that carried a mark goes once more without it; False where no mark was to blame. In a write."""
    if operation.kind != ENTRY or operation.state != IN_FLIGHT or operation.verb not in ("create", "update"):
        return False
    sent, marks, words = sent_values(operation), HoursMarkRepository(cycle.db), error.detail or NOT_KEPT
    if not sent.remark:
        return False
    if sent.mark is None:
        marks.leave(operation.record_id, words)
    else:
        before = marks.get(operation.record_id).carried  # one of ours that it was to replace is still there
        marks.give_up(operation.record_id, words, None if before == sent.mark else before)
    cycle.outbox.requeue(operation, cycle.now, "without the mark")
    cycle.note(REFUSED_PUT.format(words=words) if sent.mark is not None else REFUSED_OFF.format(words=words))
    return True
