"""What the invoice form says when something is not right."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt

from app.domain.refusals import Refusal
from app.errors import AppError, Refused
from ui.format import short_day
from ui.i18n import tr
from ui.messages import refused, sentence


def said_in_form(error: AppError) -> str:
    """The sentence for an error here, where there is a field for what the command line has a flag for."""
    if isinstance(error, Refused) and "project" in error.facts:
        return tr(
            "invoices",
            "No hourly rate is known for “{project}”. Set one on the project in Clientary, or fill in “Hourly rate” "
            "here.",
            project=error.facts["project"],
        )
    return sentence(error)


def refused_text(refusal: Refusal, *, kept: bool) -> str:
    """Who refused the invoice and why, and what that means; `kept`: it is still here."""
    reason = refused(refusal)
    if kept:
        return tr("invoices", "{refused} The invoice is kept here. Change it and create it again.", refused=reason)
    return tr(
        "invoices",
        "{refused} Nothing was kept and these hours are free. Change it and create it again.",
        refused=reason,
    )


def taken_text(taken: str, free: str, *, known: bool, kept: bool) -> str:
    """The number is somebody else's by now; `known`: of an invoice that this computer has seen."""
    told = tr("invoices", "Number {taken} is taken in Clientary by now.", taken=taken)
    free_text = (
        tr("invoices", "The invoice is kept here.")
        if kept
        else tr("invoices", "Nothing was made and these hours are free.")
    )
    look = "" if known else tr("invoices", "No invoice here has it: sync to see which one does.")
    following = tr("invoices", "The next free number is {number}.", number=free)
    return " ".join(part for part in (told, free_text, look, following) if part)


def begun_text(at: int) -> str:
    """Where what the form shows comes from; `at` in epoch seconds."""
    when = QDateTime.fromSecsSinceEpoch(at)
    return tr(
        "invoices",
        "This is what you began on {day} at {time}. Nothing of it was made so far.",
        day=short_day(when.date().toString(Qt.DateFormat.ISODate)),
        time=QLocale().toString(when.time(), QLocale.FormatType.ShortFormat),
    )
