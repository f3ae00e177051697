"""What start-up spares PySide changes no error."""

from __future__ import annotations

import subprocess
import sys

from tests.cli.running import ROOT
from tests.ui.shell.program import DEADLINE_S, window_environment

_LOAD = "from ui.quick_imports import import_pyside; import_pyside()\n"
_MISTAKES = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication(["stint"])
label = QLabel()
for mistake in (lambda: label.setText(3), lambda: QTimer.singleShot("a", "b"), lambda: QLabel(nope=3)):
    try:
        mistake()
    except Exception as error:
        print(repr(error))
"""


def told(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=window_environment(),
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_mistakes_are_told_in_the_same_words() -> None:
    ours = told(_LOAD + _MISTAKES)
    assert "QLabel.setText" in ours
    assert ours == told(_MISTAKES)
