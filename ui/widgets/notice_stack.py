"""Messages of the window: those that stay, above the page, and those that go by themselves, below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.requests import Notice, StandingNotice
from ui.theme import space

if TYPE_CHECKING:  # made when there is something to say, not at start-up
    from ui.widgets.banner import Banner
    from ui.widgets.toast import ToastRow


class NoticeStack(QWidget):
    """At most one standing message per key; takes no room while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: dict[str, Banner] = {}
        self._toasts: ToastRow | None = None
        self.below = QVBoxLayout()
        """The place of messages that go by themselves, to be put below the page."""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space(5), space(3), space(5), 0)
        self._column.setSpacing(space(2))
        self.hide()

    def show_notice(self, notice: StandingNotice) -> None:
        """Show it in place of the former one with its key; an empty text only takes that away."""
        self._take_away(notice.key)
        if not notice.text:
            return
        from ui.widgets.banner import Banner

        banner = Banner(notice.kind, notice.text, notice.action_text)
        self._shown[notice.key] = banner
        banner.dismissed.connect(self._forget_dismissed)
        if notice.on_action is not None:
            banner.action_requested.connect(notice.on_action)
        self._column.addWidget(banner)
        self.show()

    def texts(self) -> list[str]:
        """What stands there now."""
        return [banner.text for banner in self._shown.values()]

    def toast(self, notice: Notice) -> None:
        """Show it below the page for a while."""
        if self._toasts is None:
            from ui.widgets.toast import ToastRow

            self._toasts = ToastRow()
            self.below.addWidget(self._toasts)
        self._toasts.show_message(notice.text, notice.action_text, notice.on_action)

    @Slot()
    def _forget_dismissed(self) -> None:
        for key in [key for key, banner in self._shown.items() if banner.isHidden()]:
            self._take_away(key)

    def _take_away(self, key: str) -> None:
        banner = self._shown.pop(key, None)
        if banner is not None:
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        self.setVisible(bool(self._shown))
