"""How to start a part of this program as a process of its own: from source, from a wheel, and frozen."""

from __future__ import annotations

import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]


def own_command(module: str, word: str) -> tuple[list[str], Path | None]:
    """The words that start `module`, and the folder to start it in.

    A frozen program has no modules to name: it is started with `word`, which `app.cli.main` knows.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, word], None
    return [sys.executable, "-m", module], _ROOT
