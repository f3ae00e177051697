"""What an empty program offers first: practise in the sandbox, connect, or just begin."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.i18n import tr
from ui.icons import IconRole, current_icon
from ui.theme import space
from ui.widgets.button import Button, ButtonRole
from ui.widgets.card import Card
from ui.widgets.key_cap import KeyHint
from ui.widgets.plain_label import PlainLabel

_WIDEST = 660
_NARROW = 520
_ICON = QSize(24, 24)


class FirstRun(QWidget):
    """Two ways to begin, and a word about the third, which needs no choice."""

    sandbox_requested = Signal()
    connect_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sandbox = _Choice(
            ("sandbox", "warn"),
            tr("first_run", "Try the sandbox"),
            tr(
                "first_run",
                "A practice account on this computer, with clients, projects and hours in it. Track, sync and invoice; "
                "nothing reaches Clientary.",
            ),
            (tr("first_run", "Open the sandbox"), "secondary"),
        )
        account = _Choice(
            ("link", "accent"),
            tr("first_run", "Connect Clientary"),
            tr(
                "first_run",
                "Bring in your clients and projects, and have your hours and invoices sent. Membrane keeps the "
                "credentials; Stint never sees them.",
            ),
            (tr("first_run", "Connect…"), "primary"),
        )
        self.sandbox_button, self.connect_button = sandbox.button, account.button
        self.sandbox_button.clicked.connect(self.sandbox_requested)
        self.connect_button.clicked.connect(self.connect_requested)
        self._choices = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._choices.setSpacing(space(4))
        self._choices.addWidget(account, 1)
        self._choices.addWidget(sandbox, 1)
        self._lay_out()

    def resizeEvent(self, event: QEvent) -> None:
        direction = QBoxLayout.Direction.LeftToRight
        if self.width() < _NARROW:
            direction = QBoxLayout.Direction.TopToBottom
        self._choices.setDirection(direction)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(PlainLabel(tr("first_run", "Welcome to Stint"), "title"))
        text = tr(
            "first_run",
            "Say above what you are working on and press Enter: the time is kept on this computer, with or without an "
            "account. What you record now can be sent later.",
        )
        column.addWidget(PlainLabel(text, "body", "muted", wrap=True))
        column.addSpacing(space(3))
        column.addLayout(self._choices)
        column.addSpacing(space(3))
        hints = QHBoxLayout()
        hints.setSpacing(space(4))
        hints.addWidget(KeyHint("Ctrl+Space", tr("first_run", "start and stop")))
        hints.addWidget(KeyHint("Ctrl+N", tr("first_run", "add an entry")))
        hints.addStretch()
        column.addLayout(hints)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, space(4), 0)
        outer.addStretch(1)
        outer.addWidget(inside, 100, Qt.AlignmentFlag.AlignVCenter)
        outer.addStretch(1)


class _Choice(Card):
    """An icon, what it is, what it means, and the button."""

    def __init__(self, icon: tuple[str, IconRole], title: str, text: str, button: tuple[str, ButtonRole]) -> None:
        super().__init__()
        self._icon = icon
        self._picture = QLabel()
        self.button = Button(*button)
        self.body.setContentsMargins(space(5), space(5), space(5), space(5))
        self.body.addWidget(self._picture)
        self.body.addSpacing(space(1))
        self.body.addWidget(PlainLabel(title, "strong"))
        self.body.addWidget(PlainLabel(text, "body", "muted", wrap=True))
        self.body.addStretch(1)
        self.body.addSpacing(space(2))
        self.body.addWidget(self.button)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        self._picture.setPixmap(current_icon(*self._icon).pixmap(_ICON, self.devicePixelRatio()))
