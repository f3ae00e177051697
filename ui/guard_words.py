"""How the window asks about many deletions or changes at once, and shows what each answer would do."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.mass_change import AtRisk, MassChange
from ui.format import hours, short_day, spoken
from ui.i18n import tr, tr_n
from ui.matter_words import field_name, value_text
from ui.models.line_list import Line
from ui.plain import one_line
from ui.sync_story import name_of

_CONTEXT = "SyncPage"


def question_text(change: MassChange) -> str:
    """What happened, what it means, what to do."""
    text = tr_n(
        _CONTEXT,
        "{n} entry would vanish or be overwritten here, so nothing of that was applied and a backup was made. If this "
        "was meant in Clientary, let it in; if not, keep what is here.",
        "{n} entries would vanish or be overwritten here, so nothing of that was applied and a backup was made. If "
        "this was meant in Clientary, let it in; if not, keep what is here.",
        change.vanished + change.overwritten,
    )
    if {kind for kind, _count in change.kinds} <= {"entry"}:
        return text
    return tr_n(
        _CONTEXT,
        "{n} record would vanish or be overwritten here, so nothing of that was applied and a backup was made. If "
        "this was meant in Clientary, let it in; if not, keep what is here.",
        "{n} records would vanish or be overwritten here, so nothing of that was applied and a backup was made. If "
        "this was meant in Clientary, let it in; if not, keep what is here.",
        change.vanished + change.overwritten,
    )


def risk_lines(preview: Sequence[AtRisk]) -> list[Line]:
    """One line for each record: what it is, and what would become of it. Their keys are kinds and ids."""
    return [
        Line(
            key=(one.kind, one.record_id),
            title=name_of(one.kind, one.title),
            detail=" · ".join(part for part in (_fate(one), _where(one)) if part),
            value="" if one.seconds is None else hours(one.seconds),
            spoken="" if one.seconds is None else spoken(one.seconds),
            icon=("edit", "warn") if one.overwritten else ("trash", "danger"),
        )
        for one in preview
    ]


def more_text(change: MassChange) -> str:
    """How many more there are than those that are listed; empty where all are."""
    more = change.vanished + change.overwritten - len(change.preview)
    return tr_n(_CONTEXT, "and {n} more", "and {n} more", more) if more > 0 else ""


def _fate(one: AtRisk) -> str:
    if not one.overwritten:
        return tr(_CONTEXT, "would vanish")
    changes = ", ".join(
        tr(
            _CONTEXT,
            "{field}: {ours} → {theirs}",
            field=field_name(side.name),
            ours=one_line(value_text(side.name, side.ours)),
            theirs=one_line(value_text(side.name, side.theirs)),
        )
        for side in one.sides
    )
    return tr(_CONTEXT, "would be overwritten: {changes}", changes=changes)


def _where(one: AtRisk) -> str:
    return " · ".join(part for part in (short_day(one.date) if one.date else "", one_line(one.project)) if part)
