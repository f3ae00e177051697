"""What stands in place of the entries while an account that was given is fetched for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from ui.i18n import tr
from ui.messages import sync_state
from ui.sync_progress import far_text, step_text
from ui.widgets.empty_state import EmptyState
from ui.widgets.plain_label import PlainLabel

if TYPE_CHECKING:
    from app.services.status import SyncStanding
    from app.sync.progress import Progress

_CONTEXT = "first_fetch"
_WIDTH = 360


class FirstFetch(QWidget):
    """That it is under way and how far it is, or why it does not get on."""

    help_requested = Signal()
    """The person wants to see how sync stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress = QWidget()
        self._progress.setFixedWidth(_WIDTH)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr(_CONTEXT, "Progress of the first sync"))
        self.far = PlainLabel("", "small", "muted", elide=True)
        lines = QVBoxLayout(self._progress)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.bar)
        lines.addWidget(self.far)
        self.story = EmptyState("sync", "", "", below=self._progress)
        self.story.action_requested.connect(self.help_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.story)

    def show_under_way(self, progress: Progress | None) -> None:
        """`progress`: None before the account answered."""
        text = tr(
            _CONTEXT,
            "Your clients, projects and hours are on their way. You need not wait: what you record above is kept on "
            "this computer and sent afterwards.",
        )
        self.story.set_texts(tr(_CONTEXT, "Fetching your account"), text)
        far = tr(_CONTEXT, "Asking for it…")
        if progress is not None:
            far = f"{step_text(progress)} · {far_text(progress)}"
        self.far.setText(far)
        self.bar.setRange(0, 0 if progress is None else progress.total)
        self.bar.setValue(0 if progress is None else progress.done)
        self.bar.setAccessibleDescription(far)
        self._progress.show()

    def show_halted(self, standing: SyncStanding) -> None:
        """It was tried in vain; it goes on by itself."""
        why = sync_state(standing.state, standing.reason)
        text = tr(_CONTEXT, "{why} Stint tries again by itself.", why=why)
        button = tr(_CONTEXT, "See how sync stands")
        self.story.set_texts(tr(_CONTEXT, "Your account is not here yet"), text, button)
        self._progress.hide()
