"""What happened after an invoice was made: payments and e-mails, and the question about one that nobody can look up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.clients import RecordSync
from app.domain.money import to_minor
from app.storage.messages import MessageRow
from app.storage.payments import PaymentRow
from ui.format import money, short_day
from ui.i18n import tr
from ui.icons import IconRole
from ui.messages import full_stop
from ui.models.line_list import Line
from ui.sync_story import when
from ui.theme import space
from ui.widgets.announcing import announce
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.line_view import LineView
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "invoices"
PAYMENT, MESSAGE = "payment", "message"


class InvoiceHistory(QWidget):
    """Hidden while nothing happened."""

    answered = Signal(str, str, bool)
    """Kind (payment or message), id, and whether it is there; False: send it again."""
    let_go = Signal(str, str)
    """Kind and id of what Clientary refused and is not to be sent any more."""

    def __init__(self, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._open: tuple[str, str] | None = None
        self._refused = False
        self.question = PlainLabel("", "body", "warn", wrap=True)
        self.first, self.second = Button(""), Button("")
        self.lines = LineView(tr(_CONTEXT, "Payments and e-mails"), stacked=True, ruled=True, whole=True)
        self._lay_out()
        self.first.clicked.connect(self._press_first)
        self.second.clicked.connect(self._press_second)

    def show_history(self, payments: Sequence[PaymentRow], messages: Sequence[MessageRow], today: str) -> None:
        """Show what is known of one invoice, newest first of each."""
        lines = [_payment_line(one) for one in payments] + [_message_line(one, self._zone, today) for one in messages]
        self.lines.show_lines(lines)
        self.setVisible(bool(lines))
        self._ask(payments, messages)

    def _ask(self, payments: Sequence[PaymentRow], messages: Sequence[MessageRow]) -> None:
        asked: list[tuple[str, str, RecordSync, str]] = [
            *((PAYMENT, one.payment.id, one.sync, one.message or "") for one in payments),
            *((MESSAGE, one.message.id, one.sync, one.words or "") for one in messages),
        ]
        unclear = next((one for one in asked if one[2] in (RecordSync.CHECKING, RecordSync.PARKED)), None)
        before, self._open = self._open, None if unclear is None else (unclear[0], unclear[1])
        self._card.setVisible(unclear is not None)
        if unclear is None:
            return
        self._refused = unclear[2] is RecordSync.PARKED
        self.question.setText(_question(unclear[0], unclear[3], refused=self._refused))
        again = tr(_CONTEXT, "Send it again")
        self.first.setText(tr(_CONTEXT, "Let it go") if self._refused else _is_there(unclear[0]))
        self.second.setText(again if self._refused else tr(_CONTEXT, "It is not: send it again"))
        if before != self._open and self.isVisible():
            announce(self, self.question.text())

    @Slot()
    def _press_first(self) -> None:
        if self._open is None:
            return
        if self._refused:
            self.let_go.emit(*self._open)
        else:
            self.answered.emit(*self._open, True)

    @Slot()
    def _press_second(self) -> None:
        if self._open is not None:
            self.answered.emit(*self._open, False)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addWidget(self.first)
        buttons.addWidget(self.second)
        buttons.addStretch(1)
        self._card = Card()
        self._card.body.addWidget(self.question)
        self._card.body.addLayout(buttons)
        self._card.hide()
        listed = Card(padded=False)
        listed.body.addWidget(self.lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(self._card)
        column.addWidget(PlainLabel(tr(_CONTEXT, "Payments and e-mails"), "section", "muted"))
        column.addWidget(listed)
        self.hide()


def _question(kind: str, words: str, *, refused: bool) -> str:
    if refused:
        reason = full_stop(words) or tr(_CONTEXT, "Clientary gave no reason.")
        if kind == PAYMENT:
            return tr(_CONTEXT, "The payment was refused and is only here: {reason}", reason=reason)
        return tr(_CONTEXT, "The e-mail was not sent: {reason}", reason=reason)
    if kind == PAYMENT:
        return tr(
            _CONTEXT,
            "Clientary did not answer when a payment was recorded, and it is not sent again by itself. Look at the "
            "invoice in Clientary: is the payment there?",
        )
    return tr(
        _CONTEXT,
        "Clientary did not answer when an e-mail was to be sent, and it is not sent again by itself. Look there, or "
        "ask the recipients: was it sent?",
    )


def _is_there(kind: str) -> str:
    return tr(_CONTEXT, "It is there") if kind == PAYMENT else tr(_CONTEXT, "It was sent")


def _payment_line(row: PaymentRow) -> Line:
    payment = row.payment
    currency = row.currency or ""
    amount = money(to_minor(str(payment.amount), currency), currency) if currency else str(payment.amount)
    day = short_day(payment.received_on) if payment.received_on else ""
    return Line(
        key=(PAYMENT, payment.id),
        title=tr(_CONTEXT, "Payment"),
        detail=" · ".join(part for part in (day, payment.note) if part),
        value=amount,
        icon=("payments", "run"),
        mark=_mark(row.sync),
    )


def _message_line(row: MessageRow, zone: str, today: str) -> Line:
    message = row.message
    return Line(
        key=(MESSAGE, message.id),
        title=tr(_CONTEXT, "E-mail to {people}", people=", ".join(message.recipients)),
        detail=" · ".join(part for part in (when(message.created_at, zone, today), message.subject) if part),
        icon=("mail", "accent"),
        mark=_mark(row.sync),
    )


def _mark(sync: RecordSync) -> tuple[str, IconRole, str, str] | None:
    """Nothing for what is simply done."""
    match sync:
        case RecordSync.WAITING:
            text = tr(_CONTEXT, "Waiting to be sent")
            return "arrow-up", "muted", text, text
        case RecordSync.IN_FLIGHT:
            text = tr(_CONTEXT, "Being sent")
            return "sync", "accent", text, text
        case RecordSync.CHECKING:
            text = tr(_CONTEXT, "Nobody knows yet whether it arrived")
            return "eye", "warn", text, text
        case RecordSync.PARKED:
            text = tr(_CONTEXT, "Refused")
            return "error", "danger", text, text
        case _:
            return None
