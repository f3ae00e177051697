"""Pages of the PDF that a form would give, made by the typesetter while the person goes on typing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from app.cancel import CancelToken
from app.context import AppContext
from app.domain.invoices import Invoice
from app.errors import AppError
from app.services.document_view import PageView, Renderer, view_invoice
from ui.bridge import Bridge
from ui.task_worker import Task

_PAUSE_MS = 250
"""After the latest change: the figures beside it come first."""


@dataclass(frozen=True, slots=True)
class PageQuestion:
    """Which page (from 1) of the PDF of `invoice`, and how many pixels to the inch."""

    invoice: Invoice
    page: int
    ppi: float


@dataclass(frozen=True, slots=True)
class ShownPage:
    """The picture of a page, and the document that it was taken of."""

    image: QImage
    view: PageView


class PagePreview(QObject):
    """Ask as often as you like: one page at a time is made, the next one of what was asked last. The typesetter's
    process is kept between them, until `rest`.
    """

    arrived = Signal(object)
    """ShownPage"""
    failed = Signal(object)
    """AppError: there is no picture of what was asked."""

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.renderer = Renderer()
        self._question: PageQuestion | None = None
        self._task: Task | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._begin)
        self.destroyed.connect(self.renderer.close)  # no slot of this object: it is gone by then

    @property
    def busy(self) -> bool:
        """Whether a page is still to come."""
        return self._task is not None or self._question is not None

    @property
    def working(self) -> bool:
        """Whether the typesetter has something to do at this moment."""
        return self._task is not None

    def ask(self, question: PageQuestion, *, at_once: bool = False) -> None:
        """This page instead of what was asked before; `at_once` for a person who turns pages."""
        self._question = question
        self._pause.setInterval(0 if at_once else _PAUSE_MS)
        self._pause.start()

    def rest(self) -> None:
        """Nothing is wanted for now: the typesetter's process ends and gives its memory back."""
        self._pause.stop()
        self._question = None
        if self._task is not None:
            self._task.cancel.set()
        if self.renderer.pid is not None:
            renderer = self.renderer

            def close(context: AppContext, cancel: CancelToken) -> None:
                del context, cancel
                renderer.close()

            self._bridge.patient_tasks.run(close)

    @Slot()
    def _begin(self) -> None:
        if self._task is not None or self._question is None:
            return
        question, renderer, self._question = self._question, self.renderer, None

        def work(context: AppContext, cancel: CancelToken) -> ShownPage:
            view = view_invoice(context, renderer, question.invoice, question.page, question.ppi, cancel)
            return ShownPage(QImage.fromData(view.png), view)

        self._task = self._bridge.patient_tasks.run(work)
        self._task.done.connect(self._take)
        self._task.failed.connect(self._take_failure)
        self._task.dropped.connect(self._go_on)

    @Slot(object)
    def _take(self, shown: ShownPage) -> None:
        self.arrived.emit(shown)
        self._go_on()

    @Slot(object)
    def _take_failure(self, error: AppError) -> None:
        self.failed.emit(error)
        self._go_on()

    @Slot()
    def _go_on(self) -> None:
        self._task = None
        if self._question is not None and not self._pause.isActive():
            self._begin()
