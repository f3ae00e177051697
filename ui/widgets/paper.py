"""A sheet of paper with the invoice on it: the page of its PDF, and until that has come a drawing of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.invoices import Invoice, InvoiceLine
from app.services.invoice_terms import totals, without_hours
from ui.delegates.painting import draw_ring
from ui.delegates.wrapping import lines_of
from ui.fonts import font
from ui.format import amount, long_day, money, short_day
from ui.i18n import tr, tr_n
from ui.invoice_words import label_text, made_of, tax_text
from ui.plain import one_line
from ui.tokens import LIGHT

_RATIO = 297 / 210
_WIDTH = 336
_MARGIN = 0.075
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MOST_LINES = 4
_ROW, _LINE = 19.0, 10.0
"""Heights of a line of the invoice, and of one more line of its description."""
_NOTHING = "–"
_LATER_MS = 200
"""After the figures beside it: whoever types looks at those, and must not wait for the picture."""
_ALL = (0.0, 1.0)
_WORK, _QUANTITY, _AMOUNT = (0.0, 0.49), (0.5, 0.8), (0.8, 1.0)
"""Parts of the width that the columns take."""


@dataclass(slots=True)
class _Pen:
    """Where on the sheet the next line goes."""

    painter: QPainter
    left: float
    right: float
    y: float
    bottom: float

    def write(
        self, text: str, face: QFont, color: str, alignment: Qt.AlignmentFlag = _LEFT, part: tuple[float, float] = _ALL
    ) -> None:
        """One line at this height, within that part of the width (0 to 1), cut where there is no room."""
        width = self.right - self.left
        self.painter.setFont(face)
        self.painter.setPen(QColor(color))
        metrics = QFontMetricsF(face)
        room = QRectF(self.left + width * part[0], self.y, width * (part[1] - part[0]), metrics.height())
        shown = one_line(text)
        if metrics.horizontalAdvance(shown) > room.width():
            shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room.width())
        self.painter.drawText(room, alignment, shown)

    def feed(self, height: float) -> None:
        self.y += height

    def rule(self) -> None:
        self.painter.setPen(QColor(LIGHT.border))
        self.painter.drawLine(int(self.left), int(self.y), int(self.right), int(self.y))


class Paper(QWidget):
    """Paper is white in both colour schemes. It is for the eye only: the form beside it says the same in words. A click
    or Enter asks for it larger.
    """

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._invoice: Invoice | None = None
        self._page: QImage | None = None
        self._client, self._width, self._ratio = "", _WIDTH, _RATIO
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LATER_MS)
        self._later.timeout.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Paper", "Picture of the invoice"))

    @property
    def shows_page(self) -> bool:
        """Whether it is a page of the PDF; else it is drawn here."""
        return self._page is not None

    @property
    def inner_width(self) -> int:
        """How wide the sheet is without its shadow, in device-independent pixels."""
        return self._width - 6

    def show_invoice(self, invoice: Invoice | None, client: str) -> None:
        """Draw that invoice, or an empty sheet; a page that is shown stays until the next one."""
        self._invoice, self._client = invoice, client
        if invoice is None:
            self._page = None
        self._later.start()

    def show_page(self, page: QImage | None) -> None:
        """Show the picture of a page; None goes back to the drawing."""
        self._page = page
        ratio = _RATIO if page is None or not page.width() else page.height() / page.width()
        if ratio != self._ratio:
            self._ratio = ratio
            self.updateGeometry()
        self.update()

    def set_width(self, width: int) -> None:
        """Take that much room in device-independent pixels, and as much height as the paper has."""
        if width != self._width:
            self._width = width
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._width, round(self.inner_width * self._ratio) + 6)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        sheet = self.rect().adjusted(3, 1, -3, -5)
        for spread, strength in ((1, 26), (2, 12), (3, 6)):
            painter.setPen(QColor(0, 0, 0, strength))
            painter.drawRect(sheet.adjusted(-spread, 1 - spread, spread - 1, spread))
        painter.fillRect(sheet, QColor(LIGHT.surface))
        if self._page is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(sheet, self._page)
        elif self._invoice is not None:
            self._draw(painter, sheet, self._invoice)
        if self.hasFocus():
            draw_ring(painter, sheet)

    def _draw(self, painter: QPainter, sheet: QRect, invoice: Invoice) -> None:
        margin = sheet.width() * _MARGIN
        pen = _Pen(
            painter, sheet.left() + margin, sheet.right() - margin, sheet.top() + margin, sheet.bottom() - margin
        )
        _draw_head(pen, invoice, self._client)
        _draw_lines(pen, invoice)
        _draw_totals(pen, invoice)


@lru_cache(maxsize=8)
def _face(points: float, *, strong: bool = False) -> QFont:
    made = font("strong" if strong else "body")
    made.setPointSizeF(points)
    return made


def _draw_head(pen: _Pen, invoice: Invoice, client: str) -> None:
    number = invoice.number or ""
    pen.write(tr("Paper", "Invoice {number}", number=number), _face(12, strong=True), LIGHT.text, part=(0.0, 0.68))
    small = _face(6)
    pen.write(short_day(invoice.date), small, LIGHT.text, _RIGHT, (0.68, 1.0))
    pen.feed(32)
    pen.write(tr("Paper", "To"), small, LIGHT.muted)
    pen.feed(10)
    pen.write(client or _NOTHING, _face(6.5, strong=True), LIGHT.text)
    pen.feed(14)
    if invoice.po:
        pen.write(tr("Paper", "Order {number}", number=invoice.po), small, LIGHT.muted)
        pen.feed(12)
    pen.feed(10)


def _draw_lines(pen: _Pen, invoice: Invoice) -> None:
    small = _face(6)
    pen.write(tr("Paper", "Description"), small, LIGHT.muted, part=_WORK)
    pen.write(tr("Paper", "Quantity"), small, LIGHT.muted, _RIGHT, _QUANTITY)
    pen.write(tr("Paper", "Amount"), small, LIGHT.muted, _RIGHT, _AMOUNT)
    pen.feed(13)
    room = pen.bottom - pen.y - 12 * (len(invoice.taxes) + 1) - 60
    left_out = len(invoice.lines)
    for line in invoice.lines:
        title, made = _broken(pen, line, invoice.currency)
        height = _ROW + _LINE * (max(len(title), len(made)) - 1)
        room -= height
        if room < (_ROW if left_out > 1 else 0):
            break
        _draw_line(pen, title, made, amount(line.amount_minor, invoice.currency))
        left_out -= 1
    if left_out:
        pen.rule()
        pen.feed(4)
        pen.write(tr_n("Paper", "and {n} more line", "and {n} more lines", left_out), small, LIGHT.muted)
        pen.feed(_ROW - 4)
    pen.rule()
    pen.feed(10)


def _broken(pen: _Pen, line: InvoiceLine, currency: str) -> tuple[list[str], list[str]]:
    """The description and what the amount comes of, each in the lines that it takes."""
    small, width = _face(6), pen.right - pen.left
    title = lines_of(_title_of(line, currency), small, width * (_WORK[1] - _WORK[0]), _MOST_LINES)
    return title, lines_of(made_of(line, currency), small, width * (_QUANTITY[1] - _QUANTITY[0]), _MOST_LINES)


def _title_of(line: InvoiceLine, currency: str) -> str:
    """As on the document: hours and rate stand in their own column."""
    return label_text(without_hours(line, currency)) if line.entries else line.title


def _draw_line(pen: _Pen, title: list[str], made: list[str], total: str) -> None:
    """The figures begin beside the first line of the description."""
    small = _face(6)
    pen.rule()
    pen.feed(4)
    pen.write(total, small, LIGHT.text, _RIGHT, _AMOUNT)
    for part, figures in zip_longest(title, made, fillvalue=""):
        pen.write(part, small, LIGHT.text, part=_WORK)
        pen.write(figures, small, LIGHT.muted, _RIGHT, _QUANTITY)
        pen.feed(_LINE)
    pen.feed(_ROW - 4 - _LINE)


def _draw_totals(pen: _Pen, invoice: Invoice) -> None:
    worked_out = totals(invoice.lines, invoice.taxes, invoice.compound)
    small = _face(6)
    subtotal = tr("Paper", "Subtotal   {amount}", amount=amount(worked_out.subtotal_minor, invoice.currency))
    pen.write(subtotal, small, LIGHT.text, _RIGHT)
    pen.feed(12)
    for tax in worked_out.taxes:
        text = f"{tax_text(tax)}   {amount(tax.amount_minor, invoice.currency)}"
        pen.write(text, small, LIGHT.text, _RIGHT)
        pen.feed(12)
    total = tr("Paper", "Total {amount}", amount=money(worked_out.total_minor, invoice.currency))
    pen.write(total, _face(10, strong=True), LIGHT.text, _RIGHT)
    pen.feed(20)
    pen.write(tr("Paper", "Due {day}", day=long_day(invoice.due_date)), small, LIGHT.text, _RIGHT)
