"""Asked once of a project whose type Clientary does not say: is its rate for an hour, or the price of everything?"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.billing_terms import Priced
from app.domain.ids import ProjectId
from app.errors import AppError
from ui.bridge import Bridge
from ui.i18n import tr
from ui.messages import sentence
from ui.revocable import Revocable
from ui.session import Session
from ui.theme import space
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "PricingQuestion"
_WIDTH = 440


class PricingQuestion(QDialog):
    """Open it with `open()`. It ends when the answer is kept; Esc asks again another time."""

    def __init__(self, session: Session, bridge: Bridge, project_id: ProjectId, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr(_CONTEXT, "Per hour or fixed?"))
        self.setMinimumWidth(_WIDTH)
        self._project_id = project_id
        self._revocable = Revocable(bridge, self)
        self.answers: list[Button] = []
        self.problem = Banner("error", "", dismissible=False)
        self.problem.hide()
        row = session.projects.row(project_id)
        text = tr(
            _CONTEXT,
            "Clientary does not say what the rate of “{project}” is for. Is it paid for each hour, or is it the price "
            "of the whole project? Your answer stays on this computer.",
            project=row.project.name,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(5), space(6), space(5))
        column.setSpacing(space(3))
        column.addWidget(PlainLabel(self.windowTitle(), "title"))
        column.addWidget(PlainLabel(text, "body", wrap=True))
        column.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.addStretch()
        answers: tuple[tuple[Priced, str], ...] = (
            ("fixed", tr(_CONTEXT, "Whole project")),
            ("hourly", tr(_CONTEXT, "Each hour")),
        )
        for priced, label in answers:
            button = Button(label, "primary" if priced == "hourly" else "secondary")
            button.clicked.connect(partial(self._answer, priced))
            buttons.addWidget(button)
            self.answers.append(button)
        column.addLayout(buttons)

    def _answer(self, priced: Priced) -> None:
        project_id = self._project_id
        done = self._revocable.do(lambda on: on.terms.set_priced(project_id, priced), self._end, self._refuse)
        self._wait(waits=not done)

    @Slot(object)
    def _end(self, _kept: object) -> None:
        self.accept()

    @Slot(object)
    def _refuse(self, error: AppError) -> None:
        self._wait(waits=False)
        self.problem.set_message("error", sentence(error))
        self.problem.show()

    def _wait(self, *, waits: bool) -> None:
        """Nothing else can be answered while another program keeps that from being saved."""
        for button in self.answers:
            button.setEnabled(not waits)
