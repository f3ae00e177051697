"""Creates that are answered with the id of a record that is nowhere: what they made is linked, nothing is doubled."""

from __future__ import annotations

import json
from typing import Any

from app.domain.clients import RecordSync
from app.services.catalog import Catalog
from app.services.clients import ClientService
from app.services.payments import PaymentService
from app.services.projects import ProjectForm, ProjectService
from app.storage.invoices import InvoiceRepository
from app.storage.links import LinkRepository
from tests.sync.desk import CLIENT, DAY, WEBSHOP, Desk, last_seq, writes

NOWHERE = 987654


def misname(desk: Desk, path: str, **fields: Any) -> None:
    """The next create below a path is done, and answered with another id."""
    desk.server.speak(hidden_actions=["create-client", "create-project", "create-invoice"])
    body = json.dumps({"id": NOWHERE, **fields})
    desk.server.fault(kind="garbage", method="POST", path=path, body=body, content_type="application/json")


def misnamed_hours(desk: Desk, title: str) -> str:
    """An entry of an hour, sent and answered with an id that is nowhere; returns its id."""
    entry = desk.log(title)
    misname(desk, "/projects/*/hours", title=title, hours="1", date=DAY, project_id=desk.project_id(WEBSHOP))
    desk.synced()
    assert desk.row(entry).remote_id == str(NOWHERE)
    return entry


def test_hours_are_linked_to_what_was_made(desk: Desk) -> None:
    entry = misnamed_hours(desk, "kick-off")
    desk.synced(full=True)
    assert desk.row(entry).remote_id == str(desk.hour("kick-off")["id"])
    assert [row.entry.id for row in desk.rows()] == [entry]
    assert "nowhere" in desk.steps(entry)[0].detail
    desk.quiet()


def test_hours_changed_or_deleted_meanwhile_are_found_first(desk: Desk) -> None:
    edited = misnamed_hours(desk, "kick-off")
    desk.edit(edited, title="kick-off, again")
    desk.synced()
    desk.delete(misnamed_hours(desk, "review"))
    desk.synced()
    desk.holds(("kick-off, again", "1", WEBSHOP))
    desk.synced(full=True)
    assert [row.entry.id for row in desk.rows()] == [edited]


def test_a_deletion_waits_for_a_whole_list(desk: Desk) -> None:
    """Else what was made would stay there, and come in as somebody's new entry."""
    desk.delete(misnamed_hours(desk, "review"))
    fault = desk.server.fault(kind="status", status=403, method="GET", path="/projects/*/hours", times=None)
    assert desk.sync().waiting == 1
    assert desk.server.struck(fault) > 0
    desk.server.control("DELETE", "faults")
    desk.synced(full=True)
    assert (desk.hours(), desk.rows()) == ([], [])


def test_an_invoice_that_was_read_back_is_known_to_be_there(desk: Desk) -> None:
    """Its payment need not wait for a list that shows it."""
    made = desk.bill("Design;1;100", number="1007").invoice
    fault = desk.server.fault(kind="cut_after", method="POST", path="/invoices")
    desk.synced()
    assert desk.server.struck(fault) == 1
    link = LinkRepository(desk.context.db).of_local("invoice", made.id)
    assert link is not None
    assert link.seen


def test_a_client_and_its_project_stand_here_once(desk: Desk) -> None:
    catalog = Catalog(desk.context.db)
    client = ClientService(desk.context.db, desk.clock).add("Zeta GmbH").client.id
    misname(desk, "/clients", name="Zeta GmbH")
    form = ProjectForm("Launch", "85.50", "EUR")
    project = ProjectService(desk.context.db, desk.clock, desk.context.config.settings).add(client, form).project.id
    first = desk.sync()
    assert (first.waiting, first.parked) == (1, 0), first  # the project's client is nowhere
    there = {one["name"]: one["id"] for one in desk.server.records("clients")}
    fields = {"name": "Launch", "client_id": there["Zeta GmbH"], "rate": "85.5", "currency_code": "EUR"}
    misname(desk, "/projects", **fields)
    desk.log("kick-off", project="Launch")
    desk.sync()
    desk.synced(full=True)
    assert [(one.client.name, one.sync) for one in catalog.clients()] == [
        (CLIENT, RecordSync.SYNCED),
        ("Zeta GmbH", RecordSync.SYNCED),
    ]
    assert [one.project.id for one in catalog.projects() if one.project.name == "Launch"] == [project]
    launch = next(one for one in desk.server.records("projects") if one["name"] == "Launch")
    assert (launch["client_id"], desk.hour("kick-off")["project_id"]) == (there["Zeta GmbH"], launch["id"])


def test_an_invoice_and_its_payment_stand_here_once(desk: Desk) -> None:
    made = desk.bill("Design;1;100", number="1007").invoice
    client = desk.server.records("clients")[0]["id"]
    item = {"id": 1, "title": "Design", "quantity": "1", "price": "100"}
    misname(
        desk, "/invoices", number="1007", client_id=client, date=DAY, due_date=made.due_date, status=0,
        currency_code=made.currency, total_cost="100", subtotal="100", balance="100", invoice_items=[item],
    )  # fmt: skip
    desk.synced()
    service = PaymentService(desk.context.db, desk.clock)
    misname(desk, "/invoices/*/payments", amount="40", received_on=DAY, note="")
    service.pay(desk.invoices.row(made.id), "40", DAY, "")
    seen = last_seq(desk.server)
    desk.synced()
    desk.synced(full=True)
    assert len(writes(desk.server, seen)) == 1
    [there] = desk.server.records("invoices")
    [paid] = desk.server.records("payments")
    rows = InvoiceRepository(desk.context.db).all()
    assert [(row.invoice.id, row.remote_id) for row in rows] == [(made.id, str(there["id"]))]
    assert [row.remote_id for row in service.all()] == [str(paid["id"])]
