"""The program log: what Stint itself did and what went wrong, to read and to send to somebody who can help."""

from __future__ import annotations

from PySide6.QtCore import QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QFont, QFontDatabase, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.bridge import Bridge
from ui.i18n import tr
from ui.requests import Notice
from ui.session import Session
from ui.theme import Theme, font, space
from ui.widgets.button import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.page_frame import ShownStack
from ui.widgets.plain_label import PlainLabel

_TYPING_MS = 120


class LogPage(QWidget):
    """Shows the end of the log, newest line last, and follows it while it is looked at."""

    def __init__(self, session: Session, theme: Theme, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._log, self._bridge = session.program_log, bridge
        self._mark, self._lines = (-1, -1), list[str]()
        self.setAccessibleName(tr("log", "Program log"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("log", "Show only lines with…"))
        self.search.setAccessibleName(tr("log", "Show only lines with these words"))
        self.search.setClearButtonEnabled(True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(_fixed_font())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(tr("log", "Lines of the program log"))
        self.text.setTabChangesFocus(True)
        self.nothing = EmptyState("log", "", "")
        self._stack = ShownStack()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._show_lines)
        self.search.textEdited.connect(self._typing.start)
        self._lay_out()
        bridge.clock_tick.connect(self._follow)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()

    def _lay_out(self) -> None:
        copy = Button(tr("log", "Copy"), icon="copy")
        copy.setToolTip(tr("log", "Copy what is shown. Passwords and tokens are never in the log."))
        copy.clicked.connect(self._copy)
        folder = Button(tr("log", "Open folder"), icon="external")
        folder.clicked.connect(self._open_folder)
        top = QHBoxLayout()
        top.setSpacing(space(2))
        top.addWidget(PlainLabel(tr("log", "Program log"), "title"))
        top.addStretch()
        top.addWidget(self.search, 1)
        top.addWidget(copy)
        top.addWidget(folder)
        self.search.setMinimumWidth(space(24))
        self.search.setMaximumWidth(space(75))
        self._stack.addWidget(self.text)
        self._stack.addWidget(self.nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(4), space(5), space(5))
        column.setSpacing(space(3))
        column.addLayout(top)
        column.addWidget(self._stack, 1)

    @Slot()
    def _follow(self) -> None:
        """Read again if something was written, while somebody looks."""
        if not self.isVisible():
            return
        mark = self._log.mark
        if mark != self._mark:
            self._mark = mark
            self._lines = self._log.tail().splitlines()
            self._show_lines()

    @Slot()
    def _show_lines(self) -> None:
        words = self.search.text().casefold().split()
        shown = [line for line in self._lines if all(word in line.casefold() for word in words)]
        if not shown:
            self._say_nothing(searched=bool(words))
            return
        bar = self.text.verticalScrollBar()
        place, at_end = bar.value(), bar.value() >= bar.maximum()
        self.text.setPlainText("\n".join(shown))
        bar.setValue(bar.maximum() if at_end else place)
        self._stack.setCurrentWidget(self.text)

    def _say_nothing(self, *, searched: bool) -> None:
        if searched:
            self.nothing.set_texts(
                tr("log", "No such line"), tr("log", "The end of the log has no line with these words.")
            )
        else:
            self.nothing.set_texts(
                tr("log", "Nothing yet"), tr("log", "Syncs, warnings and errors will be listed here.")
            )
        self._stack.setCurrentWidget(self.nothing)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._bridge.requests.notice_requested.emit(Notice(tr("log", "Copied")))

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log.folder)))


def _fixed_font() -> QFont:
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPointSizeF(font("small").pointSizeF())
    return made
