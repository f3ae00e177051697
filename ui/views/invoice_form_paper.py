"""What the PDF of an invoice is written in, and what is missing on it before the first one leaves."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.billing_terms import TermsKind
from app.domain.ids import ClientId
from app.errors import AppError
from app.settings import Settings
from ui.bridge import Bridge
from ui.i18n import tr
from ui.session import Session
from ui.theme import space
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.plain_label import PlainLabel


class FormPaper(QWidget):
    """Says nothing of a letterhead that is there. A dismissed notice stays away until the program is started again."""

    page_wanted = Signal(str, object)
    """Key of a page and what to open there."""

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._client: ClientId | None = None
        self._dismissed = False
        self.missing = Banner("warn", "", tr("invoices", "Set up…"))
        self.language = PlainLabel("", "small", "muted")
        self.change = Button(tr("invoices", "Change…"), "link")
        row = QHBoxLayout()
        row.setSpacing(space(1))
        row.addWidget(self.language)
        row.addWidget(self.change)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(self.missing)
        column.addLayout(row)
        self.missing.action_requested.connect(self._set_up)
        self.missing.dismissed.connect(self._dismiss)
        self.change.clicked.connect(self._change)
        self.page_wanted.connect(bridge.requests.page_requested)
        bridge.settings_changed.connect(self.refresh)

    def show_client(self, client_id: ClientId | None) -> None:
        """Of whom the invoice is."""
        self._client = client_id
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the letterhead and the languages again."""
        settings = self._session.config.settings
        text = missing_text(settings)
        self.missing.setVisible(bool(text) and not self._dismissed)
        if text != self.missing.text:
            self.missing.set_message("warn", text, tr("invoices", "Set up…"))
        own = self._own_language()
        name = QLocale(own or settings.documents_language).nativeLanguageName()
        self.language.setText(
            tr("invoices", "The PDF is in the client's language: {language}.", language=name)
            if own
            else tr("invoices", "The PDF is in the usual language: {language}.", language=name)
        )

    def _own_language(self) -> str | None:
        if self._client is None:
            return None
        try:
            return self._session.terms.of(TermsKind.CLIENT, self._client).language
        except AppError:
            return None  # the form says already that nothing can be read

    @Slot()
    def _set_up(self) -> None:
        self.page_wanted.emit("settings", "documents.sender")

    @Slot()
    def _change(self) -> None:
        """Where it comes from: the client's terms, else the settings."""
        if self._own_language():
            self.page_wanted.emit("clients", self._client)
        else:
            self.page_wanted.emit("settings", "documents.language")

    @Slot()
    def _dismiss(self) -> None:
        self._dismissed = True


def missing_text(settings: Settings) -> str:
    """What nobody could read off the document; empty where a name and an address are set."""
    lines = [line for line in settings.documents_sender.replace("\\n", "\n").splitlines() if line.strip()]
    if not lines and not settings.documents_footer.strip():
        return tr("invoices", "The PDF does not say who sends it: no name, address or tax number is set.")
    if not lines:
        return tr("invoices", "The PDF does not say who sends it: no name and address are set.")
    if len(lines) == 1:
        return tr("invoices", "The PDF has your name, but no address.")
    return ""
