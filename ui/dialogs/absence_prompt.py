"""The question what becomes of an absence: a small window beside everything else, asked once and changed in place."""

from __future__ import annotations

from PySide6.QtCore import QDeadlineTimer, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.spans import local_day
from app.errors import AppError, NotFound
from app.services.absences import OpenAbsence
from app.services.entry_values import EntryDraft
from ui.bridge import Bridge
from ui.delegates.suggestion_delegate import SuggestionDelegate
from ui.dialogs import absence_words as words
from ui.dialogs.absence_entry import AbsenceEntry
from ui.dialogs.absence_give import GivePanel
from ui.dialogs.absence_split import SplitPanel
from ui.i18n import tr
from ui.icons import app_icon
from ui.messages import sentence, still_saving
from ui.models.line_list import Line
from ui.presence.absence_deciding import AbsenceDeciding
from ui.session import Session
from ui.theme import space
from ui.typing_now import own_window_is_idle
from ui.widgets.button import Button
from ui.widgets.key_cap import KeyHint
from ui.widgets.line_view import LineView
from ui.widgets.plain_label import PlainLabel
from ui.writes import TELL_AFTER_MS

_CONTEXT = "absence"
_WIDTH = 520
GRACE_MS = 1_000
"""Long enough to notice that a window came up under one's typing."""


class AbsencePrompt(QDialog):
    """Takes the focus by itself from our own window only, and from nobody who types there: who comes back may be
    typing elsewhere. Digits choose, Enter takes the marked one, Esc keeps; keys are shown while they would come here.
    Closing the window decides nothing, the absence then waits in the inbox; nor does it while what was chosen waits to
    be saved.
    """

    gone = Signal()
    """It left the screen, whether decided or not."""
    inbox_requested = Signal()

    def __init__(
        self,
        session: Session,
        bridge: Bridge,
        deciding: AbsenceDeciding,
        parent: QWidget | None = None,
        *,
        grace_ms: int = GRACE_MS,
    ) -> None:
        """`grace_ms`: for how long keys decide nothing after it came up by itself, with the focus or without."""
        super().__init__(parent)
        self._session, self._deciding = session, deciding
        self._grace_ms, self._grace = grace_ms, QDeadlineTimer(0)
        self.absence: OpenAbsence | None = None
        self.setWindowTitle(tr(_CONTEXT, "Time away"))
        self.setWindowIcon(app_icon(running=True))
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.title = PlainLabel("", "title", wrap=True)
        self.when = PlainLabel("", "body", "muted", wrap=True)
        self.entry = AbsenceEntry()
        self.list = LineView(tr(_CONTEXT, "What becomes of this time?"), whole=True, single_click=True)
        self._painter = SuggestionDelegate(self.list)
        self.list.setItemDelegate(self._painter)
        self.give, self.split = GivePanel(session), SplitPanel(session)
        self.panels = QStackedWidget()
        self.saving = PlainLabel(still_saving(), "small", "muted", wrap=True)
        self.hindrance = PlainLabel("", "small", wrap=True)
        self.problem = PlainLabel("", "small", "danger", wrap=True)
        self.later = Button(tr(_CONTEXT, "Decide later"), "ghost")
        self.more = Button("", "link")
        self.keeps, self.goes_back = (
            KeyHint("Esc", tr(_CONTEXT, "keep")),
            KeyHint("Esc", tr(_CONTEXT, "back")),
        )
        self.hints = QStackedWidget()
        self._lay_out()
        self.saving.hide()
        self._connect(bridge)
        self._show_keys(self.isActiveWindow())

    def ask(self, absence: OpenAbsence, *, others: int = 0, active: bool = False) -> None:
        """Ask about this absence, or show what became of it; `others` wait beside it. `active`: the person asked."""
        before = self.absence
        new = before is None or absence.id != before.id or not self.isVisible()
        self.absence = absence
        self._show_words(absence, others)
        self._follow_saving()
        if active or new:
            self._grace.setRemainingTime(0 if active else self._grace_ms)
        if not new:
            if before is not None and absence.choices != before.choices:
                self._back()
            elif self.panels.currentWidget() is self.split:
                self.split.follow(absence)
            if active:
                self._take_focus()
            return
        self.problem.hide()
        self._show_panel(self._choices)
        self.list.setCurrentIndex(self.list.lines.index(0))
        takes_focus = active or self.isActiveWindow() or own_window_is_idle()
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, not takes_focus)
        self.adjustSize()
        self.show()
        if takes_focus:
            self._take_focus()
        else:
            QApplication.alert(self)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def refresh(self) -> None:
        """Time went by, or something was committed: show it as it is now; gone if it was decided about elsewhere."""
        if self.absence is None or not self.isVisible():
            return
        try:
            absence = self._session.absences.get(self.absence.id)
            others = self._session.absences.count() - 1
        except NotFound:
            self.hide()
        except AppError as error:
            self._fail(error)
        else:
            self.ask(absence, others=others)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # one that is minimised still asks
            self.gone.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self._show_keys(self.isActiveWindow())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits choose; to the list they would be the beginning of a word to look for. What was typed for another
        window goes nowhere: a digit would decide at once, a word and Enter by the line that the word led to."""
        if watched is self.list and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if not self._grace.hasExpired():
                return True
            row = event.key() - Qt.Key.Key_1.value
            if 0 <= row < self.list.lines.rowCount():
                self._choose(self.list.lines.line(row).key)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.panels.currentWidget() is self._choices:
                self._choose(words.KEEP)
            else:
                self._back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.panels.currentWidget() is self.split:
            self.split.split.click()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(4), space(5), space(3))
        column.setSpacing(space(1))
        column.addWidget(self.title)
        column.addWidget(self.when)
        column.addSpacing(space(2))
        column.addWidget(self.entry)
        column.addSpacing(space(2))
        self.hindrance.setContentsMargins(0, 0, 0, space(1))
        column.addWidget(self.hindrance)
        self._choices = QWidget()
        inside = QVBoxLayout(self._choices)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.list)
        inside.addStretch(1)
        for panel in (self._choices, self.give, self.split):
            self.panels.addWidget(panel)
        column.addWidget(self.panels)
        column.addWidget(self.problem)
        column.addWidget(self.saving)
        foot = QHBoxLayout()
        for hint in (self.keeps, self.goes_back):
            self.hints.addWidget(hint)
        room = self.hints.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.hints.setSizePolicy(room)
        foot.addWidget(self.hints)
        foot.addWidget(self.more)
        foot.addStretch()
        foot.addWidget(self.later)
        column.addSpacing(space(1))
        column.addLayout(foot)
        self.setFixedWidth(max(_WIDTH, self.fontMetrics().averageCharWidth() * 70))

    def _connect(self, bridge: Bridge) -> None:
        self._deciding.decided.connect(self._end)
        self._deciding.refused.connect(self._refuse)
        bridge.acts_saved.connect(self._follow_saving)
        self.list.installEventFilter(self)
        self.list.opened.connect(self._choose)
        self.give.chosen.connect(self._give)
        self.split.chosen.connect(self._split)
        self.give.left.connect(self._back)
        self.split.left.connect(self._back)
        self.later.clicked.connect(self.reject)
        self.more.clicked.connect(self._go_to_inbox)

    def _show_words(self, absence: OpenAbsence, others: int) -> None:
        zone = self._session.context.zone
        self.title.setText(words.title(absence))
        self.when.setText(words.when_and_why(absence, zone, local_day(self._session.now, zone)))
        self.entry.show_absence(absence)
        self.hindrance.setText(words.hindrance_text(absence))
        self.hindrance.setVisible(absence.hindrance is not None)
        offered = words.choices(absence, zone, self._session.now)
        self.list.show_lines([
            Line(choice.key, choice.text, choice.detail, str(number), icon=words.ICONS[choice.key])
            for number, choice in enumerate(offered, 1)
        ])  # fmt: skip
        self.setAccessibleName(f"{self.title.text()}. {self.when.text()}. {absence.entry.entry.title}")
        self.more.setText(words.waiting_text(others))
        self.more.setVisible(others > 0)

    def _show_panel(self, panel: QWidget) -> None:
        """The window is as high as the panel that is shown."""
        self.panels.setCurrentWidget(panel)
        self.hints.setCurrentWidget(self.keeps if panel is self._choices else self.goes_back)
        self.panels.setFixedHeight(panel.sizeHint().height())
        self.adjustSize()

    def _show_keys(self, shown: bool) -> None:
        """Their room stays where they are not shown, so that nothing moves under a pointer."""
        self._painter.keys_shown = shown
        self.list.viewport().update()
        self.hints.setVisible(shown)

    def _take_focus(self) -> None:
        self.raise_()
        self.activateWindow()

    @Slot()
    def _back(self) -> None:
        self.problem.hide()
        self._show_panel(self._choices)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _choose(self, key: object) -> None:
        if self.absence is None:
            return
        match key:
            case words.GIVE:
                self._show_panel(self.give)
                self.give.open(self.absence)
            case words.SPLIT:
                self._show_panel(self.split)
                self.split.open(self.absence)
            case words.KEEP | words.DISCARD | words.CONTINUE:
                self._decide(key)
            case _:
                return

    @Slot(object)
    def _give(self, draft: EntryDraft) -> None:
        self._decide(words.GIVE, draft)

    @Slot(object)
    def _split(self, at: int) -> None:
        self._decide(words.SPLIT, at)

    def _decide(self, key: str, choice: EntryDraft | int | None = None) -> None:
        """Carry it out; if that cannot be, say why and stay. One that was decided about elsewhere is over here too."""
        self.refresh()
        absence = self.absence
        if absence is None or not self.isVisible() or key not in absence.choices or self._deciding.waits(absence.id):
            return
        self.problem.hide()
        self._deciding.decide(key, absence, choice)
        self._follow_saving()

    @Slot(str, object, object)
    def _end(self, _key: str, absence: OpenAbsence, _undo_seq: int | None) -> None:
        if self._asks(absence):
            self.hide()

    @Slot(object, object)
    def _refuse(self, absence: OpenAbsence, error: AppError) -> None:
        if self._asks(absence):
            self._follow_saving()
            self._fail(error)

    def _asks(self, absence: OpenAbsence) -> bool:
        return self.absence is not None and self.absence.id == absence.id

    @Slot()
    def _follow_saving(self) -> None:
        """Nothing more can be chosen while what was is not saved: another program writes."""
        self.panels.setEnabled(not self._saves)
        if self._saves:
            QTimer.singleShot(TELL_AFTER_MS, self, self._tell_saving)
        else:
            self._tell_saving()

    @Slot()
    def _tell_saving(self) -> None:
        if self.saving.isHidden() == self._saves:
            self.saving.setVisible(self._saves)
            self.adjustSize()

    @property
    def _saves(self) -> bool:
        return self.absence is not None and self._deciding.waits(self.absence.id)

    def reject(self) -> None:
        """Decide later: what was chosen and waits to be saved is called off."""
        if self.absence is not None:
            self._deciding.call_off(self.absence.id)
        super().reject()

    def _fail(self, error: AppError) -> None:
        self.problem.setText(sentence(error))
        self.problem.show()
        self.adjustSize()

    @Slot()
    def _go_to_inbox(self) -> None:
        self.hide()
        self.inbox_requested.emit()
