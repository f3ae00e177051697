"""The JSON object of an invoice, and the same as text for people."""

from __future__ import annotations

from app.billing.explaining import Explained, condensed, flattened
from app.billing.lines import hours_text
from app.billing.status import status_name
from app.billing.tax_words import tax_name
from app.billing.totals import totals
from app.cli.messages import sentence
from app.cli.present import Json
from app.cli.tables import cell, printable, table
from app.domain.invoices import Invoice, InvoiceLine, LineKind
from app.domain.money import decimal_text, rate_text
from app.domain.refusals import rejected
from app.storage.invoices import InvoiceRow


def invoice_object(row: InvoiceRow, today: str) -> Json:
    """An invoice; `quantity` and `price` are what is sent. A refused one adds `sync_message` and `refused_by`
    (clientary, membrane, or stint where it was found out here).
    """
    invoice, currency = row.invoice, row.invoice.currency
    worked_out = totals(invoice.lines, invoice.taxes, invoice.compound)
    server = invoice.server_total_minor
    found: Json = {
        "id": invoice.id,
        "number": invoice.number,
        "client": {"id": invoice.client_id, "name": row.client_name} if invoice.client_id is not None else None,
        "date": invoice.date,
        "due_date": invoice.due_date,
        "currency": currency,
        "lines": [_line_object(line, currency) for line in invoice.lines],
        "subtotal": decimal_text(worked_out.subtotal_minor, currency),
        "taxes": [
            {
                "label": tax.label,
                "rate": f"{tax.percent:f}",
                "base": decimal_text(tax.base_minor, currency),
                "amount": decimal_text(tax.amount_minor, currency),
            }
            for tax in worked_out.taxes
        ],
        "total": decimal_text(invoice.total_minor, currency),
        "balance": decimal_text(invoice.balance_minor, currency),
        "status": status_name(invoice, today),
        "sync": row.sync.value,
        "remote_id": row.remote_id,
        "server_total": None if server is None else decimal_text(server, currency),
        "note": invoice.note,
        "terms": invoice.terms,
        "po": invoice.po,
    }
    traces = {"differs": row.differs, "credits": row.credits, "given_out": row.given_out, "kept_local": row.kept_local}
    found |= {name: value for name, value in traces.items() if value is not None}
    if row.refusal is not None:
        found |= {"sync_message": row.message, "refused_by": row.refusal.by}
    return found


def _line_object(line: InvoiceLine, currency: str) -> Json:
    return {
        "kind": line.kind.value,
        "title": line.title,
        "quantity": f"{line.quantity:f}",
        "price": rate_text(line.price, currency),
        "hours_text": hours_text(line.billed_s) if line.entries or line.billed_s else "",
        "rate": None if line.rate is None else rate_text(line.rate, currency),
        "taxable": line.taxable,
        "amount": decimal_text(line.amount_minor, currency),
        "entries": list(line.entries),
        "expenses": list(line.expenses),
        "worked_seconds": line.worked_s,
        "billed_seconds": line.billed_s,
    }


def explained_object(explained: Explained) -> Json:
    """Why a number is what it is: `label`, `value`, and the `steps` that lead to it; `entry` is the id of one."""
    found: Json = {"label": explained.label, "value": explained.value}
    if explained.entry_id is not None:
        found["entry"] = explained.entry_id
    if explained.steps:
        found["steps"] = [explained_object(step) for step in explained.steps]
    return found


def explained_text(explained: Explained) -> str:
    """The same as an indented list."""
    return "\n".join(
        f"{'  ' * depth}{cell(step.label, 90)}{': ' if step.value else ''}{cell(step.value, 90)}"
        for depth, step in flattened(condensed(explained))
    )


def invoice_text(row: InvoiceRow, today: str) -> str:
    """The whole invoice: worked time beside billed time, lines, taxes, totals."""
    invoice, currency = row.invoice, row.invoice.currency
    worked_out = totals(invoice.lines, invoice.taxes, invoice.compound)
    sums = [("Subtotal", worked_out.subtotal_minor)]
    sums += [(cell(tax_name(tax)), tax.amount_minor) for tax in worked_out.taxes]
    sums.append((f"Total {currency}", invoice.total_minor))
    if invoice.server_total_minor not in (None, invoice.total_minor):
        sums.append(("Total in Clientary", invoice.server_total_minor or 0))
    return "\n".join(
        [
            headline(row, today),
            f"{invoice.date}, due {invoice.due_date}",
            "",
            _lines_table(invoice),
            "",
            table(("", ""), [(label, decimal_text(minor, currency)) for label, minor in sums], right=(1,)).lstrip(),
            *([printable(sentence(rejected(row.refusal)))] if row.refusal is not None else []),
            *([printable(row.differs)] if row.differs else []),
            *([f"Clientary refuses it, so it stays here: {printable(row.kept_local)}"] if row.kept_local else []),
        ]
    )


def headline(row: InvoiceRow, today: str) -> str:
    """Number, client and state on one line."""
    number = row.invoice.number or "without number"
    state = status_name(row.invoice, today)
    sync = "" if row.sync.value in (state, "synced") else f", {row.sync.value}"
    return f"Invoice {cell(number)} for {cell(row.client_name) or 'nobody'}: {state}{sync} (ID {row.invoice.id})"


def _lines_table(invoice: Invoice) -> str:
    cells = [
        (
            _title(line),
            hours_text(line.worked_s) if line.worked_s else "",
            hours_text(line.billed_s) if line.billed_s else "",
            *_numbers(line, invoice.currency),
        )
        for line in invoice.lines
    ]
    return table(("Line", "Worked", "Billed", "Quantity", "Price", "Amount"), cells, right=(1, 2, 3, 4, 5))


def _title(line: InvoiceLine) -> str:
    """What a line is called; a heading is no line, and looks like none."""
    title = cell(line.title, 70)
    return f"-- {title} --" if line.kind is LineKind.SECTION else title


def _numbers(line: InvoiceLine, currency: str) -> tuple[str, str, str]:
    if line.kind is LineKind.SECTION:
        return "", "", ""
    return f"{line.quantity:f}", rate_text(line.price, currency), decimal_text(line.amount_minor, currency)
