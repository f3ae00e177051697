"""How worked time becomes billed time: step, direction, what is rounded as one, least time."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from app.services.invoice_terms import STEPS_MIN, Direction, Policy, Unit
from ui.i18n import tr, tr_n
from ui.invoice_words import direction_text, unit_text
from ui.widgets.choice import Choice
from ui.widgets.field import Field

_INHERITED = -1
_MINIMUMS = (0, 5, 10, 15, 20, 30, 45, 60, 120)


class RoundingParts(NamedTuple):
    """The four fields, for a form to place."""

    step: Field
    direction: Field
    unit: Field
    minimum: Field


class RoundingFields(QObject):
    """A rounding policy in four fields, or none: then hours follow what project, client or settings say. Direction
    means nothing, and cannot be chosen, without a step.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.step: Choice[int] = Choice([(step, _step_text(step)) for step in (_INHERITED, *STEPS_MIN)])
        self.direction: Choice[Direction] = Choice([(one, direction_text(one)) for one in Direction])
        self.unit: Choice[Unit] = Choice([(one, unit_text(one)) for one in Unit])
        self.minimum: Choice[int] = Choice(_minimums(0))
        self.fields = RoundingParts(
            Field(tr("RoundingFields", "Round time to"), self.step),
            Field(tr("RoundingFields", "Direction"), self.direction),
            Field(tr("RoundingFields", "Round each"), self.unit),
            Field(tr("RoundingFields", "At least"), self.minimum),
        )
        for choice in (self.step, self.direction, self.unit, self.minimum):
            choice.currentIndexChanged.connect(self._take)
        self._show()

    @property
    def policy(self) -> Policy | None:
        """The policy that the fields show; None to follow what is agreed elsewhere."""
        if self.step.key in (None, _INHERITED):
            return None
        return Policy(
            self.step.key or 0,
            self.direction.key or Direction.NEAREST,
            self.minimum.key or 0,
            self.unit.key or Unit.ENTRY,
        )

    def set_policy(self, policy: Policy | None) -> None:
        """Show that policy; no signal."""
        self.step.choose(_INHERITED if policy is None else policy.step_min)
        policy = policy or Policy()
        self.direction.choose(policy.direction)
        self.unit.choose(policy.unit)
        self.minimum.set_choices(_minimums(policy.minimum_min))
        self.minimum.choose(policy.minimum_min)
        self._show()

    @Slot()
    def _take(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        own = self.step.key not in (None, _INHERITED)
        self.minimum.setEnabled(own)
        self.direction.setEnabled(own and bool(self.step.key))
        self.unit.setEnabled(own and (bool(self.step.key) or bool(self.minimum.key)))


def _step_text(step_min: int) -> str:
    if step_min == _INHERITED:
        return tr("RoundingFields", "As agreed")
    if step_min == 0:
        return tr("RoundingFields", "No rounding")
    return tr_n("RoundingFields", "{n} minute", "{n} minutes", step_min)


def _minimums(own: int) -> list[tuple[int, str]]:
    """The usual ones, and the one that a policy has."""
    return [(one, _minimum_text(one)) for one in sorted({*_MINIMUMS, own})]


def _minimum_text(minutes: int) -> str:
    if minutes == 0:
        return tr("RoundingFields", "No minimum")
    return tr_n("RoundingFields", "{n} minute", "{n} minutes", minutes)
