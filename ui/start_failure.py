"""What a person sees when the program cannot open its data: one plain window that says why, and the end."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from app.errors import AppError
from ui.i18n import tr
from ui.messages import sentence

REFUSED = 1


def show_start_failure(app: QApplication, error: AppError) -> int:
    """Show it until it is closed; returns the exit code. Also on standard error, for whoever started us there."""
    text = sentence(error)
    print(f"stint: {text}", file=sys.stderr)  # noqa: T201 - the terminal's part
    box = QMessageBox(QMessageBox.Icon.Warning, tr("start", "Stint cannot open your data"), text)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(tr("start", "Nothing was changed."))
    box.setDetailedText(error.detail)
    box.addButton(tr("start", "Quit"), QMessageBox.ButtonRole.AcceptRole)
    box.finished.connect(app.quit)
    box.show()
    app.exec()
    return REFUSED
