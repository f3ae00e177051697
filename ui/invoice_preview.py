"""The live preview of an invoice: worked out off the keystroke path, the latest question's answer only."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.cancel import CancelToken
from app.context import AppContext
from app.errors import AppError
from app.services.invoice_request import InvoiceRequest, Preview
from app.services.invoices import invoice_service
from ui.bridge import Bridge
from ui.task_worker import Task

TYPING_MS = 80


@dataclass(frozen=True, slots=True)
class PreviewQuestion:
    """What the form asks; `replacing` is the draft or refused invoice that is being changed."""

    request: InvoiceRequest
    replacing: str | None = None


class LivePreview(QObject):
    """Ask as often as you like: 80 ms after the last question it is worked out on the task thread."""

    answered = Signal(object)
    """app.services.invoice_request.Preview"""
    refused = Signal(object)
    """AppError: the form is not right yet, or there is nothing to bill."""

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._question: PreviewQuestion | None = None
        self._task: Task | None = None
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._work_out)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come, so that what is shown is of an earlier question."""
        return self._typing.isActive() or self._task is not None

    def ask(self, question: PreviewQuestion) -> None:
        """Work this out instead of whatever was asked before."""
        self._forget_task()
        self._question = question
        self._typing.start()

    def stop(self) -> None:
        """No answer is wanted any more."""
        self._typing.stop()
        self._question = None
        self._forget_task()

    def _forget_task(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel.set()

    @Slot()
    def _work_out(self) -> None:
        question = self._question
        if question is None:
            return

        def work(context: AppContext, cancel: CancelToken) -> Preview:
            del cancel  # it takes milliseconds
            return invoice_service(context).preview(question.request, question.replacing)

        self._task = self._bridge.tasks.run(work)
        self._task.done.connect(self._take)
        self._task.failed.connect(self._take_refusal)
        self._task.dropped.connect(self._take_nothing)

    @Slot(object)
    def _take(self, preview: Preview) -> None:
        if self.sender() is self._task:
            self._task = None
            self.answered.emit(preview)

    @Slot(object)
    def _take_refusal(self, error: AppError) -> None:
        if self.sender() is self._task:
            self._task = None
            self.refused.emit(error)

    @Slot()
    def _take_nothing(self) -> None:
        if self.sender() is self._task:
            self._task = None
