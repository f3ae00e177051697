"""Choose one of the connection's actions, fill in its inputs, run it, read what it puts out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from app.cancel import CancelToken, Deadline
from app.context import AppContext
from app.errors import AppError
from app.services.action_inputs import inputs_of, problems
from app.services.developer import CALL_S, ActionRun, DeveloperService, OfferedAction, text_of
from ui.background_call import BackgroundCall
from ui.bridge import Bridge
from ui.developer_words import call_sentence
from ui.i18n import tr
from ui.messages import as_sentence
from ui.task_worker import Work
from ui.theme import space
from ui.widgets.action_form import ActionForm
from ui.widgets.button import Button
from ui.widgets.choice import Choice
from ui.widgets.field import Field
from ui.widgets.plain_label import PlainLabel
from ui.widgets.result_view import ResultView
from ui.widgets.run_buttons import RunButtons

_CONTEXT = "developer"


class ActionPanel(QWidget):
    """Asks Membrane for the actions when it is first shown, and again by its button."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions: list[OfferedAction] = []
        self._asked, self.form = False, ActionForm(inputs_of({}))
        self._listing, self._running = BackgroundCall(bridge, self), BackgroundCall(bridge, self)
        self.choice: Choice[int] = Choice()
        self.list_button = Button(tr(_CONTEXT, "List again"), icon="sync")
        self.buttons = RunButtons(tr(_CONTEXT, "Run"), "play", self._running)
        self.about = PlainLabel("", "small", "muted", wrap=True)
        self.trouble = PlainLabel("", "small", "danger", wrap=True)
        self.result = ResultView(tr(_CONTEXT, "Output of the action"), tr(_CONTEXT, "The output will be shown here."))
        self._area = QScrollArea()
        self._lay_out()
        self._connect()
        self._show_state()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._asked:
            self.list_actions()

    @property
    def action(self) -> OfferedAction | None:
        """The chosen one."""
        return None if self.choice.key is None else self._actions[self.choice.key]

    @Slot()
    def list_actions(self) -> None:
        """Ask what the connection offers."""
        self._asked = True
        self.about.setText(tr(_CONTEXT, "Asking Membrane for its actions…"))
        self._listing.start(_list)

    @Slot()
    def run(self) -> None:
        """Send what was filled in, unless it does not fit."""
        action = self.action
        if action is None or self._running.running:
            return
        payload = self.form.payload()
        found = problems(inputs_of(action.input_schema), payload)
        left = self.form.show_all(found)
        self.trouble.setText("; ".join(left))
        self.trouble.setVisible(bool(left))
        if not found and not self.form.further_is_wrong:
            self._running.start(_run_of(action.id, payload))
            self.result.show_reply(tr(_CONTEXT, "Running {name}…", name=action.label), "")

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, space(3), space(3), 0)
        column.setSpacing(space(3))
        top = QHBoxLayout()
        top.addWidget(Field(tr(_CONTEXT, "Action"), self.choice), 1)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        bottom = QHBoxLayout()
        bottom.addWidget(self.buttons)
        bottom.addWidget(self.list_button)
        bottom.addStretch(1)
        column.addLayout(top)
        column.addWidget(self.about)
        column.addWidget(self._area, 1)
        column.addWidget(self.trouble)
        column.addLayout(bottom)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(space(3), space(3), 0, 0)
        beside.addWidget(self.result)
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(1)
        for half in (left, right):
            halves.addWidget(half)
        halves.setSizes([space(100), space(100)])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(halves)
        self.trouble.hide()

    def _connect(self) -> None:
        self.choice.activated.connect(self._show_action)
        self.list_button.clicked.connect(self.list_actions)
        self.buttons.run_requested.connect(self.run)
        self._listing.done.connect(self._show_actions)
        self._listing.failed.connect(self._show_no_actions)
        self._listing.running_changed.connect(self._show_state)
        self._running.done.connect(self._show_run)
        self._running.failed.connect(self._show_failure)
        self._running.stopped.connect(self._show_stopped)

    @Slot()
    def _show_state(self) -> None:
        self.buttons.run_button.setEnabled(self.action is not None)
        self.list_button.setEnabled(not self._listing.running)

    @Slot(object)
    def _show_actions(self, actions: list[OfferedAction]) -> None:
        chosen = self.action
        self._actions = actions
        self.choice.set_choices([(number, _named(one)) for number, one in enumerate(actions)])
        same = next((number for number, one in enumerate(actions) if chosen is not None and one.id == chosen.id), None)
        if same is not None:
            self.choice.choose(same)
        self._show_action()

    @Slot(object)
    def _show_no_actions(self, error: AppError) -> None:
        self.about.setText(call_sentence(error))
        self._show_state()

    @Slot()
    def _show_action(self) -> None:
        action = self.action
        if action is None:
            self.about.setText(tr(_CONTEXT, "Membrane offers no actions for this connection."))
        else:
            kind = (
                tr(_CONTEXT, "Reads only.") if action.only_reads else tr(_CONTEXT, "Changes the account in Clientary.")
            )
            self.about.setText(" ".join(part for part in (as_sentence(action.description), kind) if part))
        self.form = ActionForm(inputs_of({} if action is None else action.input_schema))
        inside = QWidget()
        inside.setProperty("role", "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, space(2), 0)
        column.addWidget(self.form)
        column.addStretch(1)
        self._area.setWidget(inside)  # the form before goes with what held it
        self._area.setVisible(action is not None)
        self.trouble.hide()
        self._show_state()

    @Slot(object)
    def _show_run(self, shown: tuple[ActionRun, str]) -> None:
        ran, text = shown
        self.result.show_reply(" ".join((tr(_CONTEXT, "Done."), *ran.warnings)), text)

    @Slot(object)
    def _show_failure(self, error: AppError) -> None:
        self.result.show_reply(call_sentence(error), "", "danger")

    @Slot()
    def _show_stopped(self) -> None:
        text = tr(_CONTEXT, "Stopped. If it changes something, look in Clientary whether it was done.")
        self.result.show_reply(text, "", "warn")


def _named(action: OfferedAction) -> str:
    return f"{action.name} ({action.key})" if action.key and action.name else action.label


def _list(context: AppContext, cancel: CancelToken) -> list[OfferedAction]:
    return DeveloperService(context, cancel).actions(None, Deadline(CALL_S))


def _run_of(action_id: str, payload: dict[str, object]) -> Work:
    """The work of one run; its text is made there too, for it may be long."""

    def work(context: AppContext, cancel: CancelToken) -> tuple[ActionRun, str]:
        ran = DeveloperService(context, cancel).run(action_id, payload, Deadline(2 * CALL_S))
        return ran, text_of(ran.output)

    return work
