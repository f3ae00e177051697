"""SQL for what stands beside an invoice: whom it takes back, which file of it left, why it stays here."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.ids import InvoiceId
from app.storage.changes import Changes
from app.storage.database import Database


@dataclass(frozen=True, slots=True)
class InvoiceTraces:
    """Writes belong inside `db.write()`."""

    db: Database

    def set_credits(self, invoice_id: str, credited: str) -> None:
        """The invoice takes that other one back."""
        self._set(invoice_id, "credits", credited)

    def credited_by(self, invoice_id: str) -> InvoiceId | None:
        """The credit note that takes this invoice back, where there is one."""
        row = self.db.one(
            "select id from invoice where credits = ? and deleted_at is null and status <> 3 limit 1", invoice_id
        )
        return None if row is None else InvoiceId(row["id"])

    def note_given_out(self, invoice_id: str, path: str) -> None:
        """A PDF with its number was saved to that file before Clientary confirmed the number."""
        self._set(invoice_id, "given_out", path)

    def keep_local(self, invoice_id: str, words: str | None) -> None:
        """The server refuses it for good, in these words; None: it is to be tried again."""
        self._set(invoice_id, "kept_local", words)

    def _set(self, invoice_id: str, column: str, value: str | None) -> None:
        self.db.touch(Changes(invoices=frozenset((invoice_id,))))
        self.db.run(f"update invoice set {column} = ? where id = ?", value, invoice_id)
