"""The page of an invoice beside its form: the PDF's own page, with a way to the other pages."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.invoices import Invoice
from app.domain.money import shown
from app.errors import AppError
from ui.i18n import tr
from ui.messages import sentence
from ui.page_preview import PagePreview, PageQuestion, ShownPage
from ui.theme import space
from ui.widgets.icon_button import IconButton
from ui.widgets.paper import Paper
from ui.widgets.plain_label import PlainLabel

_A4_INCHES = 210 / 25.4
_LONGEST_MISSING = 40


class PagePane(QWidget):
    """Asks `preview` for the page that is looked at, as many pixels wide as it is shown. While there is none, and where
    the typesetter fails, the sheet is drawn here.
    """

    enlarge_requested = Signal()

    def __init__(self, preview: PagePreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview = preview
        self._invoice: Invoice | None = None
        self._page, self._pages, self._client = 1, 1, ""
        self._shown: ShownPage | None = None
        self.paper = Paper()
        self.caption = PlainLabel("", "small", "muted")
        self.caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.earlier = IconButton("chevron-left", tr("PagePane", "Page before"))
        self.later = IconButton("chevron-right", tr("PagePane", "Next page"))
        self.trouble = PlainLabel("", "small", "warn", wrap=True)
        self._lay_out()
        preview.arrived.connect(self._take)
        preview.failed.connect(self._take_failure)
        self.earlier.clicked.connect(self._turn_back)
        self.later.clicked.connect(self._turn_on)
        self.paper.pressed.connect(self.enlarge_requested)
        self._show_caption()

    @property
    def shown_page(self) -> ShownPage | None:
        """What the picture was taken of, None while there is no picture."""
        return self._shown

    @property
    def invoice(self) -> Invoice | None:
        return self._invoice

    def show_invoice(self, invoice: Invoice | None, client: str) -> None:
        """Look at that invoice; None for an empty sheet."""
        self._invoice, self._client = invoice, client
        self.paper.show_invoice(invoice, client)
        if invoice is None:
            self._shown, self._page, self._pages = None, 1, 1
            self._say_trouble("")
            self._show_caption()
        else:
            self.ask()

    def set_width(self, width: int) -> None:
        """Make the sheet that wide; a page that was made for another width is made anew."""
        before = self.paper.inner_width
        self.paper.set_width(width)
        if self.paper.inner_width != before:
            self.ask()

    def ask(self, *, at_once: bool = False) -> None:
        """Have the page made, where somebody sees it."""
        if self._invoice is not None and self.isVisible():
            ppi = self.paper.inner_width * self.devicePixelRatioF() / _A4_INCHES
            self._preview.ask(PageQuestion(self._invoice, self._page, round(ppi, 2)), at_once=at_once)

    @Slot()
    def _turn_back(self) -> None:
        self._turn(self._page - 1)

    @Slot()
    def _turn_on(self) -> None:
        self._turn(self._page + 1)

    def _turn(self, page: int) -> None:
        self._page = min(max(1, page), self._pages)
        self._show_caption()
        self.ask(at_once=True)

    @Slot(object)
    def _take(self, shown: ShownPage) -> None:
        if self._invoice is None:
            return
        self._shown = shown
        self._page, self._pages = shown.view.page, shown.view.pages
        self.paper.show_page(shown.image)
        self._say_trouble(_about_missing(shown.view.pdf.missing))
        self._show_caption()

    @Slot(object)
    def _take_failure(self, error: AppError) -> None:
        self._shown = None
        self.paper.show_page(None)
        self._say_trouble(tr("PagePane", "The PDF cannot be shown now. {why}", why=sentence(error)))
        self._show_caption()

    def _say_trouble(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    def _show_caption(self) -> None:
        several = self._pages > 1
        for button in (self.earlier, self.later):
            button.setVisible(several)
        for button, last in ((self.earlier, 1), (self.later, self._pages)):
            button.setEnabled(self._page != last)
        if self._shown is None:
            text = tr("PagePane", "Live preview")
        elif self._shown.view.pdf.missing:
            text = tr("PagePane", "Page {page} of {pages} · PDF", page=self._page, pages=self._pages)
        else:
            text = tr("PagePane", "Page {page} of {pages} · PDF/A", page=self._page, pages=self._pages)
        self.caption.setText(text)

    def _lay_out(self) -> None:
        self.trouble.hide()
        row = QHBoxLayout()
        row.addStretch()
        for widget in (self.earlier, self.caption, self.later):
            row.addWidget(widget)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(self.paper, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(row)
        column.addWidget(self.trouble)


def _about_missing(missing: str) -> str:
    if not missing:
        return ""
    return tr(
        "PagePane",
        "No font on this computer can show {characters}. Install one for that script before the PDF goes out.",
        characters=shown(missing, _LONGEST_MISSING),
    )
