"""Every shared widget in one picture, light and dark: `python -m tests.ui.look.gallery [folder]`, then look at it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QDate, QEvent, QLocale, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from resources import resource_path
from tests.ui.look.rows import project_rows
from ui.fonts import font
from ui.format import clock, hours, money, time_range
from ui.icons import app_icon, tray_icon
from ui.theme import Theme, project_color, space
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.field import Field
from ui.widgets.icon_button import IconButton
from ui.widgets.key_cap import KeyHint
from ui.widgets.plain_label import PlainLabel
from ui.widgets.project_chooser import ProjectChooser
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.stat_card import StatCard
from ui.widgets.tag import Tag
from ui.widgets.toast import ToastRow


class Gallery(QWidget):
    """A window that is laid out as the program's own."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(_sidebar())
        line = QFrame()
        line.setProperty("role", "side-line")
        row.addWidget(line)
        main = QVBoxLayout()
        main.setSpacing(0)
        main.addWidget(_timer_bar())
        main.addWidget(self._page(), 1)
        self.toasts = ToastRow()
        main.addWidget(self.toasts)
        row.addLayout(main, 1)

    def _page(self) -> QWidget:
        page = ScrollPage("This week")
        page.header.addWidget(KeyHint("Ctrl+N", "add entry"))
        page.header.addWidget(KeyHint("Ctrl+K", "find"))
        columns = QHBoxLayout()
        columns.setSpacing(space(5))
        columns.addLayout(_left(), 3)
        columns.addLayout(_right(), 2)
        page.body.addLayout(columns)
        page.body.addStretch(1)
        return page


def _sidebar() -> QWidget:
    side = QWidget()
    side.setProperty("role", "raised")
    side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    side.setFixedWidth(196)
    column = QVBoxLayout(side)
    column.setContentsMargins(10, 14, 10, 14)
    column.setSpacing(2)
    for name in ("Timer", "Week", "Reports", "Invoices", "Estimates", "Expenses", "Payments", "Clients", "Projects"):
        nav = Button(name, "nav", icon=name.lower())
        nav.setChecked(name == "Timer")
        column.addWidget(nav)
    column.addStretch(1)
    icons = QGridLayout()
    icons.setSpacing(0)
    names = sorted(path.stem for path in resource_path("icons").glob("*.svg"))
    for at, name in enumerate(names):
        icons.addWidget(IconButton(name, name, tint="text"), at // 6, at % 6)
    column.addLayout(icons)
    trays = QHBoxLayout()
    panels = (tray_icon(False, True), tray_icon(True, True), tray_icon(True, False))
    for made in (app_icon(False), app_icon(True), *panels):
        picture = QLabel()
        picture.setPixmap(made.pixmap(32, 32))
        trays.addWidget(picture)
    column.addLayout(trays)
    return side


def _timer_bar() -> QWidget:
    bar = QWidget()
    bar.setProperty("role", "surface")
    bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    row = QHBoxLayout(bar)
    row.setContentsMargins(20, 12, 20, 12)
    row.setSpacing(10)
    title = QLineEdit("Checkout page: address validation")
    title.setProperty("role", "bare")
    title.setFont(font("large"))
    chooser = ProjectChooser()
    chooser.set_projects(project_rows())
    chooser.set_project(project_rows()[0].project.id)
    billable = Chip("billable", icon="billable")
    billable.setCheckable(True)
    billable.setChecked(True)
    row.addWidget(title, 1)
    for part in (chooser, Chip("+ task", dashed=True), billable, PlainLabel(clock(2537), "clock")):
        row.addWidget(part)
    row.addWidget(IconButton("stop", "Stop the timer", "stop"))
    row.addWidget(IconButton("play", "Start the timer", "start"))
    return bar


def _left() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(space(3))
    column.addWidget(Banner("info", "This is the sandbox: nothing here reaches Clientary.", "Leave the sandbox"))
    column.addWidget(Banner("warn", "1 entry on 20 November overlaps another: review before you send.", "Review"))
    column.addWidget(
        Banner(
            "error",
            "Clientary did not answer while the invoice was being created. It may or may not exist there; we are "
            "checking. Do not send it again.",
        )
    )
    column.addWidget(Banner("success", "Invoice 2026-0042 is in Clientary."))
    column.addWidget(_entries())
    column.addWidget(_form())
    column.addWidget(_table())
    column.addStretch(1)
    return column


def _entries() -> Card:
    card = Card(padded=False)
    rows = (
        ("Checkout page: address validation", "Webshop", "Acme Corp", None),
        ("Stand-up and planning", "Retainer", "Northwind", 1800),
        ("Logo variations, second round with a title that does not fit into its place", "Rebrand", "Blue Bottle", 8280),
    )
    for number, (title, project, client, length) in enumerate(rows):
        if number:
            card.add_line()
        line = QHBoxLayout()
        line.setContentsMargins(14, 7, 8, 7)
        line.setSpacing(12)
        line.addWidget(PlainLabel(title, elide=True), 1)
        line.addWidget(Chip(project, project_color(project), client))
        ended = None if length is None else 1_763_806_500 + length
        line.addWidget(PlainLabel(time_range(1_763_806_500, ended, "UTC"), "small", "muted"))
        line.addWidget(PlainLabel(hours(length or 2537), "strong"))
        line.addWidget(IconButton("more", "More"))
        card.body.addLayout(line)
    return card


def _form() -> Card:
    card = Card()
    grid = QGridLayout()
    grid.setHorizontalSpacing(10)
    client = QComboBox()
    client.addItems(["Acme Corp", "Northwind"])
    due = QDateEdit(QDate(2026, 12, 22))
    due.setCalendarPopup(True)
    number = Field("Number", QLineEdit("2026-0042"), "The next free number")
    rate = Field("Rate", QLineEdit("ninety"))
    rate.set_error("“ninety” is not a number such as 90.00.")
    empty = QLineEdit()
    empty.setPlaceholderText("Purchase order")
    off = QLineEdit("EUR")
    off.setEnabled(False)
    fields = (Field("Client", client), number, Field("Due", due), rate, Field("Note", empty), Field("Currency", off))
    for at, field in enumerate(fields):
        grid.addWidget(field, at // 3, at % 3)
    card.body.addLayout(grid)
    choices = QHBoxLayout()
    for made in (QCheckBox("Billable"), QCheckBox("Rounded"), QRadioButton("By project"), QRadioButton("By day")):
        made.setChecked(made.text() in ("Billable", "By project"))
        choices.addWidget(made)
    choices.addStretch(1)
    card.body.addLayout(choices)
    return card


class _Lines(QStandardItemModel):
    """Invoice lines; the headings of numbers stand over the numbers."""

    def __init__(self) -> None:
        super().__init__(3, 4)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for at, heading in enumerate(("Description", "Quantity", "Rate", "Amount")):
            self.setHeaderData(at, Qt.Orientation.Horizontal, heading)
            if at:
                self.setHeaderData(at, Qt.Orientation.Horizontal, right, Qt.ItemDataRole.TextAlignmentRole)
        for row in range(3):
            for at, text in enumerate(("Webshop: payment provider", "14.75", "95.00", money(140_125 + row, "EUR"))):
                item = QStandardItem(text)
                if at:
                    item.setTextAlignment(right)
                self.setItem(row, at, item)


def _table() -> DataTable:
    table = DataTable("Lines")
    model = _Lines()
    model.setParent(table)
    table.setModel(model)
    table.fit_columns("", "Quantity", "1,000.00", "€1,000,000.00")
    table.selectRow(1)
    table.setFixedHeight(140)
    return table


def _right() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(space(3))
    stats = QHBoxLayout()
    stats.addWidget(StatCard("Today", hours(20_880), "of 6:30 planned"))
    stats.addWidget(StatCard("Unbilled", money(418_000, "EUR"), "38.0 h on 4 projects"))
    column.addLayout(stats)
    buttons = QHBoxLayout()
    buttons.addWidget(Button("Create in Clientary", "primary"))
    buttons.addWidget(Button("Save draft", icon="download"))
    buttons.addWidget(Button("Discard", "danger", icon="trash"))
    buttons.addStretch(1)
    column.addLayout(buttons)
    more = QHBoxLayout()
    disabled = Button("Not now", "primary")
    disabled.setEnabled(False)
    for button in (disabled, Button("Quiet", "ghost"), Button("Copy the link", "link", icon="copy")):
        more.addWidget(button)
    more.addStretch(1)
    column.addLayout(more)
    tags = QHBoxLayout()
    for text, kind in (("draft", "neutral"), ("sent", "accent"), ("paid", "success"), ("overdue", "error")):
        tags.addWidget(Tag(text, kind))  # type: ignore[arg-type]  # the four literals above
    tags.addWidget(Tag("parked", "warn"))
    tags.addStretch(1)
    column.addLayout(tags)
    progress = QProgressBar()
    progress.setTextVisible(False)
    progress.setValue(40)
    column.addWidget(progress)
    line = QFrame()
    line.setProperty("role", "line")
    column.addWidget(line)
    card = Card(padded=False)
    card.body.addWidget(
        EmptyState(
            "timer",
            "Nothing recorded yet",
            "Type what you are doing above and press Start, or add an entry for time that is already over.",
            "Add an entry",
        )
    )
    column.addWidget(card)
    column.addStretch(1)
    return column


def settle() -> None:
    """Let what is waiting (layouts, restyling) happen."""
    for _ in range(3):
        QApplication.sendPostedEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def draw(folder: Path, scale: str) -> None:
    """Write `gallery-light.png`, `gallery-dark.png` and the same of the open project list into `folder`."""
    app = QApplication(sys.argv[:1])
    theme = Theme()
    theme.install(app)
    folder.mkdir(parents=True, exist_ok=True)
    window = Gallery()
    window.resize(1240, 980)
    window.show()
    for dark in (False, True):
        theme.override(dark)
        window.toasts.show_message("Entry deleted: Stand-up and planning", "Undo", lambda: None)
        settle()
        name = f"{'dark' if dark else 'light'}{scale}.png"
        window.grab().save(str(folder / f"gallery-{name}"))
        chooser = window.findChild(ProjectChooser)
        if isinstance(chooser, ProjectChooser):
            chooser.popup.open_for(chooser, chooser.project_id)
            settle()
            chooser.popup.grab().save(str(folder / f"chooser-{name}"))
            chooser.popup.hide()
    window.close()


if __name__ == "__main__":
    QLocale.setDefault(QLocale("en_IE"))
    suffix = "@2x" if os.environ.get("QT_SCALE_FACTOR") == "2" else ""
    draw(Path(sys.argv[1] if len(sys.argv) > 1 else "build"), suffix)
