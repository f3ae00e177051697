"""The small window that asks what a stretch drawn in the calendar was for: one line, in the quick log's grammar."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from app.errors import AppError, UserInputError
from app.services.entry_values import EntryDraft
from app.services.week_line import WeekLine
from app.storage.entries import EntryRow
from ui.bridge import Bridge
from ui.format import long_day
from ui.i18n import tr
from ui.messages import sentence
from ui.quick_log_words import chips_of, remark
from ui.theme import space
from ui.type_ahead import TypeAhead
from ui.widgets.announcing import announce
from ui.widgets.chip_strip import ChipStrip
from ui.widgets.plain_label import PlainLabel
from ui.widgets.popup import Popup
from ui.widgets.quick_line import QuickLine
from ui.widgets.suggestion_list import SuggestionList

_CONTEXT = "week_new"
_WIDTH = 380


class NewEntry(Popup):
    """Enter logs, Tab completes a name, the arrows, Alt with a number and a click take a line of the list; Esc or a
    click beside it leaves everything as it was.
    """

    logged = Signal(object, object)
    """The EntryRow, and the number of that step of undo."""
    failed = Signal(object)
    """AppError that no line is there for any more, or that is not about what was typed."""

    def __init__(self, line: WeekLine, bridge: Bridge, day: str, zone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._line, self._bridge, self._zone = line, bridge, zone
        self.setAccessibleName(tr(_CONTEXT, "New entry"))
        self.field = QuickLine()
        self.field.setPlaceholderText(tr(_CONTEXT, "project: what you did #tag"))
        self.field.setAccessibleName(tr(_CONTEXT, "What did you work on?"))
        self.chips = ChipStrip(tr(_CONTEXT, "Understood"))
        self.note = PlainLabel("", "small", "muted", wrap=True)
        self.list = SuggestionList(tr(_CONTEXT, "From before"))
        self.ahead = TypeAhead(self.field, self.list, self)
        self.ahead.source = line
        self._lay_out(day)
        self.field.textChanged.connect(self._read)
        self.field.entered.connect(self._enter)
        self.ahead.picked.connect(self._take)
        self.closed.connect(self._go)

    def open_beside(self, rect: QRect) -> None:
        """Open at the right of a rectangle in global coordinates, or where there is room."""
        self._read()
        screen = self.screen().availableGeometry()
        right, left = rect.right() + space(2), rect.left() - self.width() - space(2)
        x = right if right + self.width() <= screen.right() else max(screen.left(), left)
        y = min(max(screen.top(), rect.top()), screen.bottom() - self.height())
        self.move(QPoint(x, y))
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _lay_out(self, day: str) -> None:
        self.body.setContentsMargins(space(3), space(2), space(3), space(2))
        self.body.setSpacing(space(2))
        rule = QFrame()
        rule.setProperty("role", "line")
        heading = PlainLabel(long_day(day, with_year=False), "small", "muted")
        for part in (heading, self.field, self.chips, self.note, rule, self.list):
            self.body.addWidget(part)
        self.setFixedWidth(_WIDTH)

    @Slot()
    def _read(self) -> None:
        """Show what the line says now."""
        text = self.field.text()
        try:
            read = self._line.read(text)
            self.ahead.offer(read)
        except AppError as error:
            self._say(sentence(error))
        else:
            self.chips.show_chips(chips_of(read, self._zone, self.devicePixelRatioF()))
            self.note.set_tone("muted")
            self.note.setText(remark(read) if text.strip() else "")
            self.note.setVisible(bool(self.note.text()))
            self.list.setVisible(self.list.count > 0)
        self.field.setAccessibleDescription(f"{self.chips.accessibleDescription()}. {self.note.text()}")
        self._fit()

    @Slot(object)
    def _take(self, chosen: object) -> None:
        """A line of the list: a name or a title goes into the line."""
        self.ahead.take(chosen)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _enter(self) -> None:
        """Log what the line says."""
        try:
            draft = self._line.draft(self.field.text())
        except AppError as error:
            self._refuse(error)
        else:
            self._log(draft)

    def _log(self, draft: EntryDraft) -> None:
        """Once: while another program writes, the line takes nothing more, and what comes of it is told though the
        window was closed meanwhile.
        """
        if self.field.isReadOnly():
            return
        self.field.setReadOnly(True)
        self._bridge.writes.do(lambda on: (on.entries.log(draft), on.undo.latest()), self._end, self._refuse)

    @Slot()
    def _go(self) -> None:
        if not self.field.isReadOnly():
            self.deleteLater()

    @Slot(object)
    def _end(self, made: tuple[EntryRow, int | None]) -> None:
        self._leave()
        self.logged.emit(*made)

    @Slot(object)
    def _refuse(self, error: AppError) -> None:
        self.field.setReadOnly(False)
        if not isinstance(error, UserInputError) or not self.isVisible():
            self._leave()
            self.failed.emit(error)
            return
        no_title = error.facts.get("field") == "title"
        self._say(tr(_CONTEXT, "Say what the time was for.") if no_title else sentence(error))
        self._fit()

    def _leave(self) -> None:
        self.field.setReadOnly(False)
        self.close()
        self.deleteLater()

    def _say(self, text: str) -> None:
        self.note.set_tone("danger")
        self.note.setText(text)
        self.note.show()
        announce(self.note, text)

    def _fit(self) -> None:
        self.body.activate()
        self.resize(QSize(_WIDTH, max(self.body.totalHeightForWidth(_WIDTH), self.body.minimumSize().height())))
