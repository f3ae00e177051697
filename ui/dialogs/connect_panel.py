"""The right side of the wizard: one stage at a time, made of the parts that it asks for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from ui.dialogs.connect_choice import ConnectChoice
from ui.dialogs.connect_code import ConnectCode
from ui.dialogs.connect_facts import ConnectFacts
from ui.dialogs.connect_link import ConnectLink
from ui.dialogs.connect_stage import Stage
from ui.dialogs.connect_ways import ConnectWays
from ui.i18n import tr
from ui.messages import as_sentence
from ui.theme import space
from ui.widgets.announcing import announce
from ui.widgets.banner import Banner
from ui.widgets.plain_label import PlainLabel


class ConnectPanel(QScrollArea):
    """Shows a `Stage`; what a person does in it comes out as signals. It scrolls where the screen is small."""

    way_chosen = Signal(str)
    """"cli", "api" or "look"."""
    code_entered = Signal(str)
    connection_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.heading = PlainLabel("", "large", wrap=True)
        self.text = PlainLabel("", "body", "muted", wrap=True)
        self.problem = Banner("info", "", dismissible=False)
        self.ways = ConnectWays()
        self.link = ConnectLink()
        self.code = ConnectCode()
        self.choice = ConnectChoice()
        self.facts = ConnectFacts()
        self.busy_text = PlainLabel("", "small", "muted", wrap=True)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self._lay_out()
        self.ways.chosen.connect(self.way_chosen)
        self.code.entered.connect(self.code_entered)
        self.choice.chosen.connect(self.connection_chosen)
        self.link.not_opened.connect(self._tell_not_opened)

    def show_stage(self, stage: Stage) -> None:
        """Show it in place of the former one, and tell a screen reader."""
        self.heading.setText(stage.title)
        self.text.setText(stage.text)
        self.text.setVisible(bool(stage.text))
        self.problem.setVisible(bool(stage.problem))
        if stage.problem:
            self.problem.set_message(stage.tone, stage.problem)
        self.ways.setVisible(stage.ways is not None)
        if stage.ways is not None:
            self.ways.show_ways(stage.ways)
        self._show_link(stage)
        self.choice.setVisible(bool(stage.choices))
        if stage.choices:
            self.choice.offer(stage.choices)
        self.facts.setVisible(bool(stage.facts))
        if stage.facts:
            self.facts.show_facts(stage.facts)
        self.busy.setVisible(bool(stage.busy))
        self.busy_text.setVisible(bool(stage.busy))
        self.busy_text.setText(stage.busy)
        self.busy.setAccessibleName(stage.busy)
        self.verticalScrollBar().setValue(0)
        if self.isVisible():
            announce(self, " ".join(part for part in (stage.title, stage.problem or stage.text) if part))

    def main_control(self, stage: Stage) -> QWidget | None:
        """Where the keyboard goes when that stage appears; None: to a button of the dialog."""
        if stage.ways is not None:
            return self.ways.main_button
        if stage.code_wanted:
            return self.code.edit
        if stage.choices:
            return self.choice.buttons[0]
        return None

    def refuse_code(self, text: str) -> None:
        """The code was not taken; `text` is the reason, in the server's words."""
        self.code.refuse(as_sentence(text))
        self.code.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_link(self, stage: Stage) -> None:
        self.link.setVisible(bool(stage.link))
        if stage.link != self.link.url:
            self.link.show_url(stage.link)
            self.code.clear()
        self.code.setVisible(stage.code_wanted)

    @Slot()
    def _tell_not_opened(self) -> None:
        text = tr("connect", "The browser could not be opened. Copy the link and open it in any browser.")
        self.problem.set_message("info", text)
        self.problem.show()
        self.link.copy_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, space(1), 0)
        column.setSpacing(space(3))
        for part in (self.heading, self.problem, self.text, self.ways, self.choice, self.facts):
            column.addWidget(part)
        for control in (self.busy_text, self.busy, self.link, self.code):
            column.addWidget(control)
        column.addStretch(1)
        self.setWidget(inside)
