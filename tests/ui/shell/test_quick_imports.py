"""What start-up leaves out of PySide is there as soon as it is needed."""

from __future__ import annotations

import subprocess
import sys

from tests.cli.running import ROOT
from tests.ui.shell.program import DEADLINE_S, window_environment

_LOAD = "from ui.quick_imports import import_pyside, waiting; import_pyside()\n"
_MISTAKES = """
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication(["stint"])
label = QLabel()
for mistake in (lambda: label.setText(3), lambda: QTimer.singleShot("a", "b"), lambda: QLabel(nope=3),
                lambda: QColor(1, 2, 3, 4, 5, 6)):
    try:
        mistake()
    except Exception as error:
        print(repr(error))
print(QLabel.setText.__doc__, QLabel.__doc__)
"""


def run(script: str) -> str:
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
    told = run(_LOAD + _MISTAKES)
    assert "QLabel.setText(arg__1: str" in told
    assert told == run(_MISTAKES)


def test_an_error_on_another_thread_finds_the_words_too() -> None:
    script = (
        "import threading\n"
        "from PySide6.QtCore import QObject\n"
        "def err():\n"
        "    try:\n"
        "        QObject().setObjectName(3)\n"
        "    except TypeError as error:\n"
        "        print('setObjectName(int)' in str(error), len(waiting()))\n"
        "thread = threading.Thread(target=err)\n"
        "thread.start()\n"
        "thread.join()\n"
    )
    assert run(_LOAD + script).split() == ["True", "0"]


def test_nothing_is_compiled_before_that() -> None:
    """A failure here means that PySide changed: look whether the workaround is still needed, and still right."""
    script = "from PySide6.QtWidgets import QApplication, QLabel; app = QApplication(['stint']); QLabel('x').show()\n"
    assert int(run(_LOAD + script + "print(len(waiting()))")) == 7
