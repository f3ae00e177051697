"""The one question about the person: which of the staff they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget
from shiboken6 import isValid

from app.domain.clients import Person
from app.errors import AppError
from ui.bridge import Bridge
from ui.i18n import tr
from ui.plain import menu_text, tooltip
from ui.session import Session
from ui.theme import space
from ui.widgets.announcing import announce
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.choice import Choice
from ui.widgets.plain_label import PlainLabel

_MOST, _LONGEST = 8, 24
_BUTTON_WIDTH = 168


class WhoCard(Card):
    """One button for each of up to eight people, a list for the others. It stays until it is answered; none is the
    default, for the answer cannot be changed.
    """

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session, self._bridge = session, bridge
        self._people: Sequence[Person] = ()
        self._before: QWidget | None = None
        self.buttons: list[Button] = []
        self.others: Choice[str] = Choice()
        self.others.setAccessibleName(tr("who", "Someone else"))
        self.others.activated.connect(self._choose_other)
        title = tr("who", "Who are you in Clientary?")
        why = tr("who", "The hours of several people came in. Yours are shown here once you choose; it is asked once.")
        self._grid = QGridLayout()
        self._grid.setSpacing(space(2))
        self.body.addWidget(PlainLabel(title, "large", wrap=True))
        self.body.addWidget(PlainLabel(why, "body", "muted", wrap=True))
        self.body.addLayout(self._grid)
        self.setAccessibleName(f"{title} {why}")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def reload(self) -> bool:
        """Ask if it must be asked; says whether it is."""
        try:
            asked = self._session.people.must_ask()
            people = self._session.people.people() if asked else []
        except AppError:
            return False  # the list itself says that nothing can be read
        if people != self._people:
            self._offer(people)
        if asked and self.isHidden():
            self._before = self.window().focusWidget()
            announce(self, self.accessibleName())
        self.setVisible(asked)
        return asked

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _offer(self, people: Sequence[Person]) -> None:
        self._people = people
        for old in self.buttons:
            old.setParent(None)
            old.deleteLater()
        self.buttons = [self._button(person) for person in people[:_MOST]]
        rest = [(person.remote_id, person.name) for person in people[_MOST:]]
        self.others.set_choices([("", tr("who", "Someone else…")), *rest] if rest else [])
        self._arrange()

    def _button(self, person: Person) -> Button:
        name = person.name if len(person.name) <= _LONGEST else person.name[: _LONGEST - 1] + "…"
        made = Button(menu_text(name), icon="user", parent=self)
        made.setAccessibleName(person.name)
        made.setToolTip(tooltip(person.name))
        choose: Callable[[], None] = partial(self._choose, person.remote_id)
        made.clicked.connect(choose)
        return made

    def _arrange(self) -> None:
        """As many beside each other as there is room for."""
        columns = max(1, (self.width() - 2 * space(4)) // _BUTTON_WIDTH)
        for place, button in enumerate(self.buttons):
            self._grid.addWidget(button, place // columns, place % columns)
        self.others.setVisible(self.others.count() > 0)
        if self.others.count():
            self._grid.addWidget(self.others, len(self.buttons) // columns, len(self.buttons) % columns)

    @Slot()
    def _choose_other(self) -> None:
        if self.others.key:
            self._choose(self.others.key)

    def _choose(self, remote_id: str) -> None:
        """Once: nobody else can be chosen while another program keeps the answer from being saved. The keys go back to
        where they were before the question came: the buttons are about to go.
        """
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setEnabled(self._bridge.writes.do(lambda on: on.people.choose(remote_id), self._end, self._refuse))

    @Slot(object)
    def _end(self, _person: object) -> None:
        self.setEnabled(True)
        self.reload()

    @Slot(object)
    def _refuse(self, error: AppError) -> None:
        self._bridge.requests.error_reported.emit(error)
        self._end(None)
