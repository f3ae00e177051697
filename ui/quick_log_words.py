"""A line of the quick log as it was understood, for people: as chips, and as a sentence of what Enter will do."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QPixmap

from app.services.quicklog import ReadLine
from ui.delegates.chip_painter import ICON_SIDE, ChipLook
from ui.format import clock, hours, time_range, weekday
from ui.i18n import tr
from ui.icons import IconRole, pixmap
from ui.plain import quoted
from ui.tokens import project_color, tokens_in_use

_CONTEXT = "quick_log"


def chips_of(line: ReadLine, zone: str, scale: float) -> list[ChipLook]:
    """Title, time, project, task, day, tags and whether it is billable. `scale` is the screen's, for sharp icons."""
    typed = line.typed
    found = [] if not typed.title else [ChipLook(typed.title, icon=_icon("notes", "muted", scale))]
    found += [_time_chip(line, zone, scale), _project_chip(line)]
    if line.task_title is not None:
        found.append(ChipLook(line.task_title, icon=_icon("tasks", "muted", scale)))
    if typed.date is not None:
        found.append(ChipLook(weekday(typed.date), icon=_icon("calendar", "muted", scale)))
    found += [ChipLook(tag, icon=_icon("tag", "muted", scale)) for tag in typed.tags]
    if typed.billable is False:
        found.append(ChipLook(tr(_CONTEXT, "not billable"), dashed=True))
    else:
        found.append(ChipLook(tr(_CONTEXT, "billable"), icon=_icon("billable", "muted", scale)))
    return found


def remark(line: ReadLine) -> str:
    """What is still missing, or was not understood; empty if all is well."""
    if line.typed.warnings:
        return " ".join(map(quoted, line.typed.warnings))
    if not line.typed.title:
        return tr(_CONTEXT, "Say what the time was for.")
    if line.typed.date is not None and not line.timed:
        return tr(_CONTEXT, "How long? A day needs a duration or a span too.")
    return ""


def _time_chip(line: ReadLine, zone: str, scale: float) -> ChipLook:
    typed = line.typed
    if typed.seconds is None:
        return ChipLook(tr(_CONTEXT, "from now"), icon=_icon("play", "run", scale))
    length = clock(typed.seconds) if typed.seconds % 60 else hours(typed.seconds)
    if typed.started_at is None:
        return ChipLook(length, icon=_icon("clock", "muted", scale))
    return ChipLook(time_range(typed.started_at, typed.ended_at, zone), length, icon=_icon("clock", "muted", scale))


def _project_chip(line: ReadLine) -> ChipLook:
    if line.project is None:
        return ChipLook(tr(_CONTEXT, "no project"), dashed=True)
    project = line.project.project
    return ChipLook(project.name, line.project.client_name or "", project_color(project.id))


def _icon(name: str, role: IconRole, scale: float) -> QPixmap:
    return _drawn(name, getattr(tokens_in_use(), role), scale)


@lru_cache(maxsize=64)
def _drawn(name: str, color: str, scale: float) -> QPixmap:
    """Drawn once: a keystroke shows half a dozen of them."""
    return pixmap(name, color, ICON_SIDE, scale)
