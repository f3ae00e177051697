"""Clientary as the sync engine sees it: typed records in and out, through whatever transport there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from app.cancel import CancelToken, Deadline
from app.domain.ids import RemoteId
from app.errors import Rejected
from app.membrane import records
from app.membrane.calls import Calls
from app.membrane.discovery import Actions
from app.membrane.envelope import Object
from app.membrane.facts import Facts
from app.membrane.paths import Paths
from app.membrane.rest import Echo, Kind, Listing, Rest, created, nothing_sent_yet, segment
from app.membrane.shape import fitting, shape
from app.membrane.transport import Transport
from app.membrane.wire import (
    RemoteClient,
    RemoteHours,
    RemoteInvoice,
    RemotePerson,
    RemoteProject,
    RemoteTask,
)

_CLIENTS = Kind("clients", ("client",), records.read_client)
_PROJECTS = Kind("projects", ("project",), records.read_project)
_TASKS = Kind("tasks", ("task",), records.read_task)
_STAFF = Kind("staff", ("staff", "user"), records.read_person)
_HOURS = Kind("hours", ("project_item", "hour", "hours", "hours_entry"), records.read_hours)
_INVOICES = Kind("invoices", ("invoice",), records.read_invoice)

_CREATE_INVOICE = "create-invoice"
_ITEMS = "invoice_items_attributes"
_INVOICE_UPDATE = "invoice_update_path"


class Clientary:
    """One connection's Clientary for the length of one cycle.

    Reads are tried up to three times; every write is sent exactly once, after `pace()`. Errors are those of
    `app.errors.TransportError` by `sync.md` section 2; `Cancelled` out of a write leaves its outcome unknown. A time
    that is over before anything was sent is `Offline`. Methods may be called from several threads.
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
        self._rest = Rest(self._calls, Paths(self._calls, facts))
        self._actions = Actions(self._calls, facts)

    @property
    def requests(self) -> int:
        """Every call made through the transport so far."""
        return self._calls.count

    def take_turn(self) -> None:
        """Wait for the next write's turn before it is prepared, so that it leaves as soon as it is committed."""
        self._calls.take_turn()

    def clients(self, since: str | None = None) -> Listing[RemoteClient]:
        """All clients, archived ones too, or those updated since a day (YYYY-MM-DD)."""
        return self._rest.list(_CLIENTS, "/clients", _updated(since))

    def client(self, remote_id: RemoteId) -> RemoteClient | None:
        return self._rest.one(_CLIENTS, f"/clients/{segment(remote_id)}")

    def projects(self) -> Listing[RemoteProject]:
        """All projects, completed ones too: without the filter Clientary leaves those out."""
        return self._rest.list(_PROJECTS, "/projects", {"filter": "all"})

    def project(self, remote_id: RemoteId) -> RemoteProject | None:
        return self._rest.one(_PROJECTS, f"/projects/{segment(remote_id)}")

    def tasks(self) -> Listing[RemoteTask]:
        return self._rest.list(_TASKS, "/tasks")

    def staff(self) -> Listing[RemotePerson]:
        return self._rest.list(_STAFF, "/staff", paged=False)

    def hours(self, project_id: RemoteId, worked: Decimal | None = None) -> Listing[RemoteHours]:
        """The hours of one project, everybody's. Without page counts `complete` proves little: compare the sum with
        the project's `worked_hours`. Where `worked` says that there should be more, further pages are asked for."""
        kind = Kind(_HOURS.key, _HOURS.wrappers, lambda source: records.read_hours(source, project_id))

        def enough(found: list[Object]) -> bool:
            return worked is None or sum((kind.read(one).hours for one in found), Decimal(0)) >= worked

        return self._rest.list(kind, f"/projects/{segment(project_id)}/hours", enough=enough)

    def hours_entry(self, remote_id: RemoteId) -> RemoteHours | None:
        return self._rest.one(_HOURS, f"/hours/{segment(remote_id)}")

    def create_hours(
        self, project_id: RemoteId, *, hours: Decimal, title: str, description: str, date: str
    ) -> Echo[RemoteHours]:
        """`date` is YYYY-MM-DD and always sent: the server's default is in its own zone."""
        fields = {"hours": hours, "title": title, "description": description, "date": date}
        kind = Kind(_HOURS.key, _HOURS.wrappers, lambda source: records.read_hours(source, project_id))
        return self._rest.create(kind, f"/projects/{segment(project_id)}/hours", fields)

    def update_hours(self, remote_id: RemoteId, changes: Mapping[str, object]) -> Echo[RemoteHours]:
        """`changes` of `hours` (Decimal), `title`, `description`, `date`."""
        return self._rest.update(_HOURS, f"/hours/{segment(remote_id)}", remote_id, changes)

    def delete_hours(self, remote_id: RemoteId) -> bool:
        """False if it was not there."""
        return self._rest.delete(f"/hours/{segment(remote_id)}")

    def invoices(self, since: str | None = None) -> Listing[RemoteInvoice]:
        """All invoices, or those updated since a day; their items may be missing in a list."""
        return self._rest.list(_INVOICES, "/invoices", _updated(since))

    def invoice(self, remote_id: RemoteId) -> RemoteInvoice | None:
        return self._rest.one(_INVOICES, f"/invoices/{segment(remote_id)}")

    def prepare_invoice(self, body: Mapping[str, object]) -> Callable[[], Echo[RemoteInvoice]]:
        """Create an invoice from the documented fields in snake case, lines under `invoice_items_attributes`: looks up
        what is needed and waits for the turn to write; what it returns sends the one request at once.

        Goes by the action `create-invoice` where the connection has one that takes everything this invoice says, else
        by the proxy. Inputs that the action demands and we do not have: `Rejected` naming them, nothing sent. An action
        that is gone: `Rejected` by Membrane with key `not_found` out of the request; prepare anew.
        """
        fields = _with_number_ids(body)
        with nothing_sent_yet():
            try:
                action = self._actions.find(_CREATE_INVOICE)
            except Rejected:
                action = None
        if action is None or shape(action.input_schema, _essential(fields), "invoice").dropped:
            self._calls.take_turn()
            return lambda: self._rest.create(_INVOICES, "/invoices", fields)
        found, payload = action, fitting(action.input_schema, fields, "invoice")
        self._calls.take_turn()
        return lambda: created(_INVOICES, self._actions.run(_CREATE_INVOICE, found, payload, write=True))

    def update_invoice(self, remote_id: RemoteId, changes: Mapping[str, object]) -> Echo[RemoteInvoice]:
        """Clientary prints a singular path for this one; it is tried once where the plural is refused (Clientary
        reference 10.3)."""
        paths = ["/invoices", "/invoice"]
        if self._facts.get(_INVOICE_UPDATE) == paths[1]:
            paths.reverse()
        fields = _with_number_ids(changes)
        try:
            return self._rest.update(_INVOICES, f"{paths[0]}/{segment(remote_id)}", remote_id, fields)
        except Rejected as error:
            if error.facts.get("layer") != "clientary" or error.facts.get("status") not in (404, 405):
                raise
            refused = error
        try:
            echo = self._rest.update(_INVOICES, f"{paths[1]}/{segment(remote_id)}", remote_id, fields)
        except Rejected as error:
            if error.facts.get("status") in (404, 405):
                raise refused from error
            raise
        self._facts.put(_INVOICE_UPDATE, paths[1], f"PUT {paths[0]}/:id was refused, PUT {paths[1]}/:id was not")
        return echo

    def delete_invoice(self, remote_id: RemoteId) -> bool:
        """False if it was not there."""
        return self._rest.delete(f"/invoices/{segment(remote_id)}")


def _updated(since: str | None) -> dict[str, str]:
    return {} if since is None else {"updated_since": since}


def _with_number_ids(body: Mapping[str, object]) -> dict[str, object]:
    """Clientary's ids are JSON integers; ours are text."""
    return {
        key: int(value)
        if key.endswith("_id") and isinstance(value, str) and value.isascii() and value.isdigit()
        else value
        for key, value in body.items()
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
