"""The settings: each with what it does and where its value comes from. A change holds once the field is left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.errors import AppError, UserInputError
from app.settings import KEYS
from ui.bridge import Bridge
from ui.i18n import tr
from ui.messages import sentence
from ui.session import Session
from ui.setting_saver import SettingSaver
from ui.setting_specs import (
    SettingSpec,
    account,
    billing,
    day_and_look,
    desktop,
    developer,
    letterhead,
    pace,
    paper,
    presence,
    timer,
    week,
)
from ui.theme import Theme, space
from ui.widgets.account_line import AccountLine
from ui.widgets.card import Card
from ui.widgets.data_card import DataCard
from ui.widgets.desktop_line import DesktopLine
from ui.widgets.field_grid import FieldGrid
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.setting_field import SettingField

_CONTEXT = "SettingsPage"
_IN_FORCE = {
    "account.transport": "transport",
    "account.membrane_command": "membrane_command",
    "account.connection_id": "connection_id",
    "sync.settle_seconds": "settle_seconds",
    "sync.writes_per_second": "writes_per_second",
}
"""Settings that a flag or the environment may beat: their names in `Config`, which holds what counts."""


class SettingsPage(ScrollPage):
    """Cards of fields; the connection's state among them, the data folder and its backups at the end."""

    def __init__(self, session: Session, theme: Theme, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(tr(_CONTEXT, "Settings"), parent)
        del theme  # what holds it follows `settings_changed`
        self._session, self._bridge = session, bridge
        self.fields: dict[str, SettingField] = {}
        self.account = AccountLine(session, bridge)
        self.data = DataCard(session, bridge)
        self.body.setSpacing(space(2))
        self._saver = SettingSaver(session, bridge, self)
        remark = tr(_CONTEXT, "Stored as you change them. Where no source is named, the value is the default.")
        self.header.addWidget(PlainLabel(remark, "small", "muted", elide=True))
        self._title.setMinimumWidth(self._title.sizeHint().width())  # in a narrow window it is the remark that is cut
        self._add(tr(_CONTEXT, "Day and look"), day_and_look())
        self._add(tr(_CONTEXT, "Billing"), billing())
        self._add(tr(_CONTEXT, "Documents"), (*letterhead(), *paper()))
        self._add(tr(_CONTEXT, "Timer"), timer())
        self._add(tr(_CONTEXT, "Week"), week())
        self._add(tr(_CONTEXT, "On the desktop"), desktop(), above=DesktopLine(session, bridge))
        self._add(tr(_CONTEXT, "While you are away"), presence())
        self._add(tr(_CONTEXT, "Clientary"), account(), above=self.account)
        self._add(tr(_CONTEXT, "Pace of sync"), pace())
        self._add(tr(_CONTEXT, "For developers"), developer())
        self._add_heading(tr(_CONTEXT, "Your data"))
        self.body.addWidget(self.data)
        self.body.addStretch(1)
        self._saver.refused.connect(self._show_refusal)
        self._saver.saved.connect(self._show_saved)
        bridge.settings_changed.connect(self._show_values)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_values()

    def open(self, argument: object) -> None:
        """Go to the setting of that key."""
        field = self.fields.get(str(argument))
        if field is not None:
            field.editor.setFocus()
            self.area.ensureWidgetVisible(field)

    def _add(self, title: str, specs: Sequence[SettingSpec], above: QWidget | None = None) -> None:
        card = Card()
        card.body.setSpacing(space(4))
        if above is not None:
            card.body.addWidget(above)
            card.add_line()
        fields = [SettingField(spec) for spec in specs]
        for field in fields:
            self.fields[field.spec.key] = field
            field.edited.connect(self._saver.save)
        card.body.addWidget(FieldGrid(fields))
        self._add_heading(title)
        self.body.addWidget(card)

    def _add_heading(self, title: str) -> None:
        self.body.addSpacing(space(1))
        self.body.addWidget(PlainLabel(title, "section", "muted"))

    @Slot()
    def _show_values(self) -> None:
        if self.isVisible():
            for key, field in self.fields.items():
                field.show_stored(self._value(key), self._session.origin(key))

    def _value(self, key: str) -> str:
        config = self._session.config
        in_force = _IN_FORCE.get(key)
        value = getattr(config.settings, KEYS[key]) if in_force is None else getattr(config, in_force)
        if isinstance(value, float):
            return f"{value:g}"
        return "" if value is None else str(value)

    @Slot(str, object)
    def _show_refusal(self, key: str, error: AppError) -> None:
        field = self.fields[key]
        wrong = field.spec.wrong if isinstance(error, UserInputError) else ""
        field.set_error(wrong or sentence(error))

    @Slot(str)
    def _show_saved(self, key: str) -> None:
        self.fields[key].set_error(None)
        self._show_values()
