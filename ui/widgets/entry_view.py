"""The list of entries as a control: pointer, keys and menu turned into what a person wants done with an entry."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QWidget

from app.storage.entries import EntryRow
from ui.delegates.entry_delegate import EntryDelegate
from ui.delegates.entry_layout import EDGE, RowParts, part_at, row_parts
from ui.format import hours
from ui.i18n import tr
from ui.models.entry_list import EntryListModel, Index, ItemRole, OverlapRole
from ui.models.sync_words import mark_of
from ui.plain import one_line, tooltip


class EntryView(QListView):
    """One entry is current; several can be chosen with Ctrl and Shift. The buttons of a row appear under the pointer;
    every act has a key and a menu entry. A double click, or F2, edits in place.
    """

    continue_requested = Signal(object)
    edit_requested = Signal(object)
    delete_requested = Signal(object)
    details_requested = Signal(object)
    """The mark was clicked: what is the matter with this entry?"""
    chosen = Signal(object)
    """The EntryRow that is current now, None for none."""
    several_chosen = Signal(object)
    """list of EntryRow, newest first; fewer than two when it is one again."""
    shaping_requested = Signal(str, object)
    """An act of `ui.entry_shaping.EntryShaping`, and the EntryRow."""
    merge_requested = Signal()
    several_act_requested = Signal(str)
    """delete, earlier or later: for all chosen entries."""
    in_place_requested = Signal(object, str)
    """EntryRow, and the part of its row that is to be edited."""

    def __init__(self, model: EntryListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = model
        self._painter = EntryDelegate(self)
        self._painter.explain = self._explanation
        self._pressed: tuple[str, str | None] = ("", None)
        self._kept, self._held = "", False
        self._were_several = False
        self.setProperty("role", "bare")
        self.setAccessibleName(tr("entries", "Time entries"))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setItemDelegate(self._painter)
        model.rowsAboutToBeRemoved.connect(self._hold)  # before the view itself hears of it
        self.setModel(model)
        self.setViewport(
            QWidget()
        )  # one of ours: to wrap one of Qt's, PySide first wraps every kind of widget there is
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self._acts = self._make_actions()
        model.refreshed.connect(self._restore)

    def dataChanged(self, top_left: Index, bottom_right: Index, roles: Sequence[int] = ()) -> None:
        """Paint what changed. `QListView` would lay everything out anew and paint all of it, each minute that the timer
        runs, though every row is as high as every other.
        """
        QAbstractItemView.dataChanged(self, top_left, bottom_right, list(roles))

    @property
    def current(self) -> EntryRow | None:
        """The chosen entry."""
        return self._entry(self.currentIndex())

    @property
    def several(self) -> list[EntryRow]:
        """The chosen entries, newest first."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [item for row in rows if isinstance(item := self._entries.item(row), EntryRow)]

    def parts_of(self, entry_id: str) -> RowParts | None:
        """Where the parts of an entry's row lie now; None if it is not loaded."""
        row = self._entries.row_of(entry_id)
        return None if row < 0 else self._parts(self._entries.index(row))

    def choose(self, entry_id: str) -> bool:
        """Make an entry current and visible; False if it is not loaded."""
        row = self._entries.row_of(entry_id)
        if row < 0:
            return False
        self.setCurrentIndex(self._entries.index(row))
        self.scrollTo(self._entries.index(row))
        return True

    def updateGeometries(self) -> None:
        """Cards end at the same place with and without a scroll bar."""
        super().updateGeometries()
        self._painter.edge = max(0, EDGE - (self.width() - self.viewport().width()))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self._held:
            return
        row = self._entry(current)
        if row is not None:
            self._kept = row.entry.id
        self.chosen.emit(row)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if len(self.selectionModel().selectedIndexes()) > 1 or self._were_several:
            several = self.several
            self._were_several = len(several) > 1
            self.several_chosen.emit(several)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home goes to the newest entry: Qt's would be the heading of its day, where nothing can be chosen."""
        if action != QAbstractItemView.CursorAction.MoveHome:
            return super().moveCursor(action, modifiers)
        self.scrollToTop()  # the heading too
        return self._entries.index(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._were_several:
            self.choose_one()
        else:
            super().keyPressEvent(event)

    @Slot()
    def choose_one(self) -> None:
        """Of several chosen entries only the current one stays so."""
        self.setCurrentIndex(self.currentIndex())
        self.selectionModel().select(self.currentIndex(), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = (
            self._target(event.position().toPoint()) if event.button() == Qt.MouseButton.LeftButton else ("", None)
        )
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, ("", None)
        if event.button() == Qt.MouseButton.LeftButton and pressed == self._target(event.position().toPoint()):
            self._do(pressed[1])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        index = self.indexAt(place)
        row = self._entry(index)
        if row is not None and self._target(place)[1] is None:
            self.in_place_requested.emit(row, part_at(self._parts(index), place.x()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.current is None:
            return
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._offered_acts())
        menu.popup(place)

    def _make_actions(self) -> list[QAction]:
        made = []
        for name, text, keys in _acts():
            action = QAction(text, self)
            action.setObjectName(name)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(self._act)
            self.addAction(action)
            made.append(action)
        return made

    def _offered_acts(self) -> list[QAction]:
        """What the menu offers: for one entry all but merging, for several what goes for all of them."""
        several = len(self.several) > 1
        if several:
            return [act for act in self._acts if act.objectName() in _FOR_SEVERAL]
        return [act for act in self._acts if act.objectName() != "merge"]

    @Slot()
    def _act(self) -> None:
        self._do(self.sender().objectName())

    def _do(self, part: str | None) -> None:
        row = self.current
        if row is None or part is None:
            return
        asked = {
            "continue": self.continue_requested,
            "edit": self.edit_requested,
            "delete": self.delete_requested,
            "mark": self.details_requested,
        }
        if part == "merge":
            self.merge_requested.emit()
        elif part == "rename":
            self.in_place_requested.emit(row, "title")
        elif part in ("delete", "earlier", "later") and len(self.several) > 1:
            self.several_act_requested.emit(part)
        elif part in asked:
            asked[part].emit(row)
        else:
            self.shaping_requested.emit(part, row)

    @Slot()
    def _hold(self) -> None:
        """Rows go; where Qt moves the choice meanwhile is nobody's choice yet."""
        self._held = True

    @Slot()
    def _restore(self) -> None:
        """The chosen entry stays chosen, and its new state is told; after it is gone its neighbour is chosen."""
        self._held = False
        row = self._entries.row_of(self._kept) if self._kept else -1
        if row >= 0 and self.currentIndex().row() != row:
            self.setCurrentIndex(self._entries.index(row))
            return
        current = self.current
        if self._kept:
            self._kept = "" if current is None else current.entry.id
            self.chosen.emit(current)

    def _entry(self, index: Index) -> EntryRow | None:
        item = index.data(ItemRole) if index.isValid() else None
        return item if isinstance(item, EntryRow) else None

    def _target(self, place: QPoint) -> tuple[str, str | None]:
        """The id of the entry at a point ("" for none) and the part of its row."""
        index = self.indexAt(place)
        row = self._entry(index)
        return ("", None) if row is None else (row.entry.id, self._parts(index).at(place))

    def _parts(self, index: Index) -> RowParts:
        return row_parts(self.visualRect(index), self._painter.edge)

    def _point(self, place: QPoint | None) -> None:
        index = QModelIndex() if place is None else self.indexAt(place)
        part = None
        if place is not None and self._entry(index) is not None:
            part = self._parts(index).at(place)
        self._painter.point_at(index.row() if self._entry(index) is not None else -1, part)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor if part is None else Qt.CursorShape.PointingHandCursor)
        self.viewport().update()

    def _explanation(self, place: QPoint) -> str:
        index = self.indexAt(place)
        row = self._entry(index)
        if row is None:
            return ""
        match self._parts(index).at(place):
            case "continue":
                return tooltip(tr("entries", "Start again (Space)"))
            case "edit":
                return tooltip(tr("entries", "Edit (Enter)"))
            case "delete":
                return tooltip(tr("entries", "Delete (Del)"))
            case "mark":
                return tooltip(mark_of(row).story)
        more = [row.entry.title, *([row.entry.notes] if row.entry.notes else [])]
        shared = index.data(OverlapRole)
        if shared is not None:
            more.append(tr("entries", "overlaps another entry by {hours} h (Ctrl+R trims it)", hours=hours(shared)))
        return tooltip(" · ".join(one_line(text) for text in more))


_FOR_SEVERAL = ("earlier", "later", "merge", "delete")


def _acts() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Name, text and keys of what can be done with an entry, in the order of the menu."""
    return (
        ("continue", tr("entries", "Start again"), ("Space",)),
        ("edit", tr("entries", "Edit…"), ("Return", "Enter")),
        ("rename", tr("entries", "Edit the title"), ("F2",)),
        ("split", tr("entries", "Split…"), ("Ctrl+T",)),
        ("duplicate", tr("entries", "Copy to today"), ("Ctrl+D",)),
        ("earlier", tr("entries", "Move a day earlier"), ("Alt+Shift+Left",)),
        ("later", tr("entries", "Move a day later"), ("Alt+Shift+Right",)),
        ("mend", tr("entries", "Trim the overlap or close the gap"), ("Ctrl+R",)),
        ("merge", tr("entries", "Merge"), ("Ctrl+M",)),
        ("history", tr("entries", "History…"), ("Ctrl+H",)),
        ("delete", tr("entries", "Delete"), ("Del",)),
    )
