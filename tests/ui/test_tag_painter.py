"""Tags in rows of lists: a word is cut only where the row has no room."""

from __future__ import annotations

from string import ascii_letters

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from ui.delegates.tag_painter import tag_font, tag_size


@pytest.mark.parametrize("points", [7.7, 8.1, 9.0, 10.3])
def test_a_tag_has_room_for_its_whole_word(qapp: QApplication, points: float) -> None:
    face = tag_font()
    face.setPointSizeF(points)
    metrics, edges = QFontMetrics(face), tag_size("", face).width()
    words = ["Sent", "Draft", "Overdue", *(first + second for first in ascii_letters for second in "eirtl")]
    cut = [
        word
        for word in words
        if metrics.elidedText(word, Qt.TextElideMode.ElideRight, tag_size(word, face).width() - edges) != word
    ]
    assert cut == []
