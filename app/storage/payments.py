"""SQL for payments."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from app.domain.clients import RecordSync
from app.domain.ids import InvoiceId
from app.domain.payments import Payment, PaymentId
from app.storage.changes import Changes
from app.storage.database import Database
from app.storage.standing import standing_columns, standing_of

_ROW = (
    "select p.*, i.number as invoice_number, i.currency, c.id as client_id, c.name as client_name,"
    f" {standing_columns('payment', 'p')} from payment p"
    " left join invoice i on i.id = p.invoice_id left join client c on c.id = i.client_id"
)


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment with what its invoice says, and where it stands; `currency` is None where the invoice is not known
    here.
    """

    payment: Payment
    invoice_number: str | None
    currency: str | None
    client_id: str | None
    client_name: str | None
    remote_id: str | None
    sync: RecordSync
    message: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentRepository:
    """Reads and writes of the payment table; writes belong inside `db.write()`."""

    db: Database

    def all(self) -> list[PaymentRow]:
        """Every payment that was not taken back, newest first."""
        rows = self.db.read(f"{_ROW} where p.gone_at is null order by p.received_on desc, p.id desc")
        return [_payment_row(row) for row in rows]

    def row(self, payment_id: str) -> PaymentRow | None:
        row = self.db.one(f"{_ROW} where p.id = ?", payment_id)
        return None if row is None else _payment_row(row)

    def of_invoice(self, invoice_id: str) -> list[PaymentRow]:
        """Payments of one invoice, newest first."""
        rows = self.db.read(f"{_ROW} where p.invoice_id = ? and p.gone_at is null order by p.id desc", invoice_id)
        return [_payment_row(row) for row in rows]

    def unlinked(self) -> list[Payment]:
        """Payments that no record there stands for."""
        rows = self.db.read(
            "select p.* from payment p where p.gone_at is null"
            " and p.id not in (select local_id from remote_link where kind = 'payment') order by p.id"
        )
        return [_payment(row) for row in rows]

    def save(self, payment: Payment) -> None:
        self._touch(payment)
        self.db.run(
            "insert into payment (id, invoice_id, amount, received_on, note) values (?, ?, ?, ?, ?)"
            " on conflict (id) do update set invoice_id = excluded.invoice_id, amount = excluded.amount,"
            " received_on = excluded.received_on, note = excluded.note, gone_at = null",
            payment.id, payment.invoice_id, str(payment.amount), payment.received_on, payment.note,
        )  # fmt: skip

    def mark_gone(self, payment_id: str, at: int) -> None:
        """It was taken back in Clientary."""
        self.db.run("update payment set gone_at = ? where id = ?", at, payment_id)

    def delete(self, payment_id: str) -> None:
        """It was never made."""
        self.db.run("delete from payment where id = ?", payment_id)

    def _touch(self, payment: Payment) -> None:
        if payment.invoice_id is not None:
            self.db.touch(Changes(invoices=frozenset((payment.invoice_id,))))


def _payment_row(row: sqlite3.Row) -> PaymentRow:
    sync, message = standing_of(row)
    return PaymentRow(
        payment=_payment(row),
        invoice_number=row["invoice_number"],
        currency=row["currency"],
        client_id=row["client_id"],
        client_name=row["client_name"],
        remote_id=row["remote_id"],
        # Without anything under way it is there, even where the answer did not say under which id.
        sync=RecordSync.SYNCED if sync is RecordSync.LOCAL else sync,
        message=message,
    )


def _payment(row: sqlite3.Row) -> Payment:
    return Payment(
        id=PaymentId(row["id"]),
        invoice_id=None if row["invoice_id"] is None else InvoiceId(row["invoice_id"]),
        amount=Decimal(row["amount"]),
        received_on=row["received_on"],
        note=row["note"],
    )
