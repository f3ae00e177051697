"""The way to Clientary, step by step: choose how, sign in, connect, look what the account can do."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.services.connect_states import (
    ActionRequired,
    Advice,
    Building,
    Failed,
    Ready,
    Signed,
    SignIn,
    State,
)
from app.services.ways import Ways
from ui.bridge import Bridge
from ui.dialogs.connect_controller import ConnectController
from ui.dialogs.connect_foot import ConnectFoot
from ui.dialogs.connect_panel import ConnectPanel
from ui.dialogs.connect_rail import ConnectRail
from ui.dialogs.connect_stage import CHECK, CONNECT, SIGN_IN, SYNC, WAY, Deed, Stage
from ui.dialogs.connect_words import (
    account_text,
    error_stage,
    looking_stage,
    overruled_text,
    ready_stage,
    stage_of,
    sync_text,
    unkept_text,
    ways_stage,
    working_stage,
)
from ui.i18n import tr
from ui.session import Session
from ui.sync_worker import SyncStatus
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.plain_label import PlainLabel

Start = Literal["ways", "look", "reconnect"]
"""Where to begin: with the choice of the way, or on the way in use; `reconnect` goes on by itself to the browser if the
connection asks for that.
"""

_SIZE = QSize(space(220), space(128))
_SMALLEST = QSize(space(110), space(80))
_RAIL_FROM = space(160)
"""Narrower than this, the steps make room for what is to be done."""


class ConnectDialog(QDialog):
    """Open it with `open()`. Nothing blocks this thread; Esc stops what is under way and goes back, at the first choice
    it closes. Everything is kept by the service, so closing loses nothing.
    """

    connected = Signal()
    """A connection is in use from now on; the settings have changed."""
    sandbox_requested = Signal()
    new_folder_requested = Signal()

    def __init__(self, session: Session, bridge: Bridge, start: Start = "ways", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._bridge, self._start = session, bridge, start
        self._ways = Ways()
        self._stage = self._decision = looking_stage()
        self._connection_id = ""
        self._unkept: str | None = None
        self._signed = self._ready = False
        self.controller = ConnectController(bridge, self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("connect", "Connect to Clientary"))
        self.setMinimumSize(_SMALLEST)
        self.rail, self.panel = ConnectRail(), ConnectPanel()
        self.foot = ConnectFoot()
        self.foot.primary.setDefault(True)
        self._lay_out()
        self._connect()
        self.resize(self.sizeHint())  # Qt gives a window no more than two thirds of the screen by itself
        self._begin()

    def sizeHint(self) -> QSize:
        """As large as is comfortable, and no larger than the screen."""
        room = self.screen().availableSize() - QSize(space(8), space(16))
        return _SIZE.boundedTo(room).expandedTo(_SMALLEST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._stage.step > WAY and not self._ready:
            event.accept()
            self._go_back()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.rail.setVisible(self.width() >= _RAIL_FROM)
        super().resizeEvent(event)

    def done(self, result: int) -> None:
        """However it ends, nothing goes on in the background, and a sign-in that was made holds."""
        self.controller.stop()
        if self._signed and not self._ready and self._adopt_settings():
            self._bridge.settings_changed.emit()
        super().done(result)

    @property
    def stage(self) -> Stage:
        """What is shown now."""
        return self._stage

    # -- how it begins and what comes back -------------------------------------------------------------------------

    def _begin(self) -> None:
        self._show(self._stage)
        way = self._session.config.transport
        if way == "auto":
            way = "api" if self._session.config.token else "cli"
        if self._start != "ways" and way in ("cli", "api"):
            self._take_way(way)
        else:
            self.controller.look_around()

    @Slot(object)
    def show_ways(self, ways: Ways) -> None:
        """The first choice, by what this computer has."""
        self._ways = ways
        self._show(ways_stage(ways))

    @Slot(object)
    def follow(self, state: State) -> None:
        """Show what is under way, or what a step came to."""
        match state:
            case Signed(account, unkept):
                self._signed, self._unkept = True, unkept
                self.rail.note(SIGN_IN, account_text(account, unkept))
            case SignIn(_, _, problem) if problem and self._stage.code_wanted:
                self.panel.refuse_code(problem)
                return
            case Building(connection) | ActionRequired(connection):
                self._connection_id = connection.id
            case Failed(_, advice, connection) if connection is not None:
                self._connection_id = connection.id
                if advice is Advice.RECONNECT and self._start == "reconnect":
                    self._start = "look"  # once
                    self._do("reconnect")
                    return
            case Ready():
                self._finish(state)
                return
        self._show(stage_of(state, self._ways))

    @Slot(object)
    def show_error(self, error: AppError) -> None:
        """A step could not be done."""
        step = self._stage.step if self._stage.step <= CONNECT else CONNECT
        self._show(error_stage(step, error))

    def _finish(self, state: Ready) -> None:
        """The settings name the connection now: the window follows them, and sync begins."""
        if not self._adopt_settings():
            return
        self._ready = True
        self.rail.note(CONNECT, state.connection.name)
        way, origin = self._session.config.transport, self._session.origin("account.transport")
        overruled = overruled_text(origin) if way != self.controller.way else ""
        stage = ready_stage(state, overruled or unkept_text(self._unkept))
        self._show(stage)
        self.rail.show_end(stage)
        self._bridge.sync_status_changed.connect(self._show_sync)
        self._bridge.settings_changed.emit()
        self.connected.emit()

    def _adopt_settings(self) -> bool:
        try:
            self._session.reload_settings()
        except AppError as error:
            self.show_error(error)
            return False
        return True

    @Slot(object)
    def _show_sync(self, status: SyncStatus) -> None:
        """The last step goes on while the person reads."""
        text, state = sync_text(status)
        self.rail.steps[SYNC].show_state(state, text)

    # -- what the person does --------------------------------------------------------------------------------------

    @Slot(str)
    def _take_way(self, way: str) -> None:
        if way == "look":
            self._show(looking_stage())
            self.controller.look_around()
            return
        self.controller.way = way
        self.rail.note(
            WAY, tr("connect", "the membrane command") if way == "cli" else tr("connect", "only the browser")
        )
        self._show(working_stage(SIGN_IN))
        self.controller.look()

    @Slot()
    def _go_back(self) -> None:
        """Stop, and decide again: what was decided last while that is at work, else the way."""
        self.controller.stop()
        self._start = "ways"
        if self._stage.busy and self._decision.step == CONNECT:
            self._show(self._decision)
            return
        self._show(looking_stage())
        self.controller.look_around()

    @Slot(str)
    def _do(self, deed: Deed) -> None:
        controller = self.controller
        match deed:
            case "open":
                self.panel.link.open()
            case "restart":
                self._go_back()
            case "new_folder":
                self.new_folder_requested.emit()
            case "finish":
                self.accept()
            case "again":
                self._show(working_stage(SIGN_IN))
                controller.look()
            case "create":
                self._show(working_stage(CONNECT))
                controller.create()
            case "reconnect":
                self._show(working_stage(CONNECT))
                controller.reconnect(self._connection_id)
            case "choose":
                chosen = self.panel.choice.connection_id
                if chosen is not None:
                    self._show(working_stage(CHECK))
                    controller.choose(chosen)

    @Slot()
    def _ask_sandbox(self) -> None:
        self.sandbox_requested.emit()
        self.reject()

    # -- showing ---------------------------------------------------------------------------------------------------

    def _show(self, stage: Stage) -> None:
        before, self._stage = self._stage, stage
        if not stage.busy:
            self._decision = stage
        self.rail.show_stage(stage)
        self.panel.show_stage(stage)
        self.foot.show_stage(stage, finished=self._ready)
        self._allow_choice()
        if stage.opens and stage.link != before.link:
            self.panel.link.open()
        if replace(stage, detail="", busy="") != replace(before, detail="", busy="") or stage.busy != before.busy:
            self._move_focus(stage)

    def _move_focus(self, stage: Stage) -> None:
        control = self.panel.main_control(stage)
        if control is None and stage.primary is not None:
            control = self.foot.primary
        if control is None:
            control = self.panel.link.copy_button if stage.link else self.foot.back
        if control.isHidden() or not control.isEnabled():
            control = self.foot.offline if stage.step == WAY else self.foot.back
        control.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _allow_choice(self) -> None:
        """What needs a choice waits for one."""
        self.foot.allow_choice(not self._stage.choices or self.panel.choice.connection_id is not None)

    def _connect(self) -> None:
        self.controller.ways_found.connect(self.show_ways)
        self.controller.state_changed.connect(self.follow)
        self.controller.failed.connect(self.show_error)
        self.panel.way_chosen.connect(self._take_way)
        self.panel.code_entered.connect(self.controller.give)
        self.panel.connection_chosen.connect(self._allow_choice)
        self.foot.sandbox.clicked.connect(self._ask_sandbox)
        self.foot.back.clicked.connect(self._go_back)
        self.foot.offline.clicked.connect(self.reject)
        self.foot.deed_requested.connect(self._do)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(5), space(6), space(5))
        column.setSpacing(space(3))
        column.addWidget(PlainLabel(tr("connect", "Connect to Clientary"), "title"))
        text = tr(
            "connect",
            "Your hours stay on this computer until you connect. Clientary's credentials never reach this program: "
            "Membrane keeps them.",
        )
        column.addWidget(PlainLabel(text, "body", "muted", wrap=True))
        middle = QHBoxLayout()
        middle.setSpacing(space(5))
        middle.addWidget(self.rail)
        middle.addWidget(self.panel, 1)
        column.addLayout(middle, 1)
        column.addWidget(self.foot)
        for button in self.panel.findChildren(Button):
            button.setAutoDefault(False)
