"""What becomes of what a person has in hand in the timer bar when another entry is shown there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.storage.changes import Changes
from app.storage.entries import EntryRow
from ui.bridge import Bridge
from ui.widgets.bar_fields import BarFields
from ui.widgets.bar_note import BarNote
from ui.widgets.clock_face import ClockFace


class BarHandover(QObject):
    """A person types on for what was shown when they began. What was typed so far goes where it belongs; what follows
    goes nowhere: the clock has the focus then, and takes no keys.
    """

    def __init__(
        self,
        bridge: Bridge,
        bar: QWidget,
        parts: tuple[BarFields, ClockFace, BarNote],
        restore_start: Callable[[], object],
    ) -> None:
        super().__init__(bar)
        self._bridge, self._bar, self._restore_start = bridge, bar, restore_start
        self._fields, self._clock, self._note = parts
        self._in_hand = self._ready = self._own = self._lent = False
        self._shown: EntryRow | None = None
        bridge.committed_here.connect(self._note_own)
        self._clock.key_lost.connect(self._say_lost)

    def begin(self, row: EntryRow | None) -> None:
        """The bar is about to look what runs now; it shows `row`, None for a draft."""
        self._in_hand = self._is_in_hand(row)
        title, own = self._fields.title, self._own
        self._own = False
        self._ready = not (own or self._fields.busy) and title.hasFocus() and title.isActiveWindow()

    def name(self, ended: EntryRow) -> None:
        """A title that was half typed when its entry ended elsewhere is saved there, as if the focus had left it."""
        self._note.forget()  # it said what Enter would rename, or what comes back now
        typed = self._fields.title.text().strip()
        if typed not in ("", ended.entry.title):
            from ui.timer_acts import title_ended

            title_ended(self._bridge, ended, typed, self._note.refuse)

    def finish(self, before: EntryRow | None, row: EntryRow | None) -> None:
        """Another entry is shown than `before`. Who was about to type for that one is kept from this one too, unless
        they began it themselves.
        """
        self._shown = row
        if self._in_hand or (self._ready and row is not None):
            self._close()
            self._restore_start()
            self._clock.setFocus(Qt.FocusReason.OtherFocusReason)
            self._lent = True
        elif row is None and self._lent:
            self._lent = False
            if self._bar.window().focusWidget() is self._clock:
                self._fields.title.setFocus(Qt.FocusReason.OtherFocusReason)
        if before is None and row is not None and self._fields.kept:
            self._note.say_put_away(row.entry.title, typed=self._fields.kept == "typed")

    def _is_in_hand(self, row: EntryRow | None) -> bool:
        """Whether somebody is typing in the bar just now, for `row`."""
        focused, title = self._bar.window().focusWidget(), self._fields.title
        if self._opened() is not None:
            return True
        if focused is not title:
            return isinstance(focused, QLineEdit) and self._bar.isAncestorOf(focused)
        return title.text() != ("" if row is None else row.entry.title) and not self._fields.busy

    def _close(self) -> None:
        """Close the list of projects or the field for tags, and take nothing from it."""
        opened = self._opened()
        if opened is not None:
            opened.hide()

    def _opened(self) -> QWidget | None:
        """The list of projects or the field for tags, where one is open."""
        popup = QApplication.activePopupWidget()
        parents = self._fields.chooser, self._fields.tags
        return popup if popup is not None and popup.parentWidget() in parents else None

    @Slot(object)
    def _note_own(self, changes: Changes) -> None:
        """What the person does in this window leaves the keys where they were."""
        self._own = self._own or changes.concern("entries")

    @Slot()
    def _say_lost(self) -> None:
        """A person types where nothing is taken: they do not get the focus back by themselves in the middle of it."""
        self._lent = False
        if self._shown is not None and self._note.isHidden():
            self._note.say_lost(self._shown.entry.title)
