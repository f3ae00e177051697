"""What a person should hear before it is sent: one sentence each, and what can be done about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from app.domain.money import shown
from app.services.invoice_terms import FixedOffer, Notice
from ui.format import money, short_day
from ui.i18n import tr
from ui.plain import quoted
from ui.theme import space
from ui.widgets.banner import Banner

_DAY = re.compile(r'(" of )(\d{4}-\d\d-\d\d)\b')
"""Behind the title of an entry; what a person wrote in one stays as it is."""


class WarningList(QWidget):
    """Takes no room while there is none."""

    fixed_wanted = Signal(object)
    """ProjectId whose fixed price is to be billed."""
    pricing_asked = Signal(object)
    """ProjectId of which nobody knows whether its rate is for an hour."""
    entries_asked = Signal()
    """The entries that it is about are to be looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: tuple[Notice, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(1))
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(_text(notice) for notice in self._notices)

    def show_notices(self, notices: Sequence[Notice]) -> None:
        """Replace them all."""
        if tuple(notices) == self._notices:
            return
        self._notices = tuple(notices)
        keys = any(button.hasFocus() for button in self.findChildren(QAbstractButton))
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for notice in notices:
            self._column.addWidget(self._banner(notice))
        self.setVisible(bool(notices))
        if keys:
            self._hand_keys_on()

    def _hand_keys_on(self) -> None:
        """The button that was pressed is gone: the keys go to what comes before, not to the top of the window."""
        before = self.previousInFocusChain()
        while before is not None and before is not self:
            if before.isVisible() and before.isEnabled() and before.focusPolicy() & Qt.FocusPolicy.TabFocus:
                before.setFocus()
                return
            before = before.previousInFocusChain()

    def _banner(self, notice: Notice) -> Banner:
        act = _act(notice)
        banner = Banner("warn", _text(notice), act, dismissible=False)
        if act is None:
            return banner
        asked = {"fixed_price": self.fixed_wanted, "kind_unknown": self.pricing_asked}.get(notice.code)
        if asked is None:
            banner.action_requested.connect(self.entries_asked)
        else:
            banner.action_requested.connect(partial(asked.emit, notice.project_id))
        return banner


def _act(notice: Notice) -> str | None:
    """The button that does something about it."""
    match notice.code:
        case "fixed_price":
            return tr("WarningList", "Bill the price")
        case "kind_unknown":
            return tr("WarningList", "Per hour or fixed?")
        case "overlap" | "future" | "billed_unknown" | "unsynced" if notice.entries:
            return tr("WarningList", "Choose entries…")
        case _:
            return None


def _text(notice: Notice) -> str:
    """The service's sentence with days as the window writes them, unless it speaks of a command or of an amount."""
    if notice.offer is not None:
        return _about_price(notice.offer)
    if notice.code != "not_marked":
        return quoted(_DAY.sub(lambda found: found[1] + short_day(found[2]), notice.text))
    return tr(
        "WarningList",
        "Clientary goes on listing these hours as unbilled, so another computer or a colleague may bill them again. In "
        "the settings you can have them marked there.",
    )


def _about_price(offer: FixedOffer) -> str:
    """What becomes of the hours of a project with a fixed price, or what was billed beyond that price."""
    name, price = shown(offer.project.name), money(offer.amount_minor or 0, offer.currency)
    if offer.chosen:
        return tr(
            "WarningList",
            "More than its fixed price was billed for “{name}” already: {over} too much.",
            name=name,
            over=money(offer.over_minor, offer.currency),
        )
    if offer.amount_minor is None:
        text = tr("WarningList", "“{name}” has a fixed price: its hours are not billed, add a line for it.")
    elif offer.billed_minor:
        text = tr(
            "WarningList",
            "“{name}” has a fixed price of {price} ({open} open): its hours are not billed, add a line for it.",
        )
    else:
        text = tr("WarningList", "“{name}” has a fixed price of {price}: its hours are not billed, add a line for it.")
    return text.format(name=name, price=price, open=money(offer.open_minor, offer.currency))
