"""The way to Clientary: what to type where, and looking whether it worked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.cancel import CancelToken, Deadline
from app.context import AppContext
from app.errors import AppError, AuthRequired, TransportUnavailable
from app.services.account import AccountService, FoundConnection
from ui.bridge import Bridge
from ui.i18n import tr
from ui.messages import sentence
from ui.plain import menu_text, one_line
from ui.session import Session
from ui.theme import space
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.plain_label import PlainLabel
from ui.widgets.step_row import StepRow

INSTALL = "npm install -g @membranehq/cli"
SIGN_IN = "membrane login --tenant"
ADD_ACCOUNT = 'membrane connection ensure "https://www.clientary.com/"'
LOOK_S = 45.0
_WIDTH = 600


class ConnectDialog(QDialog):
    """Stint asks for no password and installs nothing: the person runs three commands, *Look again* finds out how far
    that led. Open it with `open()`; looking runs off this thread.
    """

    connected = Signal()
    """A connection is in use from now on; the settings have changed."""
    sandbox_requested = Signal()

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._bridge = session, bridge
        self._found: tuple[FoundConnection, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("connect", "Connect to Clientary"))
        self.setMinimumWidth(_WIDTH)
        self.steps = _steps()
        self.outcome = Banner("info", "", dismissible=False)
        self.outcome.hide()
        self._choices = QButtonGroup(self)
        self._choice_column = QVBoxLayout()
        self.sandbox_button = Button(tr("connect", "Try the sandbox instead"))
        self.offline_button = Button(tr("connect", "Keep working offline"))
        self.look_button = Button(tr("connect", "Look again"), "primary")
        self._lay_out()
        self.sandbox_button.clicked.connect(self._ask_sandbox)
        self.offline_button.clicked.connect(self.reject)
        self.look_button.clicked.connect(self._look_or_use)
        self.steps[0].set_state("now")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(5), space(6), space(5))
        column.setSpacing(space(3))
        column.addWidget(PlainLabel(tr("connect", "Connect to Clientary"), "title"))
        text = tr(
            "connect",
            "Your hours stay on this computer until you connect. Clientary's credentials never reach this program: "
            "Membrane keeps them. Type these commands in a terminal.",
        )
        column.addWidget(PlainLabel(text, "body", "muted", wrap=True))
        card = Card(padded=False)
        for number, step in enumerate(self.steps):
            if number:
                card.add_line()
            card.body.addWidget(step)
        column.addWidget(card)
        column.addWidget(self.outcome)
        column.addLayout(self._choice_column)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addWidget(self.sandbox_button)
        buttons.addStretch()
        buttons.addWidget(self.offline_button)
        buttons.addWidget(self.look_button)
        column.addLayout(buttons)

    @Slot()
    def _look_or_use(self) -> None:
        if len(self._found) > 1:
            self._use(self._found[self._choices.checkedId()], pin=True)
            return
        self.look_button.setEnabled(False)
        self.look_button.setText(tr("connect", "Looking…"))
        self.outcome.hide()
        task = self._bridge.tasks.run(_look)
        task.done.connect(self._show_found)
        task.failed.connect(self._show_failure)
        task.dropped.connect(self._rest)

    @Slot()
    def _rest(self) -> None:
        self.look_button.setEnabled(True)
        self.look_button.setText(tr("connect", "Look again"))

    @Slot(object)
    def _show_found(self, found: tuple[FoundConnection, ...]) -> None:
        self._rest()
        self._mark(2)
        usable = tuple(one for one in found if one.problem is None)
        if len(usable) == 1:
            self._use(usable[0], pin=len(found) > 1)
        elif usable:
            self._offer(usable)
        elif found:
            problem = one_line(found[0].problem or "")
            self._say("warn", tr("connect", "“{name}” cannot be used: {problem}", name=found[0].name, problem=problem))
        else:
            self._say("info", tr("connect", "You are signed in. The last step is to connect your Clientary account."))

    @Slot(object)
    def _show_failure(self, error: AppError) -> None:
        self._rest()
        match error:
            case TransportUnavailable():
                self._mark(0)
                self._say(
                    "info", tr("connect", "There is no membrane command on this computer yet: begin with step 1.")
                )
            case AuthRequired():
                self._mark(1)
                self._say("info", tr("connect", "The command is there. Sign in with it next."))
            case _:
                self._say("warn", sentence(error))

    def _mark(self, current: int) -> None:
        """The steps before that one are done."""
        for number, step in enumerate(self.steps):
            step.set_state("done" if number < current else "now" if number == current else "later")

    def _offer(self, found: tuple[FoundConnection, ...]) -> None:
        """Several accounts: the person chooses."""
        self._mark(3)
        self._found = found
        self._say("info", tr("connect", "There are several Clientary connections. Which one is this?"))
        for number, one in enumerate(found):
            choice = QRadioButton(menu_text(one.name))
            choice.setChecked(number == 0)
            self._choices.addButton(choice, number)
            self._choice_column.addWidget(choice)
        self.look_button.setText(tr("connect", "Use this one"))

    def _use(self, connection: FoundConnection, *, pin: bool) -> None:
        """Store the choice, off this thread; `pin`: there are others beside it."""
        connection_id = connection.id if pin else None

        def choose(context: AppContext, cancel: CancelToken) -> None:
            del cancel  # quick, and never half done
            AccountService(context.config).choose(connection_id)

        task = self._bridge.tasks.run(choose)
        task.done.connect(self._go_on)
        task.failed.connect(self._show_failure)

    @Slot()
    def _go_on(self) -> None:
        try:
            self._session.reload_settings()
        except AppError as error:
            self._say("error", sentence(error))
            return
        self._mark(3)
        self._bridge.settings_changed.emit()
        self.connected.emit()
        self.accept()

    def _say(self, kind: str, text: str) -> None:
        self.outcome.set_message("error" if kind == "error" else "warn" if kind == "warn" else "info", text)
        self.outcome.show()

    @Slot()
    def _ask_sandbox(self) -> None:
        self.sandbox_requested.emit()
        self.reject()


def _steps() -> list[StepRow]:
    return [
        StepRow(
            1,
            tr("connect", "Get the membrane command"),
            tr("connect", "It needs Node.js. Already there? Then look again."),
            INSTALL,
        ),
        StepRow(2, tr("connect", "Sign in to Membrane"), tr("connect", "It opens your browser."), SIGN_IN),
        StepRow(
            3,
            tr("connect", "Connect your Clientary account"),
            tr("connect", "It opens your browser once more."),
            ADD_ACCOUNT,
        ),
    ]


def _look(context: AppContext, cancel: CancelToken) -> tuple[FoundConnection, ...]:
    """Runs on the task thread."""
    return AccountService(context.config).look(Deadline(LOOK_S), cancel)
