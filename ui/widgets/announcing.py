"""Telling a screen reader about something that appeared without taking the focus."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str) -> None:
    """Have `text` read aloud, where something is there to read it."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # 2 ms; nothing is announced at start-up

    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
