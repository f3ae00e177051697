"""Find anything by typing: pages and acts, clients, projects, entries. Ctrl+K opens it; no mouse is needed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.names import fold
from app.errors import AppError
from app.services.finder import Hit, HitKind
from ui.actions import Actions
from ui.bridge import Bridge
from ui.format import hours, short_day, spoken
from ui.i18n import tr
from ui.icons import IconRole
from ui.models.line_list import Line
from ui.session import Session
from ui.theme import font, space
from ui.widgets.key_cap import KeyHint
from ui.widgets.line_view import LineView
from ui.widgets.plain_label import PlainLabel
from ui.window_state import fit

_CONTEXT = "FindDialog"
_SIZE = QSize(580, 460)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}
_PAGE_OF: dict[HitKind, str] = {"client": "clients", "project": "projects", "entry": "timer"}


class FindDialog(QDialog):
    """The best hit is marked while one types; the arrow keys move, Enter goes there, Esc leaves. Open with `open()`."""

    def __init__(self, session: Session, bridge: Bridge, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr(_CONTEXT, "Find anything"))
        self._bridge, self._actions, self._above = bridge, actions, parent
        self._finder = session.finder()
        self._opened: dict[object, QAction | Hit] = {}
        self.search = QLineEdit()
        self.list = LineView(tr(_CONTEXT, "What was found"), single_click=True)
        self.nothing = PlainLabel("", "body", "muted", wrap=True)
        self._lay_out()
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._find)
        self.list.opened.connect(self._go)
        self._find("")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        middle = self._above.mapToGlobal(QPoint(self._above.width() // 2, 0))
        self.move(middle.x() - self.width() // 2, middle.y() + space(16))
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._took(event)
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.search.setFont(font("large"))
        self.search.setPlaceholderText(tr(_CONTEXT, "Client, project, entry, page…"))
        self.search.setAccessibleName(tr(_CONTEXT, "Find anything"))
        self.search.setClearButtonEnabled(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hints = QHBoxLayout()
        hints.setSpacing(space(4))
        hints.addWidget(KeyHint("Down", tr(_CONTEXT, "next")))
        hints.addWidget(KeyHint("Return", tr(_CONTEXT, "go there")))
        hints.addWidget(KeyHint("Esc", tr(_CONTEXT, "leave")))
        hints.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(space(4), space(4), space(4), space(3))
        column.setSpacing(space(2))
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.nothing, 1)
        column.addLayout(hints)
        fit(self, _SIZE)

    def _took(self, event: QKeyEvent) -> bool:
        """Keys of the search field that are meant for the list."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._move(_STEPS[key])
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(self.list.current_key)
            return True
        return False

    def _move(self, step: int) -> None:
        lines, last = self.list.lines, self.list.lines.rowCount() - 1
        wanted = max(0, min(last, self.list.currentIndex().row() + step))
        direction = 1 if step > 0 else -1
        row = lines.next_choice(wanted, direction)
        if row < 0:
            row = lines.next_choice(wanted, -direction)
        if row >= 0:
            self.list.setCurrentIndex(lines.index(row))

    @Slot(str)
    def _find(self, text: str) -> None:
        try:
            hits = self._finder.find(text)
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
            hits = []
        acts = self._acts(text)
        self._opened = {**{("act", act.objectName()): act for act in acts}, **{(hit.kind, hit.id): hit for hit in hits}}
        self.list.show_lines([*_act_lines(acts), *_hit_lines(hits)])
        found = bool(self._opened)
        self.list.setVisible(found)
        self.nothing.setVisible(not found)
        self.nothing.setText(tr(_CONTEXT, "Nothing is called “{text}”. Try fewer or other words.", text=text))
        first = self.list.lines.next_choice(0, 1)
        if first >= 0:
            self.list.setCurrentIndex(self.list.lines.index(first))
            self.list.scrollToTop()

    def _acts(self, text: str) -> list[QAction]:
        """Pages and acts whose name holds every word; all of them while nothing is typed."""
        words = fold(text).split()
        usable = [act for act in self._actions.all() if act.isEnabled() and act is not self._actions.find]
        return [act for act in usable if all(word in fold(act.text()) for word in words)]

    @Slot(object)
    def _go(self, key: object) -> None:
        found = self._opened.get(key)
        if found is None:
            return
        self.accept()
        if isinstance(found, QAction):
            found.trigger()
        else:
            self._bridge.requests.page_requested.emit(_PAGE_OF[found.kind], found.id)


def _act_lines(acts: Sequence[QAction]) -> list[Line]:
    if not acts:
        return []
    return [
        Line(None, tr(_CONTEXT, "Go to and do")),
        *(
            Line(
                ("act", act.objectName()),
                act.text().replace("&&", "&"),
                value=act.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
                icon=("chevron-right", "muted"),
            )
            for act in acts
        ),
    ]


def _hit_lines(hits: Sequence[Hit]) -> list[Line]:
    headings: dict[HitKind, str] = {
        "client": tr(_CONTEXT, "Clients"),
        "project": tr(_CONTEXT, "Projects"),
        "entry": tr(_CONTEXT, "Entries, newest first"),
    }
    lines: list[Line] = []
    for kind, heading in headings.items():
        found = [_hit_line(hit) for hit in hits if hit.kind == kind]
        lines += [Line(None, heading), *found] if found else []
    return lines


def _hit_line(hit: Hit) -> Line:
    client: tuple[str, IconRole] = ("clients", "muted")
    past = "" if hit.current else tr(_CONTEXT, "closed")
    day = "" if hit.day is None else short_day(hit.day)
    length = hours(hit.seconds) if hit.kind == "entry" else ""
    value = tr(_CONTEXT, "running") if hit.running else length
    return Line(
        (hit.kind, hit.id),
        hit.title,
        detail=" · ".join(part for part in (hit.place, day, past) if part),
        value=value,
        spoken=value if hit.running else spoken(hit.seconds) if hit.kind == "entry" else "",
        project_id=hit.project_id,
        icon=client if hit.kind == "client" else None,
    )
