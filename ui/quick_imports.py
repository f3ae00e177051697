"""Spare start-up what PySide does at every import after its own.

A WORKAROUND, measured with 6.11.3: remove it when PySide has stopped doing that.
"""

from __future__ import annotations

import importlib
import linecache
import sys


def import_pyside() -> None:
    """Load PySide, and tell it that no module of ours or of the library uses `from __feature__ import`.

    To find that out PySide reads the source text of every module that is imported after it, and `linecache` then keeps
    it: 25 ms and 2 MB. A frozen program, where no source can be found, always runs as this one does then.

    PySide's own compiling of the texts of its TypeErrors (30 ms) stays as it is: to put it off was tried, and two
    threads that made their first mistakes at the same moment could end the process.
    """
    importlib.import_module("PySide6.QtCore")
    feature = sys.modules.get("shibokensupport.feature")
    if feature is not None and hasattr(feature, "_mod_uses_pyside"):
        vars(feature)["_mod_uses_pyside"] = _uses_none
    linecache.clearcache()  # of what it has read until here


def _uses_none(module: object) -> bool:  # noqa: ARG001 - the shape that PySide calls
    return False
