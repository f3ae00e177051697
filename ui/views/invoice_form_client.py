"""The invoice form under another client: what follows the client by itself, and what is said about the rest."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.ids import ClientId
from app.errors import UserInputError
from app.services.client_change import TYPED, Part, followed, taken_over
from app.services.invoice_request import InvoiceRequest
from app.services.invoice_terms import Discount
from ui.i18n import tr
from ui.invoice_words import number_text, tax_text
from ui.plain import one_line
from ui.views.invoice_form_making import FormMaking
from ui.views.invoice_form_values import FormValues

_LONGEST = 40


class FormClient(QObject):
    """Nothing that a person chose is changed unasked, and no tax of one client is charged to another unseen."""

    changed = Signal()
    """The fields say what is usual with the client, because the person asked for it."""

    def __init__(self, values: FormValues, making: FormMaking, form: QObject) -> None:
        super().__init__(form)
        self._values, self._making = values, making
        self._client: ClientId | None = None
        self._chosen: frozenset[Part] = frozenset()

    def opened(self, client_id: ClientId | None) -> None:
        """The form was filled for that client."""
        self._client, self._chosen = client_id, frozenset()

    def follow(self, client_id: ClientId, name: str) -> None:
        """Make what nobody chose what it is with this client, and say what stays otherwise."""
        old, self._client = self._client, client_id
        usual = self._values.usual(client_id)
        try:
            now = self._values.read_begun()
        except UserInputError:  # a field is not finished: what it would be compared with cannot be read
            self._making.say("warn", _unread(name))
            return
        found = followed(now, self._values.usual(old or client_id), usual, self._chosen)
        self._chosen = found.chosen
        self._values.fill(found.request)
        if not found.differing:
            self._making.be_quiet()
            return
        ready = tuple(part for part in found.differing if part not in TYPED)
        text = _stays(found.request, found.differing, usual, ready, name)
        if not ready:
            self._making.say("info", text)
            return
        use = tr("invoices", "Take what is usual")
        self._making.say("warn", text, use, partial(self._take_usual, usual, ready))

    def _take_usual(self, usual: InvoiceRequest, parts: tuple[Part, ...]) -> None:
        try:
            now = self._values.read_begun()
        except UserInputError:
            return
        self._chosen -= frozenset(parts)
        self._values.fill(taken_over(now, usual, parts))
        self._making.be_quiet()
        self.changed.emit()


def _unread(name: str) -> str:
    return tr(
        "invoices",
        "What the form says was not compared with what is usual with {client}, because a field is not finished. Look "
        "at taxes, rounding and conditions before you create the invoice.",
        client=name,
    )


def _stays(
    now: InvoiceRequest, differing: tuple[Part, ...], usual: InvoiceRequest, ready: tuple[Part, ...], name: str
) -> str:
    stays = ", ".join(_said(now, part) for part in differing)
    text = tr("invoices", "Left as you chose it: {what}.", what=stays)
    if not ready:
        return f"{text} {tr('invoices', 'Does it fit {client}?', client=name)}"
    usually = ", ".join(_said(usual, part) for part in ready)
    return f"{text} {tr('invoices', 'Usual with {client}: {what}.', client=name, what=usually)}"


def _said(request: InvoiceRequest, part: Part) -> str:
    """One part with its value, as in `taxes VAT 20 %`."""
    as_agreed, none = tr("invoices", "as agreed"), tr("invoices", "none")
    match part:
        case "taxes":
            taxes = " + ".join(tax_text(tax) for tax in request.taxes or ())
            return tr("invoices", "taxes {value}", value=taxes or none)
        case "rounding":
            policy = as_agreed if request.rounding is None else str(request.rounding)
            return tr("invoices", "rounding {value}", value=policy)
        case "rate":
            rate = as_agreed if request.rate is None else number_text(request.rate)
            return tr("invoices", "hourly rate {value}", value=rate)
        case "due":
            days = as_agreed if request.due_days is None else tr("invoices", "{n} days", n=request.due_days)
            return tr("invoices", "due {value}", value=request.due or days)
        case "currency":
            return tr("invoices", "currency {value}", value=request.currency or tr("invoices", "that of the hours"))
        case "terms":
            return tr("invoices", "conditions {value}", value=_short(request.terms) or none)
        case "note":
            return tr("invoices", "note {value}", value=_short(request.note) or none)
        case "po":
            return tr("invoices", "order number {value}", value=_short(request.po) or none)
        case "lines":
            texts = [line.partition(";")[0] for line in request.manual] + [one.title for one in request.sections]
            return tr("invoices", "typed lines {value}", value=_short(", ".join(texts)) or none)
        case "discount":
            return tr("invoices", "discount {value}", value=_discount(request.discount) or none)


def _discount(discount: Discount | None) -> str:
    if discount is None:
        return ""
    return (
        number_text(discount.amount or Decimal()) if discount.percent is None else f"{number_text(discount.percent)} %"
    )


def _short(text: str) -> str:
    line = one_line(text).strip()
    cut = line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
    return f"“{cut}”" if cut else ""
