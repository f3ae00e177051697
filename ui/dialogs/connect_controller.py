"""Runs signing in and connecting off the GUI thread, one step at a time, and hands on what it comes to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.cancel import CancelToken, Deadline
from app.context import AppContext
from app.errors import AppError
from app.services.connect_states import ActionRequired, Building, CodeBox, NeedSignIn, State
from ui.bridge import Bridge
from ui.task_worker import Task

if TYPE_CHECKING:
    from app.services.connecting import Connecting

LOOK_S = 90.0
SIGN_IN_S = 900.0
BROWSER_S = 1_800.0
"""How long a person may take in the browser, and Membrane to set a connection up."""

Step = Callable[["Connecting", Deadline, CancelToken], State]


class ConnectController(QObject):
    """Lives on the GUI thread. A new step cancels the one before; what that still says is not heard.

    Goes on by itself where nobody has to decide: from *nobody is signed in* to signing in, and on waiting while
    Membrane or the browser is at work.
    """

    ways_found = Signal(object)
    """app.services.ways.Ways"""
    state_changed = Signal(object)
    """A State: something to show, or what a step came to."""
    failed = Signal(object)
    """AppError: the step could not be done."""

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = bridge.patient_tasks
        self._task: Task | None = None
        self._relay: _Relay | None = None
        self._number = 0
        self._codes = CodeBox()
        self.way = ""
        """The way in use: cli or api."""

    def look_around(self) -> None:
        """What there is on this computer; answers with `ways_found`."""
        self.stop()
        self._start(_ways).done.connect(self._tell_ways)

    def look(self) -> None:
        """How things stand on the way in use."""
        self._step(lambda connecting, deadline, cancel: connecting.look(deadline, cancel), LOOK_S)

    def sign_in(self) -> None:
        """Begin to sign in; `give` takes the code."""
        self._step(lambda connecting, deadline, cancel: connecting.sign_in(deadline, cancel), SIGN_IN_S)

    def give(self, code: str) -> None:
        """The code that the sign-in page showed."""
        self._codes.give(code)

    def choose(self, connection_id: str) -> None:
        """Use this one of several."""
        self._step(lambda connecting, deadline, cancel: connecting.choose(connection_id, deadline, cancel), BROWSER_S)

    def create(self) -> None:
        """Make a connection, in the browser."""
        self._step(lambda connecting, deadline, cancel: connecting.create(deadline, cancel), BROWSER_S)

    def reconnect(self, connection_id: str) -> None:
        """Connect the same connection anew, in the browser."""
        self._step(
            lambda connecting, deadline, cancel: connecting.reconnect(connection_id, deadline, cancel), BROWSER_S
        )

    def wait(self, connection_id: str) -> None:
        """Go on waiting for a connection."""
        self._step(lambda connecting, deadline, cancel: connecting.wait(connection_id, deadline, cancel), BROWSER_S)

    def stop(self) -> None:
        """Give the step up; nothing of it is heard any more."""
        self._number += 1  # reports that are on their way bear the old one
        task, self._task, self._relay = self._task, None, None
        if task is not None:
            for signal in (task.done, task.failed, task.dropped):
                signal.disconnect()
            task.cancel.set()

    def _step(self, step: Step, seconds: float) -> None:
        self.stop()
        way, codes, relay, number = self.way, CodeBox(), _Relay(), self._number

        def work(context: AppContext, cancel: CancelToken) -> State:
            from app.services.connecting import Connecting

            def report(state: State) -> None:
                relay.reported.emit(number, state)

            with Connecting(context, way, report=report, codes=codes) as connecting:
                return step(connecting, Deadline(seconds), cancel)

        self._start(work).done.connect(self._go_on)
        self._codes, self._relay = codes, relay
        relay.reported.connect(self._hand_on, Qt.ConnectionType.QueuedConnection)

    def _start(self, work: Callable[[AppContext, CancelToken], object]) -> Task:
        self._task = task = self._tasks.run(work)
        task.failed.connect(self._tell)
        task.dropped.connect(self._tell_bug)
        return task

    @Slot(object)
    def _tell_ways(self, ways: object) -> None:
        self._task = None
        self.ways_found.emit(ways)

    @Slot(int, object)
    def _hand_on(self, number: int, state: State) -> None:
        if number == self._number:
            self.state_changed.emit(state)

    @Slot(object)
    def _go_on(self, state: State) -> None:
        self._task = None
        match state:
            case NeedSignIn():
                self.state_changed.emit(state)
                self.sign_in()
            case Building(connection) | ActionRequired(connection):
                self.state_changed.emit(state)
                self.wait(connection.id)
            case _:
                self.state_changed.emit(state)

    @Slot(object)
    def _tell(self, error: AppError) -> None:
        self._task = None
        self.failed.emit(error)

    @Slot()
    def _tell_bug(self) -> None:
        """It ended without an answer; the crash hook has told why."""
        self._task = None
        self.failed.emit(AppError())


class _Relay(QObject):
    """Carries reports from the task's thread to this one. Without a parent: it may outlive the dialog by a moment."""

    reported = Signal(int, object)


def _ways(context: AppContext, cancel: CancelToken) -> object:
    from app.services.ways import find_ways

    return find_ways(context.config, cancel)
