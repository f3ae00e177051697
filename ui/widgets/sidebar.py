"""The column on the left: name, pages, sync status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.i18n import tr
from ui.icons import pixmap
from ui.pages import PROGRAM, STATUS, PageSpec
from ui.plain import tooltip
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.icon_button import IconButton
from ui.widgets.plain_label import PlainLabel
from ui.widgets.side_area import SideArea
from ui.widgets.sync_box import SyncBox
from ui.widgets.tag import Tag

WIDTH = 196
_LOGO = 20
_ICON_ROOM = 36
"""Width of a button that shows only its icon."""


class NavButton(Button):
    """One page, with a count of what waits there."""

    def __init__(self, page: PageSpec, parent: QWidget | None = None) -> None:
        super().__init__(page.title(), "nav", page.icon, parent)
        self._title = page.title()
        self._count: PlainLabel | None = None
        self.set_count(0)

    def set_narrow(self, narrow: bool) -> None:
        """Show only the icon, with the name beside the pointer."""
        self.setText("" if narrow else self._title)
        self.setToolTip(tooltip(self._title) if narrow else "")

    def set_count(self, count: int) -> None:
        """How many things wait on the page; 0 shows nothing."""
        if count and self._count is None:
            self._count = self._make_count()
        if self._count is not None:
            self._count.setText(str(count) if count else "")
        named = tr("sidebar", "{page}, {count} waiting", page=self._title, count=count) if count else self._title
        self.setAccessibleName(named)

    def _make_count(self) -> PlainLabel:
        label = PlainLabel("", "small", "faint", parent=self)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, space(1), 0)
        row.addStretch()
        row.addWidget(label)
        return label


class Sidebar(QFrame):
    """Chooses pages; built from the page list, the last section below the sync status."""

    page_chosen = Signal(str)
    needs_chosen = Signal(str)
    """The page of the sync status was chosen while that says that something needs the person."""

    def __init__(self, pages: Sequence[PageSpec], *, sandbox: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "raised")
        self._narrow = False
        self._area = SideArea()
        self._lines: list[QWidget] = []
        self._buttons: dict[str, QPushButton] = {}
        self._nav: dict[str, NavButton] = {}
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._choose)
        self.menu_button = IconButton("more", tr("sidebar", "Menu"))
        self.sync_box = SyncBox()
        self._logo, self._name = QLabel(), PlainLabel("Stint", "strong")
        self._mark, self._mark_row = (_sandbox_mark() if sandbox else None), QHBoxLayout()
        column = self._scrolled()
        column.setContentsMargins(space(2), space(3), space(2), space(3))
        column.setSpacing(2)
        column.addLayout(self._brand())
        if self._mark is not None:
            self._mark_row.setContentsMargins(space(2), space(1), 0, 0)
            self._mark_row.addWidget(self._mark)
            self._mark_row.addStretch()
            column.addLayout(self._mark_row)
        column.addSpacing(space(2))
        self._add_sections([page for page in pages if page.section < STATUS], column)
        column.addStretch()
        column.addWidget(self.sync_box)
        for page in pages:
            if page.section == STATUS:
                self._add_button(page.key, self.sync_box)
        column.addSpacing(space(1))
        self._add_sections([page for page in pages if page.section == PROGRAM], column)
        self.setFixedWidth(WIDTH)

    def set_narrow(self, narrow: bool) -> None:
        """Leave the room to the page: icons only."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for part in (self._logo, self._name):
            part.setVisible(not narrow)
        for button in self._nav.values():
            button.set_narrow(narrow)
        self._mark_row.setContentsMargins(0 if narrow else space(2), space(1), 0, 0)
        self.sync_box.set_narrow(narrow)
        for line in self._lines:
            line.setVisible(not narrow)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Icons have a bar beside them where they have to be scrolled."""
        if not self._narrow:
            self.setFixedWidth(WIDTH)
            return
        widest = max(_ICON_ROOM, 0 if self._mark is None else self._mark.sizeHint().width())
        bar = self._area.verticalScrollBar()
        self.setFixedWidth(widest + 2 * space(2) + (bar.sizeHint().width() if bar.maximum() else 0))

    def _scrolled(self) -> QVBoxLayout:
        """The column, which scrolls in a low window."""
        inside = QFrame()
        inside.setProperty("role", "raised")
        self._area.setWidget(inside)
        self._area.verticalScrollBar().rangeChanged.connect(self._fit)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)
        return QVBoxLayout(inside)

    def mark(self, key: str) -> None:
        """The page that is shown now."""
        self._buttons[key].setChecked(True)

    def offer(self, key: str, offered: bool) -> None:
        """Whether there is a button for that page."""
        self._buttons[key].setVisible(offered)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """What waits on which page; pages that are not named keep theirs."""
        for key, count in counts.items():
            self._nav[key].set_count(count)

    def _brand(self) -> QHBoxLayout:
        self._logo.setPixmap(pixmap("app", "", _LOGO, self.devicePixelRatioF()))
        row = QHBoxLayout()
        row.setContentsMargins(space(1), 0, 0, 0)
        row.setSpacing(space(2))
        row.addSpacing(space(1))
        row.addWidget(self._logo)
        row.addWidget(self._name)
        row.addStretch()
        row.addWidget(self.menu_button)
        return row

    def _add_sections(self, pages: Sequence[PageSpec], column: QVBoxLayout) -> None:
        last: int | None = None
        for page in pages:
            if last is not None and page.section != last:
                self._lines.append(_ruler())
                column.addWidget(self._lines[-1])
            last = page.section
            button = NavButton(page)
            self._add_button(page.key, button)
            self._nav[page.key] = button
            column.addWidget(button)

    def _add_button(self, key: str, button: QPushButton) -> None:
        """A button that leads to a page and stays pressed while that is shown."""
        button.setCheckable(True)
        self._group.addButton(button, len(self._buttons))
        self._buttons[key] = button

    @Slot(int)
    def _choose(self, number: int) -> None:
        key = list(self._buttons)[number]
        asked = self._buttons[key] is self.sync_box and self.sync_box.needs
        (self.needs_chosen if asked else self.page_chosen).emit(key)


def _ruler() -> QWidget:
    """A line between two sections."""
    line, whole = QFrame(), QWidget()
    line.setProperty("role", "line")
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, space(2), 0, space(2))
    column.addWidget(line)
    return whole


def _sandbox_mark() -> Tag:
    mark = Tag(tr("sidebar", "Sandbox"), "warn")
    mark.setObjectName("sandbox_mark")
    mark.setToolTip(tooltip(tr("sidebar", "A practice account on this computer. Nothing here reaches Clientary.")))
    return mark
