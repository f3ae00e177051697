"""The inbox of absences: what waits for a decision, above the list of entries."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.spans import local_day
from app.errors import AppError
from app.services.absences import OpenAbsence
from ui.bridge import Bridge
from ui.dialogs import absence_words as words
from ui.format import hours, spoken, weekday
from ui.i18n import tr, tr_n
from ui.models.line_list import Line
from ui.requests import Notice
from ui.session import Session
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.line_view import LineView
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "absence"
_SHOWN = 3
"""More rows would push the entries out of a small window; the others follow as these are decided about."""


class AbsenceCard(QWidget):
    """Takes no room while nothing waits. Enter or a click on a line asks about it."""

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._bridge, self._requests = session, bridge, bridge.requests
        self.title = PlainLabel("", "strong", elide=True)
        self.keep_all = Button(tr(_CONTEXT, "Keep all"), "link")
        self.keep_all.setToolTip(tr(_CONTEXT, "It was all work: the entries stay as they are"))
        self.list = LineView(
            tr(_CONTEXT, "Time away that waits for a decision"), stacked=True, whole=True, single_click=True
        )
        self._lay_out()
        self.list.opened.connect(self._requests.absence_requested)
        self.keep_all.clicked.connect(self._keep_all)
        self.hide()

    @Slot()
    def reload(self) -> None:
        """Read anew what waits."""
        try:
            service = self._session.absences
            count = service.count()  # cheap to ask, and mostly none
            absences = service.open(_SHOWN) if count else []
        except AppError:
            return  # the list itself says that nothing can be read
        self.setVisible(count > 0)
        one = "{n} stretch of time away waits for a decision"
        many = "{n} stretches of time away wait for a decision"
        self.title.setText(tr_n(_CONTEXT, one, many, count))
        self.keep_all.setVisible(count > 1)
        self.list.show_lines([self._line(absence) for absence in absences])

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(space(3), space(2), space(2), 0)
        head.addWidget(self.title, 1)
        head.addWidget(self.keep_all)
        card = Card(padded=False)
        card.body.addLayout(head)
        card.body.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, space(4), space(1))
        column.addWidget(card)

    def _line(self, absence: OpenAbsence) -> Line:
        zone, entry = self._session.context.zone, absence.entry.entry
        day = weekday(local_day(absence.began_at, zone, self._session.context.day_starts_at_min))
        return Line(
            absence.id,
            entry.title,
            f"{day} · {words.inbox_text(absence, zone)}",
            hours(absence.seconds) if absence.is_span else "",
            spoken(absence.seconds) if absence.is_span else "",
            project_id=entry.project_id,
        )

    @Slot()
    def _keep_all(self) -> None:
        """Those that wait now: what is noted while this waits to be saved is still asked about."""
        try:
            waiting = {absence.id for absence in self._session.absences.open()}
        except AppError as error:
            self._requests.error_reported.emit(error)
            return

        def keep(on: Session) -> list[str]:
            kept = [absence.id for absence in on.absences.open() if absence.id in waiting]
            for absence_id in kept:
                on.absence_decisions.keep(absence_id)
            return kept

        self._bridge.writes.do(keep, self._tell_kept, self._requests.error_reported.emit)

    @Slot(object)
    def _tell_kept(self, kept: list[str]) -> None:
        def ask_again(on: Session) -> None:
            for absence_id in kept:
                on.absence_decisions.take_back(absence_id, None)

        def take_back() -> None:
            self._bridge.writes.do(ask_again, lambda _asked: None, self._requests.error_reported.emit)

        text = tr(_CONTEXT, "Kept: the entries stay as they are.")
        self._requests.notice_requested.emit(Notice(text, tr(_CONTEXT, "Undo"), take_back))
