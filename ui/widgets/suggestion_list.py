"""What a line of the quick log may go on as: names to complete, then titles from before, each with its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from app.services.quicklog_names import NameOffer
from app.storage.titles import TitleRow
from ui.delegates.suggestion_delegate import SuggestionDelegate
from ui.i18n import tr
from ui.models.line_list import Line
from ui.widgets.announcing import announce
from ui.widgets.line_view import LineView

SHOWN = 4
"""Lines, one for each of Alt+1 to Alt+4."""
MOST_NAMES = 2
"""How many of them are names of projects or tasks."""


class SuggestionList(LineView):
    """Never has the focus: the keys come by `ui.type_ahead.TypeAhead` from the line above. A click opens a line."""

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(accessible_name, whole=True, single_click=True, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setItemDelegate(SuggestionDelegate(self))
        self.setUniformItemSizes(True)

    def show_offers(self, names: Sequence[NameOffer], titles: Sequence[TitleRow]) -> None:
        """Replace what is shown; nothing is chosen."""
        keys = [QKeySequence(f"Alt+{n}").toString(QKeySequence.SequenceFormat.NativeText) for n in range(1, SHOWN + 1)]
        keys = [key.replace("+", " ") for key in keys]
        if names:
            keys[0] = tr("quick_log", "Tab")
        lines = [Line(offer, f"{offer.name}:", offer.place, project_id=offer.project_id) for offer in names]
        lines += [Line(past, past.title, past.project_name or "", project_id=past.project_id) for past in titles]
        self.clearSelection()
        self.setCurrentIndex(self.lines.index(-1))
        self.show_lines([replace(line, value=key) for line, key in zip(lines, keys, strict=False)])

    @property
    def count(self) -> int:
        return self.lines.rowCount()

    @property
    def to_complete(self) -> object:
        """What Tab takes: the chosen line, else the first name; None where there is neither."""
        if self.current_key is not None:
            return self.current_key
        first = self.lines.line(0).key if self.count else None
        return first if isinstance(first, NameOffer) else None

    def step(self, step: int) -> None:
        """Walk down (1) or up (-1); above the first line none is chosen. What is chosen is read aloud."""
        row = min(self.currentIndex().row() + step, self.count - 1)
        self.setCurrentIndex(self.lines.index(max(row, -1)))
        if row >= 0:
            announce(self, str(self.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)))
