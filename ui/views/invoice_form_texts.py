"""What the invoice form says when something is not right."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale

from app.errors import AppError, Refused
from ui.i18n import tr
from ui.messages import full_stop, sentence


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


def refused_text(words: str, *, kept: bool) -> str:
    """What Clientary said, and what that means; `kept`: the invoice is still here."""
    reason = full_stop(words) or tr("invoices", "It gave no reason.")
    if kept:
        return tr("invoices", "Clientary refused the invoice: {reason} Change it and create it again.", reason=reason)
    return tr(
        "invoices",
        "Clientary refused the invoice: {reason} Nothing was kept and these hours are free. Change it and create it "
        "again.",
        reason=reason,
    )


def begun_text(at: int) -> str:
    """Where what the form shows comes from; `at` in epoch seconds."""
    when = QLocale().toString(QDateTime.fromSecsSinceEpoch(at), QLocale.FormatType.ShortFormat)
    return tr("invoices", "This is what you began on {when}. Nothing of it was made so far.", when=when)
