"""The projects: what an hour is worth, what is unbilled, what was worked on last; start a timer or an invoice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.services.directory import ProjectListing
from app.services.entries import EntryDraft
from ui.bridge import Bridge
from ui.format import hours, spoken
from ui.i18n import tr
from ui.models.record_table import Column
from ui.record_words import amounts, entry_lines, open_seconds, rate_text, unbilled_stat
from ui.requests import Notice
from ui.session import Session
from ui.theme import Theme
from ui.widgets.button import Button
from ui.widgets.record_detail import Detail, RecordDetail, Section
from ui.widgets.record_list import Listing, ListTexts, RecordList
from ui.widgets.record_page import RecordPage

_CONTEXT = "ProjectsPage"


class ProjectsPage(RecordPage):
    """The list at the left, the chosen project at the right."""

    def __init__(self, session: Session, theme: Theme, bridge: Bridge, parent: QWidget | None = None) -> None:
        self.start_button = Button(tr(_CONTEXT, "Start timer on this project"), "primary", "play")
        self.invoice_button = Button(tr(_CONTEXT, "Invoice the client…"), "secondary", "invoices")
        self.terms_button = Button(tr(_CONTEXT, "Billing terms…"), "secondary", "settings")
        self.client_button = Button(tr(_CONTEXT, "Show the client"), "ghost", "clients")
        buttons = (self.start_button, self.invoice_button, self.terms_button, self.client_button)
        hint = tr(_CONTEXT, "Choose a project to see what was worked on and what is unbilled.")
        super().__init__(
            tr(_CONTEXT, "Projects"),
            RecordList(_columns(), _texts(), samples=_SAMPLES, less_wanted=(1,)),
            RecordDetail(tr(_CONTEXT, "Unbilled"), hint, buttons, sections=1),
            session,
            bridge,
            parent,
            add_text=tr(_CONTEXT, "New project…"),
        )
        self._chosen: ProjectListing | None = None
        self.list.activated.connect(self._start)
        self.start_button.clicked.connect(self._start)
        self.invoice_button.clicked.connect(self._invoice)
        self.terms_button.clicked.connect(self._open_terms)
        self.client_button.clicked.connect(self._show_client)

    def read(self) -> Sequence[Listing]:
        return self.session.directory.projects()

    @Slot()
    def add(self) -> None:
        from ui.dialogs.project_dialog import ProjectDialog  # not before the first paint

        chosen = None if self._chosen is None else self._chosen.row.project.client_id
        dialog = ProjectDialog(self.session, self.bridge, chosen, self)
        dialog.added.connect(self.open)
        dialog.open()

    @Slot(object)
    def show_detail(self, record: Listing | None) -> None:
        project = record if isinstance(record, ProjectListing) else None
        self._chosen = project
        self.detail.show_detail(None if project is None else _detail(project, self.session))
        if project is not None:
            self.start_button.setEnabled(project.current)
            for button in (self.client_button, self.invoice_button):
                button.setVisible(project.row.project.client_id is not None)

    @Slot()
    def _start(self) -> None:
        project = self._chosen
        if project is None or not project.current:
            return
        requests = self.bridge.requests
        draft = EntryDraft(project.row.project.name, project_id=project.id)
        text = tr(_CONTEXT, "The timer runs on {project}.", project=project.row.project.name)

        def act(on: Session) -> int | None:
            on.entries.start(draft)
            return on.undo.latest()

        def done(step: int | None) -> None:
            undo = partial(requests.undo_requested.emit, step)
            requests.notice_requested.emit(Notice(text, tr(_CONTEXT, "Undo"), undo))

        self.bridge.writes.do(act, done, requests.error_reported.emit)

    @Slot()
    def _invoice(self) -> None:
        if self._chosen is not None and self._chosen.row.project.client_id is not None:
            self.bridge.requests.page_requested.emit("invoices", ("new", self._chosen.row.project.client_id))

    @Slot()
    def _show_client(self) -> None:
        if self._chosen is not None:
            self.bridge.requests.page_requested.emit("clients", self._chosen.row.project.client_id)

    @Slot()
    def _open_terms(self) -> None:
        from ui.dialogs.terms_dialog import ProjectTermsDialog  # not before the first paint

        if self._chosen is not None:
            ProjectTermsDialog(self.session, self.bridge, self._chosen.id, self._chosen.row.project.name, self).open()


def _detail(project: ProjectListing, session: Session) -> Detail:
    unbilled = () if project.unbilled is None else (project.unbilled,)
    rate = rate_text(project)
    facts = [(tr(_CONTEXT, "Rate"), rate)]
    if project.default_rate:
        facts.append(("", tr(_CONTEXT, "your usual rate, from the settings")))
    facts.append((tr(_CONTEXT, "Currency"), project.currency))
    if project.row.project.number:
        facts.append((tr(_CONTEXT, "Number"), project.row.project.number))
    recent = entry_lines(session.directory.recent((project.id,)), with_project=False)
    return Detail(
        title=project.row.project.name,
        subtitle=project.row.client_name or tr(_CONTEXT, "no client"),
        past="" if project.current else tr(_CONTEXT, "Closed"),
        stat=unbilled_stat(unbilled),
        facts=tuple(facts),
        sections=(Section(tr(_CONTEXT, "Latest entries"), recent, tr(_CONTEXT, "No time was recorded here yet.")),),
    )


def _texts() -> ListTexts:
    return ListTexts(
        name=tr(_CONTEXT, "Projects"),
        search=tr(_CONTEXT, "Search by project, client or number"),
        past=tr(_CONTEXT, "Show closed ones"),
        icon="projects",
        empty_title=tr(_CONTEXT, "No open projects"),
        empty_text=tr(_CONTEXT, "Projects come from Clientary with the first sync."),
        empty_action=tr(_CONTEXT, "See how sync stands"),
    )


def _columns() -> tuple[Column[Listing], ...]:
    columns: tuple[Column[ProjectListing], ...] = (
        Column(
            title=lambda: tr(_CONTEXT, "Project"),
            text=lambda project: project.row.project.name,
            order=lambda project: project.words,
            subtext=lambda project: project.row.client_name or "",
            dot=lambda project: project.id,
        ),
        Column(
            title=lambda: tr(_CONTEXT, "Rate"),
            text=rate_text,
            order=lambda project: (project.currency, project.rate or 0),
            number=True,
        ),
        Column(
            title=lambda: tr(_CONTEXT, "Hours"),
            text=lambda project: hours(open_seconds(project)) if open_seconds(project) else "",
            order=open_seconds,
            spoken=lambda project: spoken(open_seconds(project)) if open_seconds(project) else "",
            number=True,
        ),
        Column(
            title=lambda: tr(_CONTEXT, "Unbilled"),
            text=lambda project: "" if project.unbilled is None else amounts((project.unbilled,)),
            order=lambda project: 0 if project.unbilled is None else project.unbilled.amount_minor,
            number=True,
        ),
    )
    return cast("tuple[Column[Listing], ...]", columns)


_SAMPLES = ("Project and client", "€24,000.00 fixed price", "1,000:00", "€ 100,000.00")
