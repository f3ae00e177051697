"""The clients: what is unbilled with each, its projects, what was worked on last; make an invoice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.services.directory import ClientListing
from ui.bridge import Bridge
from ui.format import hours, money, spoken
from ui.i18n import tr, tr_n
from ui.models.line_list import Line
from ui.models.record_table import Column
from ui.record_words import amounts, entry_lines, open_seconds, rate_text, unbilled_stat
from ui.session import Session
from ui.theme import Theme
from ui.widgets.button import Button
from ui.widgets.record_detail import Detail, RecordDetail, Section
from ui.widgets.record_list import Listing, ListTexts, RecordList
from ui.widgets.record_page import RecordPage

if TYPE_CHECKING:
    from app.services.invoice_terms import Ageing

_CONTEXT = "ClientsPage"


class ClientsPage(RecordPage):
    """The list at the left, the chosen client at the right."""

    def __init__(self, session: Session, theme: Theme, bridge: Bridge, parent: QWidget | None = None) -> None:
        self.invoice_button = Button(tr(_CONTEXT, "Invoice this client…"), "primary", "invoices")
        self.terms_button = Button(tr(_CONTEXT, "Billing terms…"), "secondary", "settings")
        hint = tr(_CONTEXT, "Choose a client to see its projects and what is unbilled.")
        super().__init__(
            tr(_CONTEXT, "Clients"),
            RecordList(_columns(), _texts(), samples=_SAMPLES, less_wanted=(1,)),
            RecordDetail(tr(_CONTEXT, "Unbilled"), hint, (self.invoice_button, self.terms_button), sections=2),
            session,
            bridge,
            parent,
            add_text=tr(_CONTEXT, "New client…"),
        )
        self._chosen: ClientListing | None = None
        self.list.activated.connect(self._invoice)
        self.invoice_button.clicked.connect(self._invoice)
        self.terms_button.clicked.connect(self._open_terms)

    def read(self) -> Sequence[Listing]:
        return self.session.directory.clients()

    @Slot()
    def add(self) -> None:
        from ui.dialogs.client_dialog import ClientDialog  # not before the first paint

        dialog = ClientDialog(self.bridge, self)
        dialog.added.connect(self.open)
        dialog.open()

    @Slot(object)
    def show_detail(self, record: Listing | None) -> None:
        client = record if isinstance(record, ClientListing) else None
        self._chosen = client
        self.detail.show_detail(None if client is None else _detail(client, self.session))

    @Slot()
    def _invoice(self) -> None:
        if self._chosen is not None:
            self.bridge.requests.page_requested.emit("invoices", ("new", self._chosen.id))

    @Slot()
    def _open_terms(self) -> None:
        from ui.dialogs.terms_dialog import ClientTermsDialog  # not before the first paint

        if self._chosen is not None:
            ClientTermsDialog(self.session, self.bridge, self._chosen.id, self._chosen.row.client.name, self).open()


def _detail(client: ClientListing, session: Session) -> Detail:
    known = (
        (tr(_CONTEXT, "Number"), client.row.client.number),
        (tr(_CONTEXT, "Currency"), client.row.client.currency),
        *_owed(session.directory.owed(client.id, session.today)),
    )
    projects = tuple(
        Line(
            key=("projects", project.id),
            title=project.row.project.name,
            detail=rate_text(project),
            value=hours(open_seconds(project)) if open_seconds(project) else "",
            spoken=spoken(open_seconds(project)) if open_seconds(project) else "",
            project_id=project.id,
        )
        for project in client.projects
        if project.current or project.unbilled is not None
    )
    recent = entry_lines(session.directory.recent(p.id for p in client.projects), with_project=True)
    return Detail(
        title=client.row.client.name,
        subtitle=tr_n(_CONTEXT, "{n} open project", "{n} open projects", _open_projects(client)),
        past="" if client.current else tr(_CONTEXT, "Archived"),
        stat=unbilled_stat(client.unbilled),
        facts=tuple((name, value) for name, value in known if value),
        sections=(
            Section(tr(_CONTEXT, "Projects and unbilled hours"), projects, tr(_CONTEXT, "No open projects.")),
            Section(tr(_CONTEXT, "Latest entries"), recent, tr(_CONTEXT, "No time was recorded here yet.")),
        ),
    )


def _owed(owed: Sequence[Ageing]) -> list[tuple[str, str]]:
    """What is owed in all, and what of it is late; nothing where nothing is."""
    in_all = ", ".join(money(one.outstanding_minor, one.currency) for one in owed)
    late = ", ".join(money(one.overdue_minor, one.currency) for one in owed if one.overdue_minor)
    return [(tr(_CONTEXT, "Outstanding"), in_all), (tr(_CONTEXT, "Overdue"), late)]


def _open_projects(client: ClientListing) -> int:
    return sum(project.current for project in client.projects)


def _texts() -> ListTexts:
    return ListTexts(
        name=tr(_CONTEXT, "Clients"),
        search=tr(_CONTEXT, "Search by name or number"),
        past=tr(_CONTEXT, "Show archived ones"),
        icon="clients",
        empty_title=tr(_CONTEXT, "No clients yet"),
        empty_text=tr(_CONTEXT, "Clients come from Clientary with the first sync."),
        empty_action=tr(_CONTEXT, "See how sync stands"),
    )


def _columns() -> tuple[Column[Listing], ...]:
    columns: tuple[Column[ClientListing], ...] = (
        Column(
            title=lambda: tr(_CONTEXT, "Client"),
            text=lambda client: client.row.client.name,
            order=lambda client: client.words,
            subtext=lambda client: client.row.client.number or "",
        ),
        Column(
            title=lambda: tr(_CONTEXT, "Projects"),
            text=lambda client: str(_open_projects(client)) if client.projects else "",
            order=_open_projects,
            number=True,
        ),
        Column(
            title=lambda: tr(_CONTEXT, "Hours"),
            text=lambda client: hours(client.unbilled_seconds) if client.unbilled_seconds else "",
            order=lambda client: client.unbilled_seconds,
            spoken=lambda client: spoken(client.unbilled_seconds) if client.unbilled_seconds else "",
            number=True,
        ),
        Column(
            title=lambda: tr(_CONTEXT, "Unbilled"),
            text=lambda client: amounts(client.unbilled),
            order=lambda client: sum(part.amount_minor for part in client.unbilled),
            number=True,
        ),
    )
    return cast("tuple[Column[Listing], ...]", columns)


_SAMPLES = ("Name of the client", "Projects", "1,000:00", "€ 100,000.00")
