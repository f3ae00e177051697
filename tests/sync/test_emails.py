"""E-mails with invoices: sent once and only when asked for, and asked about where nobody knows what became of one."""

from __future__ import annotations

import shutil

import pytest

from app.cancel import CancelToken
from app.domain.clients import RecordSync
from app.domain.invoices import InvoiceStatus
from app.errors import Refused, UserInputError
from app.services.contact_refresh import refresh_contacts
from app.services.messages import MessageService
from app.storage.invoices import InvoiceRow
from app.storage.messages import MessageRow
from app.storage.outbox import Outbox
from tests.sync.desk import DAY, Desk, Desks, Record, last_seq, writes

ANN, BEN = "ann@acme.example", "ben@acme.example"


def service(desk: Desk) -> MessageService:
    return MessageService(desk.context.db, desk.clock, desk.context.config.settings, DAY)


def billed(desk: Desk, **fields: object) -> InvoiceRow:
    """Draft 1007 of 100.00 EUR in Clientary, and Ann and Ben at its client."""
    client = int(desk.server.records("clients")[0]["id"])
    for name, address in (("Ann", ANN), ("Ben", BEN)):
        desk.server.add("contacts", name=name, email=address, client_id=client)
    values = {"number": "1007", "date": DAY, "due_date": DAY, "currency_code": "EUR", "status": 0, **fields}
    item = {"title": "Design", "quantity": "1", "price": "100"}
    desk.server.add("invoices", client_id=client, invoice_items=[item], **values)
    desk.synced(full=True)
    return desk.invoices.find("1007")


def mail(desk: Desk, invoice: InvoiceRow, *recipients: str) -> MessageRow:
    return service(desk).send(invoice, recipients or (ANN,), "Your invoice", "Hello", send_copy=True)


def there(desk: Desk) -> list[Record]:
    return desk.server.records("messages")


@pytest.mark.parametrize(
    "dialect", [{}, {"write_reply": "id"}, {"write_reply": "empty_location"}, {"write_reply": "wrapped"}], ids=str
)
def test_an_email_goes_out_once_as_it_was_written(desk: Desk, dialect: Record) -> None:
    desk.server.speak(**dialect)
    invoice = billed(desk)
    assert there(desk) == []
    sent = mail(desk, invoice, ANN, BEN)
    with pytest.raises(Refused, match="being e-mailed already"):
        mail(desk, invoice)
    desk.synced()
    desk.synced(full=True)
    (message,) = there(desk)
    told = {name: message[name] for name in ("recipients", "subject", "message", "send_copy", "attach_pdf")}
    assert told == {
        "recipients": [ANN, BEN], "subject": "Your invoice", "message": "Hello", "send_copy": True, "attach_pdf": True,
    }  # fmt: skip
    assert desk.invoices.find("1007").invoice.status == InvoiceStatus.SENT
    row = service(desk).row(sent.message.id)
    assert (row.sync, row.message.sent_at is not None) == (RecordSync.SYNCED, True)


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
@pytest.mark.parametrize("done", [True, False], ids=["done", "again"])
def test_a_lost_answer_is_asked_about_and_never_repeated(desk: Desk, kind: str, done: bool) -> None:
    invoice = billed(desk)
    sent = mail(desk, invoice)
    desk.server.control("POST", "faults", {"method": "POST", "path": "/invoices/*/messages", "kind": kind})
    assert desk.sync().checking == 1
    seen = last_seq(desk.server)
    for full in (False, True):
        assert desk.sync(full=full).checking == 1
    assert writes(desk.server, seen) == []
    with pytest.raises(Refused, match="not known yet"):
        mail(desk, invoice, BEN)
    service(desk).resolve(sent.message.id, done=done)
    desk.synced()
    assert len(there(desk)) == (kind == "cut_after") + (not done)
    assert service(desk).row(sent.message.id).message.sent_at is not None


@pytest.mark.logs_warnings("a folder that was copied is worth a warning")
def test_a_process_that_died_while_sending_leaves_a_question(desks: Desks, desk: Desk) -> None:
    """So does a copy of the data: whoever has it may have sent it."""
    sent = mail(desk, billed(desk))
    shutil.copytree(desk.context.config.folder.root, desk.context.config.folder.root.with_name("copy"))
    with desk.context.db.write():
        (operation,) = Outbox(desk.context.db).of_record("message", sent.message.id)
        Outbox(desk.context.db).send(operation.id, "create", "{}", None, desk.clock.now())
    assert desk.sync().checking == 1
    assert desks.open(desk.server, "copy").sync(full=True).checking == 1
    assert there(desk) == []


def test_an_address_that_changed_there_holds_the_mail_back_until_a_person_says_again(desk: Desk) -> None:
    invoice = billed(desk)
    sent = mail(desk, invoice)
    ann = next(one for one in desk.server.records("contacts") if one["email"] == ANN)
    desk.server.control("PUT", f"records/contacts/{ann['id']}", {"email": "ann@new.example"})
    assert desk.sync().parked == 1
    assert "ann@new.example now" in (service(desk).row(sent.message.id).words or "")
    assert there(desk) == []
    assert [one.address for one in service(desk).recipients(invoice)] == ["ann@new.example", BEN]
    service(desk).resolve(sent.message.id, done=False)
    desk.synced()
    assert [one["recipients"] for one in there(desk)] == [[ANN]]


def test_what_cannot_be_mailed_is_refused_before_anything_is_queued(desk: Desk) -> None:
    invoice = billed(desk)
    for wrong in ((), ("nobody",), ("a@b", "c d@e"), (f"x{n}@y" for n in range(30))):
        with pytest.raises(UserInputError):
            service(desk).send(invoice, tuple(wrong))
    desk.server.control("PUT", f"records/invoices/{invoice.remote_id}", {"status": 3})
    refused = mail(desk, invoice)
    assert desk.sync().parked == 1
    assert there(desk) == []
    service(desk).resolve(refused.message.id, done=True)
    assert service(desk).of_invoice(invoice.invoice.id) == []
    with pytest.raises(Refused, match="is void"):
        mail(desk, desk.invoices.find("1007"))


def test_people_are_looked_up_before_they_are_written_to(desk: Desk) -> None:
    invoice = billed(desk)
    ben = next(one for one in desk.server.records("contacts") if one["email"] == BEN)
    desk.server.control("PUT", f"records/contacts/{ben['id']}", {"email": "ben@new.example"})
    assert refresh_contacts(desk.context, str(invoice.invoice.client_id), CancelToken())
    assert [one.address for one in service(desk).recipients(invoice)] == [ANN, "ben@new.example"]
    mail(desk, invoice, "ben@new.example")
    desk.synced()
    assert [one.address for one in service(desk).recipients(invoice) if one.usual] == ["ben@new.example"]
