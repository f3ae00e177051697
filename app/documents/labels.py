"""The fixed words of a document in the languages it can be written in. Dates and amounts come from Babel."""

from __future__ import annotations

from typing import NamedTuple

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he"})


class Labels(NamedTuple):
    """One language. `taxed` has places for `{tax}`, `{percent}`, `{base}`; `page` for `{page}`, `{pages}`. `credited`
    stands before the number of the invoice that a credit note takes back, `period` before the days that were worked.
    """

    invoice: str
    draft: str
    to: str
    date: str
    due: str
    order: str
    description: str
    quantity: str
    price: str
    amount: str
    subtotal: str
    taxed: str
    total: str
    paid: str
    balance: str
    page: str
    timesheet: str
    worked: str
    billed: str
    credit_note: str
    credited: str
    terms: str
    period: str


_ENGLISH = Labels(
    "Invoice", "Draft", "To", "Date", "Due", "Order", "Description", "Quantity", "Price", "Amount", "Subtotal",
    "{tax} {percent} on {base}", "Total", "Paid", "Balance due", "Page {page} of {pages}", "Timesheet", "Worked",
    "Billed", "Credit note", "For invoice", "Terms", "Service period",
)  # fmt: skip

LABELS = {
    "en": _ENGLISH,
    "de": Labels(
        "Rechnung", "Entwurf", "An", "Datum", "Fällig am", "Bestellung", "Beschreibung", "Menge", "Preis", "Betrag",
        "Zwischensumme", "{tax} {percent} auf {base}", "Gesamtbetrag", "Bezahlt", "Offener Betrag",
        "Seite {page} von {pages}", "Stundennachweis", "Gearbeitet", "Berechnet", "Gutschrift", "Zu Rechnung",
        "Zahlungsbedingungen", "Leistungszeitraum",
    ),
    "fr": Labels(
        "Facture", "Brouillon", "À", "Date", "Échéance", "Commande", "Description", "Quantité", "Prix", "Montant",
        "Sous-total", "{tax} {percent} sur {base}", "Total", "Payé", "Solde dû", "Page {page} sur {pages}",
        "Relevé d’heures", "Travaillé", "Facturé", "Avoir", "Sur la facture", "Conditions",
        "Période",
    ),
    "es": Labels(
        "Factura", "Borrador", "Para", "Fecha", "Vencimiento", "Pedido", "Descripción", "Cantidad", "Precio",
        "Importe", "Subtotal", "{tax} {percent} sobre {base}", "Total", "Pagado", "Saldo pendiente",
        "Página {page} de {pages}", "Registro de horas", "Trabajado", "Facturado",
        "Factura rectificativa", "De la factura", "Condiciones", "Periodo",
    ),
    "it": Labels(
        "Fattura", "Bozza", "A", "Data", "Scadenza", "Ordine", "Descrizione", "Quantità", "Prezzo", "Importo",
        "Imponibile", "{tax} {percent} su {base}", "Totale", "Pagato", "Saldo dovuto", "Pagina {page} di {pages}",
        "Registro delle ore", "Lavorato", "Fatturato", "Nota di credito", "Della fattura", "Condizioni",
        "Periodo",
    ),
    "nl": Labels(
        "Factuur", "Concept", "Aan", "Datum", "Vervaldatum", "Bestelling", "Omschrijving", "Aantal", "Prijs",
        "Bedrag", "Subtotaal", "{tax} {percent} over {base}", "Totaal", "Betaald", "Openstaand",
        "Pagina {page} van {pages}", "Urenstaat", "Gewerkt", "Berekend", "Creditnota", "Bij factuur", "Voorwaarden",
        "Periode",
    ),
    "pt": Labels(
        "Fatura", "Rascunho", "Para", "Data", "Vencimento", "Encomenda", "Descrição", "Quantidade", "Preço", "Valor",
        "Subtotal", "{tax} {percent} sobre {base}", "Total", "Pago", "Saldo devedor", "Página {page} de {pages}",
        "Registo de horas", "Trabalhado", "Faturado", "Nota de crédito", "Da fatura", "Condições",
        "Período",
    ),
    "ja": Labels(
        "請求書", "下書き", "宛先", "請求日", "支払期限", "注文番号", "内容", "数量", "単価", "金額", "小計",
        "{tax} {percent}（対象 {base}）", "合計", "支払済み", "残高", "{page} / {pages} ページ", "作業時間明細",
        "作業時間", "請求時間", "返金通知書", "対象の請求書", "お支払条件", "作業期間",
    ),
    "ar": Labels(
        "فاتورة", "مسودة", "إلى", "التاريخ", "تاريخ الاستحقاق", "رقم الطلب", "الوصف", "الكمية", "السعر", "المبلغ",
        "المجموع الفرعي", "{tax} {percent} على {base}", "الإجمالي", "المدفوع", "الرصيد المستحق",
        "صفحة {page} من {pages}", "سجل الساعات", "وقت العمل", "الوقت المحسوب", "إشعار دائن", "عن الفاتورة", "الشروط",
        "فترة الخدمة",
    ),
}  # fmt: skip


def labels_of(language: str) -> Labels | None:
    """The words of a language code such as `de` or `de_CH`; None for one that is not among `LABELS`."""
    return LABELS.get(language.replace("-", "_").partition("_")[0])
