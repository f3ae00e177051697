"""What going back to a backup would change, in sentences."""

from __future__ import annotations

from app.services.restore import Difference, RestorePreview, Sample
from ui.format import short_day
from ui.i18n import tr, tr_n

_CONTEXT = "RestoreDialog"


def preview_lines(preview: RestorePreview) -> list[tuple[str, str]]:
    """Sentences, each with examples under it (or ""); one that says so where nothing would change."""
    if not preview.readable:
        return [(tr(_CONTEXT, "The present data cannot be read, so there is nothing to compare the backup with."), "")]
    lines = [
        _line("{n} entry goes: it is not in the backup.", "{n} entries go: they are not in the backup.", preview.gone),
        _line("{n} entry comes back.", "{n} entries come back.", preview.back),
        _line("{n} entry becomes what it was.", "{n} entries become what they were.", preview.changed),
        _line("{n} invoice goes: it is not in the backup.", "{n} invoices go: they are not in the backup.",
              preview.invoices_gone),
        _line("{n} invoice comes back.", "{n} invoices come back.", preview.invoices_back),
    ]  # fmt: skip
    found = [line for line in lines if line is not None]
    if preview.running is not None:
        found.append((tr(_CONTEXT, "The timer “{title}” ends without an entry.", title=preview.running), ""))
    if preview.unsent:
        one, many = "{n} change was not sent yet and is forgotten.", "{n} changes were not sent yet and are forgotten."
        found.append((tr_n(_CONTEXT, one, many, preview.unsent), ""))
    return found or [(tr(_CONTEXT, "Nothing differs from what is here now."), "")]


def reason_text(reason: str) -> str:
    """Why a backup was made."""
    match reason:
        case "daily":
            return tr(_CONTEXT, "daily")
        case "guard":
            return tr(_CONTEXT, "before a large change from Clientary")
        case "by-hand":
            return tr(_CONTEXT, "made by you")
        case "before-restore":
            return tr(_CONTEXT, "before going back to an older one")
        case _ if reason.startswith("before-"):
            return tr(_CONTEXT, "before an update of Stint")
        case _:
            return reason


def _line(one: str, many: str, found: Difference) -> tuple[str, str] | None:
    if not found.count:
        return None
    examples = ", ".join(_example(sample) for sample in found.samples)
    rest = found.count - len(found.samples)
    more = tr_n(_CONTEXT, "and {n} more", "and {n} more", rest) if rest > 0 else ""
    return tr_n(_CONTEXT, one, many, found.count), " ".join(part for part in (examples, more) if part)


def _example(sample: Sample) -> str:
    title = sample.title or tr(_CONTEXT, "(no number)")
    return tr(_CONTEXT, "{title} ({day})", title=title, day=short_day(sample.date))
