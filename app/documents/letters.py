"""What is written to a client with an invoice, and when one was not paid, in the languages of documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from babel.dates import format_timedelta

from app.documents.invoice import Writer, writer
from app.documents.labels import Labels
from app.domain.invoices import Invoice

_NO_LARGER_UNIT = 10**9
"""Days are never told in weeks or months."""


class Words(NamedTuple):
    """One language: the word for a reminder, and its paragraphs. Places: `{number} {date} {total} {due}`, in a reminder
    also `{ago} {open}`, which is `all_open` where nothing was paid, else `part_open` with `{balance}`; for a credit
    note `{credited}`. What was paid so far stands below in the words of the document itself.
    """

    reminder: str
    hello: str
    invoice_text: str
    reminder_text: str
    part_open: str
    all_open: str
    credit_text: str
    regards: str


_WORDS = {
    "en": Words(
        "Reminder",
        "Hello,",
        "Here is invoice {number} of {date}. The amount is {total}, due on {due}.",
        "Invoice {number} of {date} for {total} was due on {due}, {ago}, and {open}. Please pay it in the next few "
        "days. If your payment is on its way, there is nothing to do.",
        "{balance} is still open",
        "is still open",
        "Here is credit note {number} of {date} for invoice {credited}, over {total}.",
        "Kind regards",
    ),
    "de": Words(
        "Zahlungserinnerung",
        "Guten Tag,",
        "hier ist die Rechnung {number} vom {date}. Der Betrag von {total} ist am {due} fällig.",
        "die Rechnung {number} vom {date} über {total} war am {due} fällig, {ago}, und {open}. Bitte begleichen Sie "
        "den Betrag in den nächsten Tagen. Ist Ihre Zahlung schon unterwegs, ist nichts zu tun.",
        "{balance} sind noch offen",
        "ist noch offen",
        "hier ist die Gutschrift {number} vom {date} zur Rechnung {credited} über {total}.",
        "Mit freundlichen Grüßen",
    ),
    "fr": Words(
        "Rappel",
        "Bonjour,",
        "Voici la facture {number} du {date}. Le montant de {total} est à régler avant le {due}.",
        "La facture {number} du {date}, d’un montant de {total}, était à régler avant le {due}, {ago}, et {open}. "
        "Merci de la régler dans les prochains jours. Si votre paiement est en route, il n’y a rien à faire.",
        "il reste {balance} à payer",
        "n’est pas encore réglée",
        "Voici l’avoir {number} du {date} sur la facture {credited}, d’un montant de {total}.",
        "Cordialement",
    ),
    "es": Words(
        "Recordatorio",
        "Buenos días:",
        "Esta es la factura {number} del {date}. El importe de {total} vence el {due}.",
        "La factura {number} del {date}, por {total}, venció el {due}, {ago}, y {open}. Le ruego que la abone en los "
        "próximos días. Si el pago ya está en camino, no tiene que hacer nada.",
        "quedan {balance} por pagar",
        "sigue pendiente de pago",
        "Esta es la factura rectificativa {number} del {date} de la factura {credited}, por {total}.",
        "Un saludo",
    ),
    "it": Words(
        "Promemoria",
        "Buongiorno,",
        "ecco la fattura {number} del {date}. L’importo di {total} scade il {due}.",
        "la fattura {number} del {date} di {total} è scaduta il {due}, {ago}, e {open}. La prego di saldarla nei "
        "prossimi giorni. Se il pagamento è già in corso, non occorre fare nulla.",
        "restano da pagare {balance}",
        "non risulta ancora pagata",
        "ecco la nota di credito {number} del {date} per la fattura {credited}, di {total}.",
        "Cordiali saluti",
    ),
    "nl": Words(
        "Herinnering",
        "Goedendag,",
        "Hierbij factuur {number} van {date}. Het bedrag van {total} vervalt op {due}.",
        "Factuur {number} van {date} van {total} verviel op {due}, {ago}, en {open}. Wilt u die in de komende dagen "
        "betalen? Is uw betaling al onderweg, dan hoeft u niets te doen.",
        "{balance} staat nog open",
        "staat nog open",
        "Hierbij creditnota {number} van {date} bij factuur {credited}, van {total}.",
        "Met vriendelijke groet",
    ),
    "pt": Words(
        "Lembrete",
        "Bom dia,",
        "segue a fatura {number} de {date}. O valor de {total} vence em {due}.",
        "a fatura {number} de {date}, no valor de {total}, venceu em {due}, {ago}, e {open}. Peço que a pague nos "
        "próximos dias. Se o pagamento já foi feito, não é preciso fazer nada.",
        "faltam {balance}",
        "continua por pagar",
        "segue a nota de crédito {number} de {date} da fatura {credited}, no valor de {total}.",
        "Com os melhores cumprimentos",
    ),
    "ja": Words(
        "お支払いのお願い",
        "いつもお世話になっております。",
        "{date}付の請求書 {number} をお送りします。金額は{total}、お支払期限は{due}です。",
        "{date}付の請求書 {number}（{total}）は、{due}（{ago}）がお支払期限でしたが、{open}。近日中に"
        "お支払いくださいますようお願いいたします。すでにお手続き済みの場合は、ご放念ください。",
        "{balance}が未払いとなっております",
        "まだお支払いを確認できておりません",
        "{date}付の返金通知書 {number}（請求書 {credited} の分、{total}）をお送りします。",
        "よろしくお願いいたします。",
    ),
    "ar": Words(
        "تذكير",
        "تحية طيبة،",
        "هذه الفاتورة رقم {number} بتاريخ {date}. المبلغ {total} ويستحق في {due}.",
        "استحقت الفاتورة رقم {number} بتاريخ {date} وقيمتها {total} في {due}، {ago}، {open}. نرجو السداد في الأيام "
        "القادمة. إذا كان السداد في الطريق فلا داعي لأي إجراء.",
        "ولا يزال {balance} غير مدفوع",
        "ولا تزال غير مدفوعة",
        "هذا إشعار دائن رقم {number} بتاريخ {date} عن الفاتورة رقم {credited}، وقيمته {total}.",
        "مع التحية",
    ),
}


class Letter(NamedTuple):
    """Plain text."""

    subject: str
    body: str


def letter(
    invoice: Invoice,
    sender: Sequence[str],
    language: str,
    today: str,
    *,
    reminder: bool = False,
    credits: str | None = None,
) -> Letter:
    """What goes with an invoice, or what asks for its payment; `sender` in lines, the first is the name. `credits`: the
    number of the invoice that this one takes back, so that nothing is to be paid. Raises `UserInputError` for a
    language that is not known.
    """
    pen, labels = writer(language, invoice.currency)
    words = _WORDS[pen.locale.language]
    name = sender[0] if sender else ""
    title = labels.invoice if credits is None else labels.credit_note
    subject = f"{title} {invoice.number or ''}".strip() + (f" – {name}" if name else "")
    if credits is not None:
        facts = {**_facts(invoice, pen, today), "total": pen.money(abs(_total(invoice))), "credited": credits}
        return Letter(subject, _joined(words.hello, words.credit_text.format(**facts), f"{words.regards}\n{name}"))
    facts = _facts(invoice, pen, today)
    standing = words.part_open if invoice.balance_minor < _total(invoice) else words.all_open
    facts["open"] = standing.format(balance=pen.money(invoice.balance_minor))
    told = (words.reminder_text if reminder else words.invoice_text).format(**facts)
    body = _joined(words.hello, told, _paid_so_far(invoice, pen, labels), f"{words.regards}\n{name}")
    return Letter(f"{words.reminder}: {subject}" if reminder else subject, body)


def _joined(*paragraphs: str) -> str:
    return "\n\n".join(part.strip() for part in paragraphs if part)


def days_overdue(invoice: Invoice, today: str) -> int:
    """Days since it was due, 0 while it is not."""
    return max(0, (date.fromisoformat(today) - date.fromisoformat(invoice.due_date)).days)


def _paid_so_far(invoice: Invoice, pen: Writer, labels: Labels) -> str:
    """Total, paid and open, a line each; empty where nothing was paid."""
    total = _total(invoice)
    if invoice.balance_minor >= total:
        return ""
    rest = invoice.balance_minor
    sums = ((labels.total, total), (labels.paid, total - rest), (labels.balance, rest))
    return "\n".join(f"{label}: {pen.money(minor)}" for label, minor in sums)


def _total(invoice: Invoice) -> int:
    return invoice.total_minor if invoice.server_total_minor is None else invoice.server_total_minor


def _facts(invoice: Invoice, pen: Writer, today: str) -> dict[str, str]:
    since = timedelta(days=-days_overdue(invoice, today))
    ago = format_timedelta(since, granularity="day", threshold=_NO_LARGER_UNIT, add_direction=True, locale=pen.locale)
    return {
        "number": invoice.number or "",
        "date": pen.day(invoice.date),
        "due": pen.day(invoice.due_date),
        "total": pen.money(_total(invoice)),
        "ago": ago,
    }
