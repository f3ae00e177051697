"""How far a sync is, in words: what is being done, how much of it, how long the rest may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.i18n import tr

if TYPE_CHECKING:
    from app.sync.progress import Progress

_CONTEXT = "sync"
_A_MINUTE_AND_A_HALF_S = 90


def step_text(progress: Progress) -> str:
    """What is being done."""
    match progress.step:
        case "records":
            return tr(_CONTEXT, "Reading lists")
        case "hours":
            return tr(_CONTEXT, "Reading hours")
        case "settling":
            return tr(_CONTEXT, "Checking lost answers")
        case "waiting":
            return tr(_CONTEXT, "Waiting for a lost answer")
        case "sending":
            return tr(_CONTEXT, "Sending changes")
        case _:
            return tr(_CONTEXT, "Syncing…")


def far_text(progress: Progress, *, short: bool = False) -> str:
    """How much of it is done, and unless `short`, how long the rest may take where that can be told."""
    done, total = progress.done, progress.total
    if progress.step == "hours":
        far = tr(_CONTEXT, "{done} of {total} projects", done=done, total=total)
    elif progress.step == "waiting":
        far = tr(_CONTEXT, "{seconds} s more at most", seconds=max(0, total - done))
    else:
        far = tr(_CONTEXT, "{done} of {total}", done=done, total=total)
    left = progress.remaining_s
    if short or left is None or progress.step == "waiting":
        return far
    if left < _A_MINUTE_AND_A_HALF_S:
        return tr(_CONTEXT, "{far}, about {n} s left", far=far, n=max(1, round(left)))
    return tr(_CONTEXT, "{far}, about {n} min left", far=far, n=round(left / 60))
