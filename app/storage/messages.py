"""SQL for e-mails with invoices."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from app.domain.clients import RecordSync
from app.domain.ids import InvoiceId
from app.domain.messages import InvoiceMessage, MessageId
from app.storage.changes import Changes
from app.storage.database import Database

_ROW = (
    "select m.*, i.number as invoice_number,"
    " (select o.state from outbox o where o.kind = 'message' and o.record_id = m.id limit 1) as outbox_state,"
    " (select o.message from outbox o where o.kind = 'message' and o.record_id = m.id and o.state = 'parked')"
    " as words from invoice_message m join invoice i on i.id = m.invoice_id"
)


@dataclass(frozen=True, slots=True)
class MessageRow:
    """An e-mail, the number of its invoice, and where it stands; `words`: why Clientary refused it."""

    message: InvoiceMessage
    invoice_number: str | None
    sync: RecordSync
    words: str | None = None


@dataclass(frozen=True, slots=True)
class MessageRepository:
    """Reads and writes of the e-mails; writes belong inside `db.write()`."""

    db: Database

    def row(self, message_id: str) -> MessageRow | None:
        row = self.db.one(f"{_ROW} where m.id = ?", message_id)
        return None if row is None else _message_row(row)

    def of_invoice(self, invoice_id: str) -> list[MessageRow]:
        """E-mails with one invoice, newest first."""
        rows = self.db.read(f"{_ROW} where m.invoice_id = ? order by m.created_at desc, m.id desc", invoice_id)
        return [_message_row(row) for row in rows]

    def last_recipients(self, client_id: str) -> tuple[str, ...]:
        """Who got the client's newest e-mail that was sent; empty where there was none."""
        row = self.db.one(
            "select m.recipients from invoice_message m join invoice i on i.id = m.invoice_id"
            " where i.client_id = ? and m.sent_at is not null order by m.sent_at desc, m.id desc limit 1",
            client_id,
        )
        return () if row is None else tuple(json.loads(row["recipients"]))

    def add(self, message: InvoiceMessage) -> None:
        self._touch(message.invoice_id)
        self.db.run(
            "insert into invoice_message (id, invoice_id, recipients, subject, body, attach_pdf, send_copy, created_at)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            message.id, message.invoice_id, json.dumps(message.recipients), message.subject, message.body,
            int(message.attach_pdf), int(message.send_copy), message.created_at,
        )  # fmt: skip

    def mark_sent(self, message: InvoiceMessage, at: int) -> None:
        self._touch(message.invoice_id)
        self.db.run("update invoice_message set sent_at = ? where id = ?", at, message.id)

    def delete(self, message: InvoiceMessage) -> None:
        """It was never sent."""
        self._touch(message.invoice_id)
        self.db.run("delete from invoice_message where id = ?", message.id)

    def _touch(self, invoice_id: str) -> None:
        self.db.touch(Changes(invoices=frozenset((invoice_id,))))


def _message_row(row: sqlite3.Row) -> MessageRow:
    message = InvoiceMessage(
        id=MessageId(row["id"]),
        invoice_id=InvoiceId(row["invoice_id"]),
        recipients=tuple(json.loads(row["recipients"])),
        subject=row["subject"],
        body=row["body"],
        attach_pdf=bool(row["attach_pdf"]),
        send_copy=bool(row["send_copy"]),
        created_at=row["created_at"],
        sent_at=row["sent_at"],
    )
    state = row["outbox_state"]
    return MessageRow(message, row["invoice_number"], RecordSync(state or RecordSync.SYNCED), row["words"])
