"""Where an invoice stands, in a sentence, and what can be done about it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.domain.invoices import InvoiceStatus, InvoiceSync
from app.domain.money import to_major
from app.domain.refusals import NOTHING_SAID
from app.services.invoice_outcome import SendOutcome, SendState
from app.services.invoice_terms import compare
from app.storage.invoices import InvoiceRow
from ui.format import money
from ui.i18n import tr
from ui.messages import full_stop, refused, sync_state
from ui.widgets.banner import BannerKind

Act = Literal[
    "create", "again", "edit", "discard", "ask_void", "void", "keep", "ack", "pay", "mail", "duplicate", "ask_credit",
    "credit", "take_back", "renumber",
]  # fmt: skip

_Acts = tuple[tuple[Act, str], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """`text` is empty where nothing needs to be said; `acts` in the order of the buttons, `late_acts` are rarely wanted
    and stand below everything.
    """

    kind: BannerKind = "info"
    text: str = ""
    acts: _Acts = ()
    banner_act: Act | None = None
    banner_act_text: str | None = None
    late_acts: _Acts = ()


def standing_of(
    row: InvoiceRow, *, busy: bool = False, confirming: Act | None = None, overdue: bool = False
) -> Standing:
    """`busy`: it is being sent from here just now; `confirming`: an act that was asked for and waits for a yes."""
    if confirming == "void":
        return _asked_to_void()
    if confirming == "credit":
        return _asked_to_credit(row)
    if busy:
        return Standing("info", tr("invoices", "Being sent to Clientary…"))
    if row.remote_id is not None:
        return _in_clientary(row, overdue=overdue)
    match row.sync:
        case InvoiceSync.DRAFT if row.kept_local is not None:
            return _kept_local(row.kept_local)
        case InvoiceSync.DRAFT:
            return Standing(acts=_unsent(tr("invoices", "Create in Clientary"), "create"))
        case InvoiceSync.WAITING:
            text = tr("invoices", "Waits here and is sent by itself as soon as Clientary can be reached.")
            return Standing("info", text, (("edit", tr("invoices", "Edit")), ("discard", tr("invoices", "Discard"))))
        case InvoiceSync.PARKED:
            return _refused(row)
        case _:
            return Standing("warn", _in_doubt())


def _refused(row: InvoiceRow) -> Standing:
    reason = refused(row.refusal or NOTHING_SAID)
    text = tr("invoices", "{refused} The invoice is only here, and its hours stay reserved for it.", refused=reason)
    acts = _unsent(tr("invoices", "Try again"), "again")
    if row.number_taken:
        return Standing("error", text, acts, "renumber", tr("invoices", "Take the next number"))
    return Standing("error", text, acts)


def _kept_local(words: str) -> Standing:
    text = tr(
        "invoices",
        "Clientary does not take it: {reason} It stays on this computer only; its PDF can be used.",
        reason=full_stop(words),
    )
    again: _Acts = (("again", tr("invoices", "Try again")), ("discard", tr("invoices", "Discard")))
    return Standing("warn", text, again)


def _unsent(first: str, act: Act) -> _Acts:
    return (act, first), ("edit", tr("invoices", "Edit")), ("discard", tr("invoices", "Discard"))


def _in_clientary(row: InvoiceRow, *, overdue: bool) -> Standing:
    invoice = row.invoice
    if invoice.status == InvoiceStatus.CANCELLED:
        return Standing(late_acts=(("duplicate", tr("invoices", "Duplicate")),))
    if row.edited and row.sync in (InvoiceSync.PARKED, InvoiceSync.WAITING):
        return _edited(row)
    if row.refusal is not None:
        reason = refused(row.refusal)
        text = tr("invoices", "It was not made void, and is still in Clientary. {refused}", refused=reason)
        return Standing("error", text, (("void", tr("invoices", "Try again")),))
    if row.sync is InvoiceSync.WAITING:
        return Standing(
            "info", tr("invoices", "Is made void in Clientary with the next sync; then its hours are free.")
        )
    if row.sync in (InvoiceSync.CHECKING, InvoiceSync.IN_FLIGHT):
        return Standing("warn", _in_doubt())
    acts = _usual(row, overdue=overdue)
    late = _rare(row)
    if row.unseen_difference:
        return Standing("warn", _difference(row), acts, "ack", tr("invoices", "I have seen it"), late)
    return Standing(acts=acts, late_acts=late)


def _usual(row: InvoiceRow, *, overdue: bool) -> _Acts:
    """What mostly follows: it is written to the client, and paid."""
    mail: _Acts = (("mail", tr("invoices", "Remind…") if overdue else tr("invoices", "E-mail…")),)
    if row.invoice.balance_minor <= 0:
        return mail
    return (("pay", tr("invoices", "Record payment…")), *mail)


def _rare(row: InvoiceRow) -> _Acts:
    invoice = row.invoice
    total = invoice.total_minor if invoice.server_total_minor is None else invoice.server_total_minor
    untouched = row.made_here and invoice.status != InvoiceStatus.PAID and invoice.balance_minor >= total
    acts: list[tuple[Act, str]] = [("edit", tr("invoices", "Edit"))] if untouched else []
    acts.append(("duplicate", tr("invoices", "Duplicate")))
    if row.credits is None:
        acts.append(("ask_credit", tr("invoices", "Credit note…")))
    return (*acts, ("ask_void", tr("invoices", "Make void…")))


def _edited(row: InvoiceRow) -> Standing:
    """It was changed here, and Clientary has it as it was."""
    back: _Acts = (("take_back", tr("invoices", "Take the change back")),)
    if row.sync is InvoiceSync.WAITING:
        return Standing("info", tr("invoices", "The change goes to Clientary with the next sync."), back)
    reason = refused(row.refusal or NOTHING_SAID)
    text = tr("invoices", "{refused} Clientary has the invoice as it was, without the change.", refused=reason)
    return Standing("error", text, (("again", tr("invoices", "Try again")), *back))


def _difference(row: InvoiceRow) -> str:
    """Both totals and, where it is known, the way of rounding that explains theirs; or what else is otherwise there."""
    invoice = row.invoice
    if invoice.server_total_minor in (None, invoice.total_minor):
        return tr("invoices", "Clientary keeps it otherwise: {words}", words=full_stop(row.differs or ""))
    theirs_minor = invoice.server_total_minor or 0
    ours, theirs = money(invoice.total_minor, invoice.currency), money(theirs_minor, invoice.currency)
    match _rounding(row):
        case "per_line":
            reason = tr("invoices", "Clientary rounds the taxes of each line.")
        case "half_even":
            reason = tr("invoices", "Clientary rounds halves to the even digit.")
        case "lines_unrounded":
            reason = tr("invoices", "Clientary rounds the sum of the lines, not each line.")
        case _:
            reason = tr("invoices", "Why is not known: compare the lines there.")
    return tr(
        "invoices",
        "Clientary comes to {theirs}, Stint to {ours}. {reason} Nothing was changed on either side.",
        theirs=theirs,
        ours=ours,
        reason=reason,
    )


def _rounding(row: InvoiceRow) -> str | None:
    invoice = row.invoice
    return compare(invoice, to_major(invoice.server_total_minor or 0, invoice.currency)).rounding


def _asked_to_void() -> Standing:
    return Standing(
        "warn",
        tr(
            "invoices",
            "Make this invoice void? It is deleted in Clientary, or cancelled where that is refused. Its hours can be "
            "billed again once Clientary has confirmed that. This cannot be undone.",
        ),
        (("keep", tr("invoices", "Keep it")), ("void", tr("invoices", "Make void"))),
    )


def _asked_to_credit(row: InvoiceRow) -> Standing:
    return Standing(
        "warn",
        tr(
            "invoices",
            "Make a credit note over all of invoice {number}? It gets a number of its own and goes to Clientary. The "
            "hours stay billed: to bill them anew, make the invoice void instead.",
            number=row.invoice.number or "",
        ),
        (("keep", tr("invoices", "Cancel")), ("credit", tr("invoices", "Make a credit note"))),
    )


def _in_doubt() -> str:
    return tr(
        "invoices",
        "Clientary did not answer. It may or may not have been done there; we are checking. Do not send it again.",
    )


def outcome_words(outcome: SendOutcome, row: InvoiceRow) -> tuple[BannerKind, str]:
    """What became of an invoice that was sent from here, as a banner."""
    invoice = row.invoice
    number = invoice.number or ""
    match outcome.state:
        case SendState.CREATED:
            total = invoice.total_minor if invoice.server_total_minor is None else invoice.server_total_minor
            amount = money(total, invoice.currency)
            if outcome.differs:
                text = tr(
                    "invoices",
                    "Invoice {number} is in Clientary, but not as it was sent: compare it here.",
                    number=number,
                )
                return "warn", text
            return "success", tr("invoices", "Invoice {number} is in Clientary: {total}.", number=number, total=amount)
        case SendState.CHECKING:
            return "warn", tr(
                "invoices",
                "Clientary did not answer while invoice {number} was being created. It may or may not exist there; we "
                "are checking. Do not send it again.",
                number=number,
            )
        case SendState.WAITING:
            why = sync_state(outcome.sync_state, outcome.reason)
            waits = tr("invoices", "Invoice {number} waits here and will be sent by itself.", number=number)
            return "info", f"{why} {waits}".strip()
        case SendState.REFUSED:
            return "error", refused(outcome.refusal)
