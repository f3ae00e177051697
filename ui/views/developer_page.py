"""For developers and for looking closer: actions and requests by hand, and what the account can do."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ui.bridge import Bridge
from ui.i18n import tr
from ui.session import Session
from ui.theme import Theme, space
from ui.widgets.action_panel import ActionPanel
from ui.widgets.plain_label import PlainLabel
from ui.widgets.probe_panel import ProbePanel
from ui.widgets.request_panel import RequestPanel

_CONTEXT = "developer"


class DeveloperPage(QWidget):
    """Three tabs, each with calls of its own; everything they ask runs off the GUI thread."""

    def __init__(self, session: Session, theme: Theme, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        del session, theme  # the calls open what they need on their own thread
        self.setProperty("role", "page")
        self.setAccessibleName(tr(_CONTEXT, "Developer"))
        self.actions_, self.request, self.probe = ActionPanel(bridge), RequestPanel(bridge), ProbePanel(bridge)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName(tr(_CONTEXT, "What to do"))
        self.tabs.addTab(self.actions_, tr(_CONTEXT, "Actions"))
        self.tabs.addTab(self.request, tr(_CONTEXT, "Request"))
        self.tabs.addTab(self.probe, tr(_CONTEXT, "Account check"))
        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(4), space(5), space(4))
        column.setSpacing(space(3))
        column.addWidget(PlainLabel(tr(_CONTEXT, "Developer"), "title"))
        column.addWidget(self.tabs, 1)

    def open(self, argument: object) -> None:
        """Show a tab: "request" or "check"; anything else shows the actions."""
        shown = {"request": self.request, "check": self.probe}.get(str(argument), self.actions_)
        self.tabs.setCurrentWidget(shown)
