"""`screenshot.py FILE [X Y WIDTH HEIGHT]`: save what the X display shows. A program of its own: Qt can be on only one
display at a time, and asking for the screen must not disturb who is looked at.
"""

from __future__ import annotations

import sys

from PySide6.QtGui import QGuiApplication


def main(file: str, area: list[int]) -> int:
    """Save the whole screen or the area; returns the exit code."""
    application = QGuiApplication(sys.argv[:1])
    x, y, width, height = area or (0, 0, -1, -1)
    grabbed = application.primaryScreen().grabWindow(0, x, y, width, height)
    return 0 if grabbed.save(file) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], [int(number) for number in sys.argv[2:]]))
