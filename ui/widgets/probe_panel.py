"""What the connected account can do, found out by reading only; the report is shown before it can be saved."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.cancel import CancelToken
from app.context import AppContext
from app.errors import AppError
from app.services.probe import ProbeReport, ProbeService, save_json
from ui.background_call import BackgroundCall
from ui.bridge import Bridge
from ui.developer_words import call_sentence
from ui.i18n import tr
from ui.requests import Notice
from ui.task_worker import Work
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.plain_label import PlainLabel
from ui.widgets.result_view import ResultView
from ui.widgets.run_buttons import RunButtons

_CONTEXT = "developer"


class ProbePanel(QWidget):
    """A button that runs the probe, its progress with a way to stop it, and then the report."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._call = BackgroundCall(bridge, self)
        self._relay: _Relay | None = None
        self.report: ProbeReport | None = None
        self.buttons = RunButtons(tr(_CONTEXT, "Check what this account can do"), "search", self._call)
        self.save_button = Button(tr(_CONTEXT, "Save the report…"), icon="download")
        self.dialect_button = Button(tr(_CONTEXT, "Save for the sandbox…"), icon="sandbox")
        self.dialect_button.setToolTip(tr(_CONTEXT, "A file with which the sandbox behaves like this account."))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr(_CONTEXT, "Progress of the check"))
        self.step = PlainLabel("", "small", "muted")
        self.result = ResultView(tr(_CONTEXT, "Report"), tr(_CONTEXT, "The report will be shown here."))
        self._lay_out()
        self._connect()
        self._show_state()

    @Slot()
    def start(self) -> None:
        """Run the probe; it asks some sixty questions."""
        self.report, self._relay = None, _Relay()
        self._relay.told.connect(self._show_step, Qt.ConnectionType.QueuedConnection)
        self.result.show_reply(tr(_CONTEXT, "Asking Clientary…"), "")
        self.progress.setRange(0, 0)
        self._call.start(_work_of(self._relay))

    @Slot()
    def save_report(self) -> None:
        """Ask where, and write the report there."""
        if self.report is not None:
            self._save(tr(_CONTEXT, "Save the report"), "stint-report.json", dict(self.report.document))

    @Slot()
    def save_dialect(self) -> None:
        """Ask where, and write the switches of the sandbox there."""
        if self.report is not None:
            self._save(tr(_CONTEXT, "Save for the sandbox"), "stint-dialect.json", dict(self.report.dialect))

    def save_to(self, path: Path, document: dict[str, object]) -> None:
        """Write it and say so."""
        try:
            save_json(path, document)
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
            return
        self._bridge.requests.notice_requested.emit(Notice(tr(_CONTEXT, "Saved as {name}", name=path.name)))

    def _save(self, title: str, name: str, document: dict[str, object]) -> None:
        dialog = QFileDialog(self, title, name, tr(_CONTEXT, "JSON files (*.json)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDefaultSuffix("json")
        saver = _Saver(self, document, dialog)
        dialog.fileSelected.connect(saver.save)
        dialog.open()

    def _lay_out(self) -> None:
        about = PlainLabel(
            tr(
                _CONTEXT,
                "Reads, and only reads, how Clientary answers here: pages, decimals, rounding, actions. The report "
                "holds names of fields, types and counts, and no names, texts, amounts, ids or secrets of the "
                "account. Read it, and send it along when something does not work.",
            ),
            "body",
            "muted",
            wrap=True,
        )
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.buttons)
        row.addWidget(self.step)
        row.addStretch(1)
        for button in (self.dialect_button, self.save_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(3), 0, 0)
        column.setSpacing(space(3))
        column.addWidget(about)
        column.addLayout(row)
        column.addWidget(self.progress)
        column.addWidget(self.result, 1)

    def _connect(self) -> None:
        self.buttons.run_requested.connect(self.start)
        self.save_button.clicked.connect(self.save_report)
        self.dialect_button.clicked.connect(self.save_dialect)
        self._call.running_changed.connect(self._show_state)
        self._call.done.connect(self._show_report)
        self._call.failed.connect(self._show_failure)
        self._call.stopped.connect(self._show_stopped)

    @Slot()
    def _show_state(self) -> None:
        running, ready = self._call.running, self.report is not None
        for widget in (self.progress, self.step):
            widget.setVisible(running)
        for button in (self.save_button, self.dialect_button):
            button.setVisible(ready)

    @Slot(int, int, str)
    def _show_step(self, done: int, total: int, step: str) -> None:
        if self.sender() is self._relay and self._call.running:
            self.progress.setRange(0, total)
            self.progress.setValue(done)
            self.step.setText(_step_words().get(step, step))

    @Slot(object)
    def _show_report(self, report: ProbeReport) -> None:
        self.report = report
        self._show_state()
        summary = "\n".join(f"• {sentence}" for sentence in report.summary)
        document = json.dumps(dict(report.document), ensure_ascii=False, indent=2)
        head = tr(_CONTEXT, "{count} requests, all of them reads. The report:", count=report.requests)
        self.result.show_reply(head, f"{summary}\n\n{document}")
        self.save_button.setFocus()

    @Slot(object)
    def _show_failure(self, error: AppError) -> None:
        self.result.show_reply(call_sentence(error), "", "danger")

    @Slot()
    def _show_stopped(self) -> None:
        self.result.show_reply(tr(_CONTEXT, "Stopped. Nothing was changed, for a check only reads."), "")


class _Relay(QObject):
    """Carries the steps from the task thread; kept by the panel, not by the work."""

    told = Signal(int, int, str)


class _Saver(QObject):
    """What a file dialog is answered with; ends with the dialog."""

    def __init__(self, panel: ProbePanel, document: dict[str, object], parent: QObject) -> None:
        super().__init__(parent)
        self._panel, self._document = panel, document

    @Slot(str)
    def save(self, name: str) -> None:
        self._panel.save_to(Path(name), self._document)


def _work_of(relay: _Relay) -> Work:
    def work(context: AppContext, cancel: CancelToken) -> ProbeReport:
        return ProbeService(context, cancel).run(relay.told.emit)

    return work


def _step_words() -> dict[str, str]:
    """What a step of `app.probe.run` looks at."""
    return {
        "paths": tr(_CONTEXT, "Where Clientary begins"),
        "clients": tr(_CONTEXT, "Clients"),
        "projects": tr(_CONTEXT, "Projects"),
        "invoices": tr(_CONTEXT, "Invoices"),
        "tasks": tr(_CONTEXT, "Tasks"),
        "staff": tr(_CONTEXT, "Staff"),
        "contacts": tr(_CONTEXT, "Contacts"),
        "leads": tr(_CONTEXT, "Leads"),
        "estimates": tr(_CONTEXT, "Estimates"),
        "payments": tr(_CONTEXT, "Payments"),
        "recurring": tr(_CONTEXT, "Recurring invoices"),
        "expenses": tr(_CONTEXT, "Expenses"),
        "paging": tr(_CONTEXT, "Pages"),
        "filters": tr(_CONTEXT, "Filters"),
        "hours": tr(_CONTEXT, "Hours"),
        "records": tr(_CONTEXT, "Single records"),
        "totals": tr(_CONTEXT, "Totals of invoices"),
        "actions": tr(_CONTEXT, "Actions"),
    }
