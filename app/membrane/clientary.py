"""Clientary as the sync engine sees it: typed records in and out, through whatever transport there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from app.cancel import CancelToken, Deadline
from app.domain.ids import RemoteId
from app.errors import BadReply
from app.membrane import kinds, needs, records
from app.membrane.calls import Calls
from app.membrane.discovery import Actions
from app.membrane.envelope import Object
from app.membrane.facts import Facts
from app.membrane.kinds import Kind
from app.membrane.learned import hours_ends, learn_billing, learn_paging
from app.membrane.paths import Paths
from app.membrane.printed_paths import PrintedPaths
from app.membrane.reads import Reads
from app.membrane.rest import Echo, Listing, Rest, id_value, segment
from app.membrane.route import Routes
from app.membrane.transport import Transport
from app.membrane.wire import (
    RemoteClient,
    RemoteContact,
    RemoteEstimate,
    RemoteExpense,
    RemoteHours,
    RemoteInvoice,
    RemotePayment,
    RemotePerson,
    RemoteProject,
    RemoteRecurring,
    RemoteTask,
)
from app.membrane.writes import Writes

_ITEMS = "invoice_items_attributes"


class Clientary:
    """One connection's Clientary for the length of one cycle.

    Reads are tried up to three times; every write is sent exactly once, after `pace()`. Errors are those of
    `app.errors.TransportError`; `Cancelled` out of a write leaves its outcome unknown. A time
    that is over before anything was sent is `Offline`. Reading methods may be called from several threads.
    """

    def __init__(
        self,
        transport: Transport,
        connection_id: str,
        facts: Facts,
        cancel: CancelToken,
        deadline: Deadline,
        pace: Callable[[], None] | None = None,
    ) -> None:
        self._facts = facts
        self._calls = Calls(transport, connection_id, cancel, deadline, pace)
        self._rest = Rest(self._calls, Paths(self._calls, facts), facts)
        actions, routes = Actions(self._calls, facts), Routes(facts)
        self._reads = Reads(self._rest, actions, routes)
        self._writes = Writes(self._calls, self._rest, actions, routes)
        self._printed = PrintedPaths(self._rest, facts)

    @property
    def requests(self) -> int:
        """Every call made through the transport so far."""
        return self._calls.count

    def take_turn(self) -> None:
        """Wait for the next write's turn and look up what it needs, so that it leaves as soon as it is committed."""
        self._writes.get_ready()
        self._calls.take_turn()

    # -- clients, projects, tasks, people --------------------------------------------------------------------------

    def clients(self, since: str | None = None) -> Listing[RemoteClient]:
        """All clients, archived ones too, or those updated since a day (YYYY-MM-DD)."""
        return self._reads.list(kinds.CLIENTS, "/clients", _updated(since))

    def client(self, remote_id: RemoteId) -> RemoteClient | None:
        return self._reads.one(kinds.CLIENTS, remote_id)

    def prepare_client(self, fields: Mapping[str, object]) -> Callable[[], Echo[RemoteClient]]:
        """Create a client from the documented fields (`name`, `number`, ...); as `prepare_invoice`."""
        return self._writes.prepare(kinds.CLIENTS, needs.CREATE_CLIENT, "/clients", fields)

    def update_client(self, remote_id: RemoteId, changes: Mapping[str, object]) -> Echo[RemoteClient]:
        """`changes` of the documented fields (`name`, `number`, ...)."""
        return self._rest.update(kinds.CLIENTS, f"/clients/{segment(remote_id)}", remote_id, changes)

    def projects(self) -> Listing[RemoteProject]:
        """All projects, completed ones too: without the filter Clientary leaves those out."""
        return self._reads.list(kinds.PROJECTS, "/projects", {"filter": "all"})

    def project(self, remote_id: RemoteId) -> RemoteProject | None:
        return self._reads.one(kinds.PROJECTS, remote_id)

    def prepare_project(self, fields: Mapping[str, object]) -> Callable[[], Echo[RemoteProject]]:
        """Create a project from the documented fields (`name`, `rate`, `client_id`, ...); as `prepare_invoice`."""
        return self._writes.prepare(kinds.PROJECTS, needs.CREATE_PROJECT, "/projects", _with_number_ids(fields))

    def update_project(self, remote_id: RemoteId, changes: Mapping[str, object]) -> Echo[RemoteProject]:
        """`changes` of the documented fields (`name`, `rate` as Decimal, `currency_code`, `client_id`, ...)."""
        path = f"/projects/{segment(remote_id)}"
        return self._rest.update(kinds.PROJECTS, path, remote_id, _with_number_ids(changes))

    def tasks(self) -> Listing[RemoteTask]:
        return self._reads.list(kinds.TASKS, "/tasks")

    def task(self, remote_id: RemoteId) -> RemoteTask | None:
        return self._reads.one(kinds.TASKS, remote_id)

    def create_task(self, fields: Mapping[str, object]) -> Echo[RemoteTask]:
        """From `title`, `project_id`, `description`, `assignee_id`, `due_date`."""
        return self._printed.create_task(kinds.TASKS, _with_number_ids(fields))

    def update_task(self, remote_id: RemoteId, changes: Mapping[str, object]) -> Echo[RemoteTask]:
        """`changes` of `title`, `complete`, ... The flag is sent under both of its names: replies say `complete`, the
        printed request `completed` (Clientary reference 5.5)."""
        if "complete" in changes:
            changes = {**changes, "completed": changes["complete"]}
        path = f"/tasks/{segment(remote_id)}"
        return self._rest.update(kinds.TASKS, path, remote_id, _with_number_ids(changes))

    def staff(self) -> Listing[RemotePerson]:
        return self._reads.list(kinds.STAFF, "/staff")

    def contacts(self) -> Listing[RemoteContact]:
        return self._reads.list(kinds.CONTACTS, "/contacts")

    def contact(self, remote_id: RemoteId) -> RemoteContact | None:
        return self._reads.one(kinds.CONTACTS, remote_id)

    # -- hours -----------------------------------------------------------------------------------------------------

    def hours(self, project_id: RemoteId, worked: Decimal | None = None) -> Listing[RemoteHours]:
        """The hours of one project, everybody's. Without page counts `complete` proves little: compare the sum with
        the project's `worked_hours`. Where `worked` says that there should be more, further pages are asked for."""
        kind = _hours_of(project_id)

        def enough(found: list[Object]) -> bool:
            if worked is None:
                return True
            try:
                return sum((kind.read(one).hours for one in found), Decimal(0)) >= worked
            except BadReply:  # no further page mends that; whoever reads the records says it, and may ask otherwise
                return True

        listing = self._reads.list(
            kind,
            f"/projects/{segment(project_id)}/hours",
            within={"project_id": id_value(project_id)},
            ends=hours_ends(self._facts, enough, summed=worked is not None),
            learn=lambda pages: learn_paging(self._facts, pages),
        )
        learn_billing(self._facts, listing.records)
        return listing

    def hours_entry(self, remote_id: RemoteId) -> RemoteHours | None:
        return self._reads.one(kinds.HOURS, remote_id)

    def create_hours(
        self, project_id: RemoteId, *, hours: Decimal, title: str, description: str, date: str
    ) -> Echo[RemoteHours]:
        """`date` is YYYY-MM-DD and always sent: the server's default is in its own zone."""
        fields = {"hours": hours, "title": title, "description": description, "date": date}
        return self._writes.create_hours(_hours_of(project_id), project_id, fields)

    def update_hours(self, remote_id: RemoteId, changes: Mapping[str, object]) -> Echo[RemoteHours]:
        """`changes` of `hours` (Decimal), `title`, `description`, `date`."""
        return self._writes.update_hours(kinds.HOURS, remote_id, changes)

    def delete_hours(self, remote_id: RemoteId) -> bool:
        """False if it was not there."""
        return self._writes.delete_hours(remote_id)

    def blame_action(self, key: str, names: str) -> bool:
        """Values that were sent did not come back; asks nobody. True if an action (`create-hours`, `update-hours`,
        `create-invoice`) had carried them: then that is done by the proxy from now on, so sending them once more
        makes sense."""
        need = next(one for one in (*needs.UNPUBLISHED, *needs.PUBLISHED) if one.key == key)
        return self._writes.blame(need, names)

    def creates_hours_by_action(self) -> bool:
        """Whether the next new entry goes by an action, as far as is known; asks nobody."""
        return self._writes.by_action(needs.CREATE_HOURS)

    # -- documents -------------------------------------------------------------------------------------------------

    def invoices(self, since: str | None = None) -> Listing[RemoteInvoice]:
        """All invoices, or those updated since a day; their items may be missing in a list."""
        return self._reads.list(kinds.INVOICES, "/invoices", _updated(since))

    def invoice(self, remote_id: RemoteId) -> RemoteInvoice | None:
        return self._reads.one(kinds.INVOICES, remote_id)

    def prepare_invoice(self, body: Mapping[str, object]) -> Callable[[], Echo[RemoteInvoice]]:
        """Create an invoice from the documented fields in snake case, lines under `invoice_items_attributes`: looks up
        what is needed and waits for the turn to write; what it returns sends the one request at once.

        Goes by the action `create-invoice` where the connection has one that takes everything this invoice says, else
        by the proxy. Inputs that the action demands and we do not have: `Rejected` naming them, nothing sent. An action
        that is gone and cannot be found anew at once: `Rejected` by Membrane with key `not_found` out of the request;
        prepare anew.
        """
        fields = _with_number_ids(body)
        return self._writes.prepare(kinds.INVOICES, needs.CREATE_INVOICE, "/invoices", fields, _essential(fields))

    def update_invoice(self, remote_id: RemoteId, changes: Mapping[str, object]) -> Echo[RemoteInvoice]:
        return self._printed.update_invoice(kinds.INVOICES, remote_id, _with_number_ids(changes))

    def prepare_invoice_message(self, remote_id: RemoteId, fields: Mapping[str, object]) -> Callable[[], None]:
        """Have Clientary send an e-mail with an invoice, from `recipients` (addresses), `subject`, `message`,
        `send_copy`, `attach_pdf`; as `prepare_invoice`. It is there and gone: nothing shows afterwards whether it was
        sent."""
        return self._writes.prepare_message(remote_id, fields)

    def delete_invoice(self, remote_id: RemoteId) -> bool:
        """False if it was not there."""
        return self._rest.delete(f"/invoices/{segment(remote_id)}")

    def estimates(self) -> Listing[RemoteEstimate]:
        return self._reads.list(kinds.ESTIMATES, "/estimates")

    def estimate(self, remote_id: RemoteId) -> RemoteEstimate | None:
        """With its items, which a list may leave out."""
        return self._reads.one(kinds.ESTIMATES, remote_id)

    def recurring(self) -> Listing[RemoteRecurring]:
        return self._reads.list(kinds.RECURRING, "/recurring")

    def recurring_schedule(self, remote_id: RemoteId) -> RemoteRecurring | None:
        return self._reads.one(kinds.RECURRING, remote_id)

    def expenses(self, from_day: str, to_day: str) -> Listing[RemoteExpense]:
        """Those of a span (YYYY-MM-DD): without one Clientary takes the account's fiscal year (Clientary reference
        2)."""
        return self._reads.list(kinds.EXPENSES, "/expenses", {"from_date": from_day, "to_date": to_day})

    def expense(self, remote_id: RemoteId) -> RemoteExpense | None:
        return self._reads.one(kinds.EXPENSES, remote_id)

    def create_expense(self, fields: Mapping[str, object]) -> Echo[RemoteExpense]:
        """From `amount` (Decimal), `description`, `incurred_on` (YYYY-MM-DD), `client_id`, `project_id`."""
        return self._rest.create(kinds.EXPENSES, "/expenses", _with_number_ids(fields))

    def update_expense(self, remote_id: RemoteId, changes: Mapping[str, object]) -> Echo[RemoteExpense]:
        """`changes` of the same fields."""
        path = f"/expenses/{segment(remote_id)}"
        return self._rest.update(kinds.EXPENSES, path, remote_id, _with_number_ids(changes))

    def payments(self) -> Listing[RemotePayment]:
        """Newest first; Clientary has no way to ask for a single one."""
        return self._reads.list(kinds.PAYMENTS, "/payments")

    def create_payment(
        self, invoice_id: RemoteId, *, amount: Decimal, received_on: str | None, note: str
    ) -> Echo[RemotePayment]:
        """Say that an amount was received. Never by a payment profile: that would charge the whole balance (Clientary
        reference 5.9)."""
        fields = {"amount": amount, "received_on": received_on, "note": note}
        given = {name: value for name, value in fields.items() if value not in (None, "")}
        return self._rest.create(kinds.PAYMENTS, f"/invoices/{segment(invoice_id)}/payments", given)


def _hours_of(project_id: RemoteId) -> Kind[RemoteHours]:
    """Hours of a project that was asked for by name: a reply need not repeat it."""
    return replace(kinds.HOURS, read=lambda source: records.read_hours(source, project_id))


def _updated(since: str | None) -> dict[str, str]:
    return {} if since is None else {"updated_since": since}


def _with_number_ids(body: Mapping[str, object]) -> dict[str, object]:
    return {
        key: id_value(value) if key.endswith("_id") and isinstance(value, str) else value for key, value in body.items()
    }


def _essential(fields: Mapping[str, object]) -> dict[str, object]:
    """What an action must be able to take, or it would create another invoice than this one. Whether a line is taxable
    does not matter where there is no tax."""
    items = fields.get(_ITEMS)
    if not isinstance(items, list | tuple) or any(fields.get(name) for name in ("tax", "tax2", "tax3")):
        return dict(fields)
    lines = [
        {key: value for key, value in item.items() if key != "taxable"} if isinstance(item, Mapping) else item
        for item in items
    ]
    return {**fields, _ITEMS: lines}
