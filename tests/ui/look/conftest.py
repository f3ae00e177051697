"""The theme on the application, and taken off again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from ui.theme import Theme


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """A theme in the light colours, whatever the desktop has."""
    made = Theme()
    made.install(qapp)
    made.override(False)
    yield made
    made.override(None)
    made.deleteLater()
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Numbers and dates as in Ireland: English, euro, 24 hours."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_IE"))
    yield
    QLocale.setDefault(before)
