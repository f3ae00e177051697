"""What a person sees when the program cannot open its data: one plain window that says why, and the end."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from app.clock import SystemClock
from app.config import Config
from app.domain.spans import local_day, local_zone_name
from app.errors import AppError, DatabaseDamaged
from app.services.restore import RestoreService
from ui.format import clock_time, short_day
from ui.i18n import tr, tr_n
from ui.messages import sentence

REFUSED = 1


def offer_backup(app: QApplication, error: DatabaseDamaged, config: Config) -> bool:
    """The data cannot be used: offer to go back to the newest backup that can. Whether that was done.

    What is there is set aside, not overwritten. Raises `AppError` where going back fails.
    """
    service = RestoreService(config.folder, SystemClock())
    newest = service.newest_good()
    if newest is None:
        return False
    zone = local_zone_name()
    at = f"{short_day(local_day(newest.made_at, zone))} {clock_time(newest.made_at, zone)}"
    text = tr("start", "Your data file cannot be read. The newest good backup is of {when}.", when=at)
    box = QMessageBox(QMessageBox.Icon.Warning, tr("start", "Stint cannot open your data"), text)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(
        tr_n(
            "start",
            "It holds {n} entry. What Clientary has comes in again with the next sync; the file is kept beside it.",
            "It holds {n} entries. What Clientary has comes in again with the next sync; the file is kept beside it.",
            newest.entries_then,
        )
    )
    box.setDetailedText(error.detail)
    go_back = box.addButton(tr("start", "Go back to this backup"), QMessageBox.ButtonRole.AcceptRole)
    leave = box.addButton(tr("start", "Quit"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(leave)
    waiting = QEventLoop(app)  # the program's own has not begun yet
    box.finished.connect(waiting.quit)
    box.show()
    waiting.exec()
    if box.clickedButton() is not go_back:
        return False
    service.restore(newest.path)
    return True


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
